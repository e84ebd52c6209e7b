import type { Address } from '../../model/node.ts';
import { type Action, type Change, type Plan, tallyOf } from '../../model/plan.ts';
import {
  code,
  type Document,
  type Fields,
  type Folded,
  type Item,
  lineSection,
  list,
  type Medium,
  type Numbers,
  type OutlineItem,
  paragraph,
  problems,
  type Role,
  type Section,
  type Style,
  section,
  strong,
  type TallyBlock,
  type Text,
} from '../document.ts';
import type { Look } from '../look.ts';
import { diffLines } from '../text-diff.ts';
import { nameOf, namesIn, partsOf, placeOf } from '../words/names.ts';
import { type FoldableItem as Branch, outlineOf, wholeOutlineOf } from '../words/outline.ts';
import {
  destinationLines,
  fieldNotes,
  impactLine,
  impactOf,
  moreNotices,
  narrowedLines,
  overwritingLines,
  sorted,
} from '../words/plan-words.ts';
import {
  againstLine,
  againstText,
  changeNote,
  count,
  foldText,
  platformText,
  shortDigest,
  tallyLine,
  untouchedLine,
} from '../words/wording.ts';
import { problemKinds } from './problems-view.ts';

/** The document of a plan. */
export function planDocument(plan: Plan, look: Look, medium: Medium): Document {
  const isSummary = look.detail === 'summary';
  const { others } = sorted(plan.warnings);
  const { against, platform, partial, digest } = plan;
  // The headline is `Plan 0123456789ab for production (https://…), dialect partner:`.
  const subject = against
    ? `for ${platform.name} against git, ${againstText(against)}`
    : `${shortDigest(digest)} for ${platformText(platform)}`;
  return {
    title: planTitle(plan),
    headline: `${partial ? 'Partial plan' : 'Plan'} ${subject}:`,
    ...(isSummary && { isDense: true }),
    sections: [
      ...noticeSections(plan.warnings),
      ...planSections(plan, look, medium),
      isSummary && medium === 'terminal'
        ? problemKinds(others)
        : section('warning', problems(others)),
    ],
  };
}

/** Warnings to read before the plan, such as a change of where its credentials go. */
export function noticeSections(warnings: Plan['warnings']): Section[] {
  const all = sorted(warnings);
  return [
    section('notice', problems(all.notices)),
    ...moreNotices(all).map((line) => section('notice', paragraph(line))),
  ];
}

/** The title of a plan, such as `Plan for production`, with whether it is partial or against git. */
export function planTitle({ partial, platform, against }: Plan): string {
  return `${partial ? 'Partial plan' : 'Plan'} for ${platform.name}${against ? ' against git' : ''}`;
}

/** All sections of a plan except its warnings. */
export function planSections(plan: Plan, look: Look, medium: Medium): Section[] {
  const isSummary = look.detail === 'summary';
  const { against, changes } = plan;
  const tally: TallyBlock = {
    block: 'tally',
    text: tallyLine(plan),
    // The numbers are left out if nothing changes.
    ...(changes.length > 0 && { numbers: numbersIn(changes) }),
  };
  return [
    ...(medium === 'terminal'
      ? against
        ? [lineSection('remark', [againstLine(against)], 'yellow')]
        : []
      : [section(subjectRole(plan, medium), paragraph(planSubject(plan, medium)))]),
    ...remarkSections(plan, look, medium),
    section('note', paragraph(untouchedLine(plan))),
    section('tally', tally),
    ...plan.guards.map((guard) => section('guard', { block: 'guard', guard })),
    ...(isSummary ? [] : outlineSections(plan, look, medium)),
    ...(medium === 'html' && !against ? [section('ending', paragraph(wholeHash(plan)))] : []),
  ];
}

/** In Markdown, the tally comes before the subject; a plan against git names its subject first. */
function subjectRole({ against }: Plan, medium: Medium): Role {
  return medium === 'markdown' && !against ? 'ending' : 'subject';
}

/**
 * What a plan was made from, with its plan hash: a page shows the beginning here and the whole hash at its
 * end. A plan against git has no useful hash.
 */
export function planSubject(plan: Plan, medium: Medium): Text {
  if (plan.against) return againstLine(plan.against);
  const { url, dialect } = plan.platform;
  return medium === 'html'
    ? [code(url), ', dialect ', code(dialect), ', plan ', code(shortDigest(plan.digest))]
    : [code(url), ', dialect ', code(dialect), ', plan hash ', code(plan.digest)];
}

function wholeHash({ digest }: Plan): Text {
  return [{ text: ['Plan hash: ', code(digest)], style: 'dim' }];
}

/** The learner impact of a plan, what it overwrites, where it is sent, and what made it partial. */
export function remarkSections(plan: Plan, look: Look, medium: Medium): Section[] {
  const style: Style | undefined = medium === 'terminal' ? 'yellow' : undefined;
  const impact = impactLine(plan.impact, look);
  // The line is emphasised if results or classes are affected.
  const line = impact?.isHarmless ? impact.text : impact && strong(impact.text, style);
  return [
    ...(line === undefined ? [] : [section('remark', paragraph([line]))]),
    lineSection('remark', overwritingLines(plan), style),
    lineSection('remark', destinationLines(plan.platform), style),
    lineSection('remark', narrowedLines(plan, namesIn(plan)), style),
  ];
}

/** The number of changes in each group. */
export function numbersIn(changes: readonly { readonly action: Action }[]): Numbers {
  const { create, update, move, reorder, retire } = tallyOf(changes);
  return { create, update, move: move + reorder, retire };
}

/** How much of an outline a page shows, so that browsers open it quickly. */
const roomOfPage = { limits: [1000, 20, 8, 2], budget: 1500 };

function outlineSections(plan: Plan, look: Look, medium: Medium): Section[] {
  const isPage = medium === 'html';
  const moves = isPage ? plan.changes.filter((change) => change.action === 'move') : [];
  const departed = Map.groupBy(moves, ({ from }) => from.parent);
  const room = isPage ? { ...roomOfPage, also: [...departed.keys()] } : undefined;
  const branches = look.isWhole ? wholeOutlineOf(plan) : outlineOf(plan, room);
  const items = outlineItems(plan, branches, look, departed);
  const hasFields = look.detail === 'fields' && medium === 'markdown';
  return [
    section('body', { block: 'outline', items, tally: numbersIn(plan.changes) }),
    ...(hasFields ? fieldSections(branches, look) : []),
  ];
}

/** The lines of an outline, each change with its fields. */
export function outlineItems(
  plan: Plan,
  branches: readonly Branch[],
  look: Look,
  departed: ReadonlyMap<Address, readonly Change[]> = new Map(),
): OutlineItem[] {
  const nameOfAddress = namesIn(plan);
  const before = plan.against ? 'In the commit' : 'On the platform';
  const itemOf = (branch: Branch): OutlineItem => {
    if (branch.item === 'fold') {
      const foldOf = branch.of === 'renumbered' ? 'move' : 'create';
      return { foldOf, text: foldText(branch, look) };
    }
    const { address, title, change } = branch;
    const { kind, sourcedId } = partsOf(address);
    const node = { address, kind, title };
    const gone = departed.get(address)?.flatMap((move) => departureOf(move, nameOfAddress));
    const rest = { items: branch.children.map(itemOf), ...(gone && { departed: gone }) };
    if (!change) return { node, style: 'dim', ...rest };
    const note = changeNote(change, nameOfAddress, look);
    const tied = impactOf(plan.impact, address, look);
    return {
      sign: change.action,
      node,
      ...(note !== undefined && { text: note }),
      ...(tied !== undefined && { tied }),
      place: placeOf(change.source),
      id: sourcedId,
      fields: fieldsOf(change, before),
      ...rest,
    };
  };
  return branches.map(itemOf);
}

/** The nodes that moved away from here, for HTML pages. */
function departureOf(change: Change, nameOfAddress: (address: Address) => string): OutlineItem[] {
  if (change.action !== 'move') return [];
  const { address, title, from, to } = change;
  const there = `${nameOfAddress(to.parent)} #${to.position}`;
  return [
    {
      sign: 'move',
      node: { address, kind: partsOf(address).kind, title },
      text: [
        `was #${from.position} here, moves to `,
        { text: there, leadsTo: { address, end: 'to' } },
      ],
    },
  ];
}

/** The field changes of a change; empty if it has none. */
export function fieldsOf(change: Change, before: string): Fields {
  const of = nameOf(change.address, change.title);
  const lines = fieldNotes(change);
  const notes = lines.length > 0 ? { notes: lines } : {};
  if (change.action === 'create')
    return { block: 'fields', of, created: change.after.fields, ...notes };
  const groups = change.fields.length === 0 ? [] : [{ changes: change.fields }];
  return { block: 'fields', of, groups, ...notes, before };
}

/** The groups of changes in the order of the tally. */
const groups = [
  { title: 'to add', actions: ['create'] },
  { title: 'to change', actions: ['update'] },
  { title: 'to move', actions: ['move', 'reorder'] },
] as const satisfies readonly { title: string; actions: readonly Action[] }[];

/** The fields of changed nodes, folded and grouped by what happens to the nodes. */
export function fieldSections(branches: readonly Branch[], look: Look): Section[] {
  return fieldGroups(branches, look).map(({ title, items }) => {
    const summary = `Fields of ${count(items.length, 'node')} ${title}`;
    return section('detail', foldedItems(summary, items));
  });
}

/** A folded list. */
export function foldedItems(
  summary: string,
  items: readonly (Item | Text)[],
  isOpen = false,
): Folded {
  return { block: 'folded', summary, blocks: [list(items)], ...(isOpen && { isOpen }) };
}

/** The fields of all changes that have any, grouped by what happens to the nodes: an item for each node. */
export function fieldGroups(
  outline: readonly Branch[],
  look: Look,
): readonly { readonly title: string; readonly items: readonly Item[] }[] {
  const shown = outline.flatMap(changesIn);
  return groups.flatMap(({ title, actions }) => {
    const changes = shown.filter(({ action }) => actions.some((each) => each === action));
    const items = changes.flatMap((change) => fieldItem(change, look));
    return items.length > 0 ? [{ title, items }] : [];
  });
}

/** The changes of a line of the outline and of everything below it. */
function changesIn(item: Branch): Change[] {
  if (item.item === 'fold') return [];
  return [...(item.change ? [item.change] : []), ...item.children.flatMap(changesIn)];
}

function fieldItem(change: Change, look: Look): Item[] {
  const fields = diffLines(change, look);
  if (fields.length === 0) return [];
  const lines = [...fields, ...fieldNotes(change).map((note) => `# ${note}`)];
  const text = [
    `${nameOf(change.address, change.title)} `,
    code(partsOf(change.address).sourcedId),
  ];
  return [{ text, code: { block: 'code', lines, language: 'diff' } }];
}

import type { Address } from '../../model/address.ts';
import type { Action, Change, Plan } from '../../model/plan.ts';
import type { Problem } from '../../model/problem.ts';
import { escapeFor } from '../escape.ts';
import type { Look } from '../look.ts';
import { destinationLines } from '../words/destination-wording.ts';
import { impactLines, tiedText } from '../words/impact-wording.ts';
import { nameOf, namesIn, partsOf, placeOf } from '../words/names.ts';
import { narrowedLines } from '../words/narrowed.ts';
import { moreNotices, sorted } from '../words/notices.ts';
import { type Item, outlineOf } from '../words/outline.ts';
import { sign } from '../words/signs.ts';
import {
  againstLines,
  changeText,
  count,
  foldText,
  tallyLine,
  untouchedLine,
} from '../words/wording.ts';
import { diffLines } from './field-markdown.ts';
import { codeBlock, codeSpan, folded } from './markdown-code.ts';
import { guardItem, problemItem } from './problems-markdown.ts';

/** What the parts of a plan are shown with. */
export interface Context {
  readonly nameOfAddress: (address: Address) => string;
  readonly tiedTo: (address: Address) => string | undefined;
  readonly look: Look;
}

/** The plan for a pull request: the outline in sight, the fields folded away below it. */
export function planToMarkdown(plan: Plan, look: Look): string {
  const context = contextFor(plan, look);
  const outline = outlineOf(plan);
  const { others } = sorted(plan.warnings);
  const sections = [
    noticeLines(plan.warnings, context.look),
    [`### ${planTitle(plan)}`],
    [planSubject(plan)],
    plan.guards.flatMap(guardItem),
    [`**${tallyLine(plan)}**`],
    impactLines(plan, look).map((line) => `**${line}**`),
    destinationLines(plan).map((line) => `- ${escapeFor.markdown(line)}`),
    narrowedLines(plan, context.nameOfAddress).map((line) => `- ${escapeFor.markdown(line)}`),
    look.detail === 'summary' ? [] : outline.flatMap((item) => outlineItem(item, 0, context)),
    ...(look.detail === 'fields' ? fieldSections(outline, context) : []),
    [untouchedLine(plan)],
    others.flatMap((warning) => problemItem(warning, context.look)),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** What has to be read before a plan: where its credentials go, if the config says otherwise now. */
export function noticeLines(warnings: readonly Problem[], look: Look): string[] {
  const all = sorted(warnings);
  return [...all.notices.flatMap((one) => problemItem(one, look)), ...moreNotices(all)];
}

export function contextFor(plan: Plan, look: Look): Context {
  return {
    nameOfAddress: namesIn(plan),
    tiedTo: (address) => tiedText(plan, address, look),
    look: { ...look, colour: false },
  };
}

/** `Plan for production`, and how far it reaches. */
export function planTitle({ partial, platform, against }: Plan): string {
  const name = escapeFor.markdown(platform.name);
  return `${partial ? 'Partial plan' : 'Plan'} for ${name}${against ? ' against git' : ''}`;
}

/** What a plan was made from, and its whole digest. One against git has none that is worth showing. */
export function planSubject(plan: Plan): string {
  const { url, dialect } = plan.platform;
  const [against] = againstLines(plan);
  if (against !== undefined) return escapeFor.markdown(against);
  return `${codeSpan(url)}, dialect ${codeSpan(dialect)}, digest ${codeSpan(plan.digest)}`;
}

function outlineItem(item: Item, depth: number, context: Context): string[] {
  const line = outlineLine(item, depth, context);
  if (item.item === 'fold') return [line];
  return [line, ...item.children.flatMap((child) => outlineItem(child, depth + 1, context))];
}

/** One line of the outline, without what is below it. */
export function outlineLine(item: Item, depth: number, context: Context): string {
  const { look, nameOfAddress, tiedTo } = context;
  const bullet = `${'  '.repeat(depth)}- `;
  if (item.item === 'fold') return bullet + escapeFor.markdown(foldText(item, look));
  const { change } = item;
  if (!change) return bullet + escapeFor.markdown(nameOf(item.address, item.title));
  const text = escapeFor.markdown(changeText(change, nameOfAddress, look));
  const tied = tiedTo(change.address);
  const line = `${bullet}${codeSpan(sign(change.action, look))} ${text} ${codeSpan(placeOf(change.source))}`;
  return tied === undefined ? line : `${line} **${tied}**`;
}

/** The groups of changes in the order of the tally. */
const groups = [
  { title: 'to add', actions: ['create'] },
  { title: 'to change', actions: ['update'] },
  { title: 'to move', actions: ['move', 'reorder'] },
] as const satisfies readonly { title: string; actions: readonly Action[] }[];

/** The fields of changed nodes, folded away by what happens to them. */
export function fieldSections(outline: readonly Item[], context: Context): string[][] {
  return fieldGroups(outline, context).map(({ title, nodes }) =>
    folded(`Fields of ${count(nodes.length, 'node')} ${title}`, nodes.flat()),
  );
}

/** The fields of all changes that have any, by what happens to them: the lines of each node. */
export function fieldGroups(
  outline: readonly Item[],
  context: Context,
): readonly { readonly title: string; readonly nodes: readonly string[][] }[] {
  const shown = outline.flatMap(changesIn);
  return groups.flatMap(({ title, actions }) => {
    const changes = shown.filter(({ action }) => actions.some((each) => each === action));
    const nodes = changes.map((change) => fieldsOf(change, context)).filter(({ length }) => length);
    return nodes.length > 0 ? [{ title, nodes }] : [];
  });
}

/** The changes of a line of the outline and of all below it. */
export function changesIn(item: Item): Change[] {
  if (item.item === 'fold') return [];
  return [...(item.change ? [item.change] : []), ...item.children.flatMap(changesIn)];
}

function fieldsOf(change: Change, { look }: Context): string[] {
  const lines = diffLines(change, look);
  if (lines.length === 0) return [];
  const name = escapeFor.markdown(nameOf(change.address, change.title));
  const id = codeSpan(partsOf(change.address).sourcedId);
  return [`- ${name} ${id}`, '', ...codeBlock(lines, 'diff', '  ')];
}

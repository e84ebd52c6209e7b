import type { Drift, DriftAction, NodeDrift } from '../../model/drift.ts';
import {
  code,
  type Document,
  type Fields,
  type Item,
  type Medium,
  type OutlineItem,
  paragraph,
  problems,
  type Section,
  type SignName,
  section,
  styled,
  type Text,
} from '../document.ts';
import type { Look } from '../look.ts';
import { ellipsis } from '../signs.ts';
import { placeText, stepsOf } from '../words/drift-steps.ts';
import {
  atMost,
  defaultLines,
  driftTally,
  driftText,
  driftTitle,
  type NameOf,
  namesInDrift,
  newText,
  quietLine,
  sinceNote,
  sinceText,
  strangerLines,
} from '../words/drift-wording.ts';
import { fieldDiff } from '../words/field-diff.ts';
import { nameOf, partsOf, placeOf } from '../words/names.ts';
import { count } from '../words/wording.ts';
import { foldedItems } from './plan-view.ts';
import { problemTally } from './problems-view.ts';

/** What changed on the platform since a commit. What was done on the server comes first and whole. */
export function driftDocument(drift: Drift, look: Look, medium: Medium): Document {
  const isTerminal = medium === 'terminal';
  const isSummary = look.detail === 'summary';
  const { platform, since, warnings } = drift;
  return {
    title: `Drift on ${platform.name}`,
    headline: `${driftTitle(drift)}:`,
    ...(isSummary && { isDense: true }),
    sections: [
      ...(isTerminal ? [] : [section('subject', paragraph(subjectOf(platform, sinceText(since))))]),
      ...sinceNote(since).map((text) =>
        section('caveat', { block: 'prose', text, style: 'yellow' }),
      ),
      ...(isSummary ? [] : bodySections(drift, look, medium)),
      isSummary && isTerminal
        ? { ...problemTally(warnings), role: 'warning' }
        : section('warning', problems(warnings)),
      section('note', paragraph(quietLine(drift))),
      section('tally', { block: 'tally', text: driftTally(drift) }),
    ],
  };
}

function subjectOf({ url, dialect }: Drift['platform'], since: string): Text {
  return [code(url), ', dialect ', code(dialect), `, ${since}`];
}

function bodySections(drift: Drift, look: Look, medium: Medium): Section[] {
  const name = namesInDrift(drift);
  const { nodes } = drift;
  const theirs = nodes.filter(({ cause }) => cause !== 'edited in git');
  const ours = nodes.filter(({ cause }) => cause === 'edited in git');
  const fresh = ours.filter(({ action }) => action === 'create');
  const edited = ours.filter(({ action }) => action !== 'create');
  const itemsOf = (some: readonly NodeDrift[]) =>
    some.map((node) => itemOf(node, { name, look, medium }));
  const created: OutlineItem[] =
    fresh.length === 0 ? [] : [{ sign: 'create', text: styled('dim', newText(fresh)) }];
  const shown = atMost<OutlineItem>(itemsOf(edited), (more) => ({
    foldOf: 'move',
    text: `${ellipsis(look)} and ${more} more nodes`,
  }));
  return [
    section('body', { block: 'outline', items: itemsOf(theirs) }),
    section('body', {
      block: 'folded',
      summary: 'Edited in git, not applied yet',
      blocks: [{ block: 'outline', items: [...shown, ...created] }],
    }),
    ...(medium === 'markdown' && look.detail === 'fields' ? fieldSections(theirs, name, look) : []),
    section(
      'body',
      foldedItems('Server defaults, written by no manifest and left alone', defaultLines(drift)),
    ),
    section(
      'body',
      foldedItems('On the server, in no manifest, and left alone', strangerLines(drift, name)),
    ),
  ];
}

/** The sign of the plan that is nearest to what happened. */
const signOf = {
  create: 'create',
  update: 'update',
  move: 'move',
  reorder: 'reorder',
  retire: 'retire',
  restore: 'create',
  gone: 'refused',
} as const satisfies Record<DriftAction, SignName>;

interface Context {
  readonly name: NameOf;
  readonly look: Look;
  readonly medium: Medium;
}

function itemOf(node: NodeDrift, { name, look, medium }: Context): OutlineItem {
  const { address, title, source, action, fields } = node;
  const words = medium === 'terminal' ? look : ({ detail: 'tree' } as const);
  return {
    sign: signOf[action],
    text: driftText(node, name, words),
    ...(source && { place: placeOf(source) }),
    id: partsOf(address).sourcedId,
    fields: fieldsOf({ address, title, fields }, name, look),
  };
}

function fieldsOf(
  { address, title, fields }: Pick<NodeDrift, 'address' | 'title' | 'fields'>,
  name: NameOf,
  look: Look,
): Fields {
  const groups = stepsOf(fields).map(({ heading, style, steps }) => ({
    heading,
    style,
    changes: steps.map(({ of, change }) =>
      of === 'place' ? { line: placeText(change, name, look) } : change,
    ),
  }));
  return { block: 'fields', of: nameOf(address, title), groups, after: 'After' };
}

function fieldSections(nodes: readonly NodeDrift[], name: NameOf, look: Look): Section[] {
  const detailed = nodes.filter(({ fields }) => fields.length > 0);
  const items = detailed.map(({ address, title, fields }): Item => {
    const lines = stepsOf(fields).flatMap(({ heading, steps }) => [
      `@@ ${heading} @@`,
      ...steps.flatMap(({ of, change }) =>
        of === 'place' ? [`  ${placeText(change, name, look)}`] : fieldDiff(change),
      ),
    ]);
    const text = [`${nameOf(address, title)} `, code(partsOf(address).sourcedId)];
    return { text, code: { block: 'code', lines, language: 'diff' } };
  });
  return items.length === 0
    ? []
    : [section('body', foldedItems(`Fields of ${count(items.length, 'node')}`, items))];
}

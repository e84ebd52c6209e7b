import {
  type Cause,
  causes,
  countCauses,
  type Drift,
  type DriftAction,
  type FieldDrift,
  isDrifted,
  type NodeDrift,
  type Since,
} from '../../model/drift.ts';
import { isNumber, type Json } from '../../model/json.ts';
import { type Address, parseAddress } from '../../model/node.ts';
import type { FieldChange } from '../../model/plan.ts';
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
  type Style,
  section,
  styled,
} from '../document.ts';
import { arrow, ellipsis, type Look } from '../look.ts';
import { fieldDiff } from '../text-diff.ts';
import { nameOf, namesOf, partsOf, pathText, placeOf, valueText } from '../words/names.ts';
import { count, countOf, kindCounts, platformText } from '../words/wording.ts';
import { foldedItems } from './plan-view.ts';
import { problemKinds } from './problems-view.ts';

/** The words for each cause. */
const causeWords: Readonly<Record<Cause, string>> = {
  both: 'conflict',
  'changed on the server': 'changed on the platform',
  'edited in git': 'not applied yet',
};

/** The document of drift since a commit. Changes on the platform come first and in full. */
export function driftDocument(drift: Drift, look: Look, medium: Medium): Document {
  const isTerminal = medium === 'terminal';
  const isSummary = look.detail === 'summary';
  const { platform, since, warnings } = drift;
  const { url, dialect } = platform;
  const subject = [code(url), ', dialect ', code(dialect), `, ${sinceText(since)}`];
  return {
    title: `Drift on ${platform.name}`,
    headline: `Drift on ${platformText(platform)}, ${sinceText(since)}:`,
    ...(isSummary && { isDense: true }),
    sections: [
      ...(isTerminal ? [] : [section('subject', paragraph(subject))]),
      ...sinceNote(since).map((text) =>
        section('caveat', { block: 'prose', text, style: 'yellow' }),
      ),
      ...(isSummary ? [] : bodySections(drift, look, medium)),
      isSummary && isTerminal ? problemKinds(warnings) : section('warning', problems(warnings)),
      section('note', paragraph(unchangedLine(drift))),
      section('tally', { block: 'tally', text: driftTally(drift) }),
    ],
  };
}

function bodySections(drift: Drift, look: Look, medium: Medium): Section[] {
  const { context, strangers, nodes } = drift;
  const name = namesOf([...strangers, ...context, ...nodes]);
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
      summary: 'Not applied yet',
      blocks: [{ block: 'outline', items: [...shown, ...created] }],
    }),
    ...(medium === 'markdown' && look.detail === 'fields' ? fieldSections(theirs, name, look) : []),
    section(
      'body',
      foldedItems(
        'Defaults of the platform, in no manifest, and left untouched',
        defaultLines(drift),
      ),
    ),
    section(
      'body',
      foldedItems(
        'On the platform, in no manifest, and left untouched',
        unknownNodeLines(drift, name),
      ),
    ),
  ];
}

/** For each kind of drift, the sign of the plan that is nearest to it. */
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

export type NameOf = (address: Address) => string;

function sinceText(since: Since): string {
  switch (since.from) {
    case 'commit':
      return `since commit ${since.commit.slice(0, 12)} (${since.ref})`;
    case 'receipt':
      return `since commit ${since.commit.slice(0, 12)} (${since.file})`;
    case 'manifests':
      return 'compared with the manifests';
  }
}

/** What the words depend on; empty if a commit was named. */
function sinceNote({ from }: Since): string[] {
  return from === 'manifests'
    ? [
        'There is no --base, and no receipt of this machine says what was last applied: the newest must be of a complete apply of committed manifests, and not in the future. So the current manifests count as last applied, and an edit that was never published shows as changed on the platform.',
      ]
    : [];
}

/** The last line: `Drift: 2 changed on the platform, …`, or that there is no drift. */
function driftTally(drift: Drift): string {
  const counts = countCauses(drift.nodes);
  const defaults = drift.defaults.reduce((sum, { addresses }) => sum + addresses.length, 0);
  const own = [`${counts['edited in git']} not applied yet`, count(defaults, 'platform default')];
  const quiet = own.filter((text) => !text.startsWith('0 ')).join(', ');
  if (!isDrifted(drift)) {
    const held =
      drift.since.from === 'manifests' ? 'the content of the manifests' : 'what was last applied';
    return `No drift. The platform holds ${held}${quiet && `; ${quiet}`}.`;
  }
  const theirs = [
    `${counts['changed on the server']} changed on the platform`,
    count(counts.both, 'conflict'),
  ];
  return `Drift: ${[...theirs, ...own].join(', ')}.`;
}

/** A line about nodes that need no attention: unchanged ones, applied edits, and nodes outside of the run. */
function unchangedLine({ unchanged, settled, elsewhere, since }: Drift): string {
  const sinceWhen = since.from === 'manifests' ? '' : ' since the last apply';
  const arrived = settled > 0 ? [`${count(settled, 'edited field')} already on the platform`] : [];
  const others = elsewhere > 0 ? [`${elsewhere} unmanaged on the platform`] : [];
  return `${[`${count(unchanged, 'node')} unchanged${sinceWhen}`, ...arrived, ...others].join(', ')}.`;
}

/**
 * One node in words: `lesson "X" in unit "Y" is gone (changed on the platform)`; without causes if its fields
 * show them.
 */
function driftText(node: NodeDrift, name: NameOf, { detail }: Pick<Look, 'detail'>): string {
  const { address, title, parent, cause, fields } = node;
  const where = parent === undefined ? [] : [`in ${name(parent)}`];
  const whole = fields.length === 0;
  const own = whole ? [cause] : causes.filter((one) => fields.some((field) => field.cause === one));
  const why =
    whole || detail !== 'fields' ? [`(${own.map((one) => causeWords[one]).join(', ')})`] : [];
  return [nameOf(address, title), ...where, ...(whole ? [wholeText(node)] : []), ...why].join(' ');
}

function wholeText({ action, cause }: NodeDrift): string {
  const here = cause === 'edited in git';
  switch (action) {
    case 'create':
      return 'is new';
    case 'gone':
      return 'is gone';
    case 'retire':
      if (cause === 'both') return 'is new, and retired on the platform';
      return here ? 'will be retired' : 'is retired';
    case 'restore':
      return here ? 'will be live again' : 'is live again';
    case 'update':
    case 'move':
    case 'reorder':
      return 'differs';
  }
}

/** New nodes in one line: `new: 1 unit, 2 lessons (not applied yet)`. */
function newText(nodes: readonly NodeDrift[]): string {
  const parts = kindCounts(nodes.map(({ address }) => partsOf(address).kind));
  return `new: ${parts.join(', ')} (${causeWords['edited in git']})`;
}

/** Platform defaults, as many as a screen holds: `metadata.AlphaLearn on 3 courses`. */
function defaultLines({ defaults }: Drift): readonly string[] {
  const lines = [...defaults]
    .sort((a, b) => b.addresses.length - a.addresses.length)
    .map(({ kind, path, addresses }) => `${pathText(path)} on ${countOf(addresses.length, kind)}`);
  return atMost(lines, (more) => `and ${more} more`);
}

/** Unmanaged nodes of the platform: `unit "A" in course "B" (ID)`. */
function unknownNodeLines({ strangers }: Drift, name: NameOf): readonly string[] {
  const lines = strangers.map(({ address, title, parent }) => {
    const where = parent === undefined ? '' : ` in ${name(parent)}`;
    const id = partsOf(address).sourcedId;
    return `${nameOf(address, title)}${where} (${id})`;
  });
  return atMost(lines, (more) => `and ${more} more`);
}

/** The most lines of one sort; the others are counted. */
const mostLines = 20;

function atMost<T>(all: readonly T[], rest: (more: number) => T): readonly T[] {
  const more = all.length - mostLines;
  return more > 1 ? [...all.slice(0, mostLines), rest(more)] : all;
}

/** The change of a field on one side: git or the platform. */
export interface Step {
  readonly of: FieldDrift['of'];
  readonly change: FieldChange;
}

/** The field changes of one cause; for a conflict, those of one side. */
export interface Steps {
  readonly heading: string;
  readonly style: Style;
  readonly steps: readonly Step[];
}

/** The field changes of a node by cause; changes on the platform come first. */
function stepsOf(fields: readonly FieldDrift[]): readonly Steps[] {
  const by = (wanted: FieldDrift['cause']) => fields.filter(({ cause }) => cause === wanted);
  const theirs = ({ of, path, before, after }: FieldDrift) => step(of, path, [before, after]);
  const ours = ({ of, path, before, wanted }: FieldDrift) => step(of, path, [before, wanted]);
  // A value that git edits may not come from this catalog, so the platform's value is shown as the one that
  // is replaced.
  const toCome = ({ of, path, after, wanted }: FieldDrift) => step(of, path, [after, wanted]);
  const all: readonly Steps[] = [
    {
      heading: causeWords['changed on the server'],
      style: 'yellow',
      steps: by('changed on the server').map(theirs),
    },
    { heading: `${causeWords.both}: on the platform`, style: 'red', steps: by('both').map(theirs) },
    { heading: `${causeWords.both}: in git`, style: 'red', steps: by('both').map(ours) },
    { heading: causeWords['edited in git'], style: 'cyan', steps: by('edited in git').map(toCome) },
  ];
  return all.filter(({ steps }) => steps.length > 0);
}

function step(
  of: Step['of'],
  path: FieldDrift['path'],
  [before, after = null]: readonly [Json, Json | undefined],
): Step {
  const change: FieldChange =
    before === null ? { path, kind: 'added', after } : { path, kind: 'changed', before, after };
  return { of, change };
}

/** A change of place in words: `parent: unit "A" → unit "B"`, `order: #2 → #1`. */
function placeText({ path, after, ...values }: FieldChange, name: NameOf, look: Look): string {
  const before = values.kind === 'changed' ? values.before : null;
  const place = pathText(path);
  if (before === after) return `${place}: stays ${placeName(after, name)}, others moved`;
  return `${place}: ${placeName(before, name)} ${arrow(look)} ${placeName(after, name)}`;
}

function placeName(value: Json, name: NameOf): string {
  if (value === null) return '(none)';
  if (isNumber(value)) return `#${value}`;
  const parsed = typeof value === 'string' ? parseAddress(value) : undefined;
  return parsed ? name(`${parsed.kind}/${parsed.sourcedId}`) : valueText(value);
}

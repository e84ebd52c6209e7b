import type { Address } from '../../model/address.ts';
import {
  causes,
  countCauses,
  type Drift,
  isDrifted,
  type NodeDrift,
  type Since,
} from '../../model/drift.ts';
import { kinds, plural } from '../../model/kind.ts';
import type { Look } from '../look.ts';
import { nameOf, namesOf, partsOf } from './names.ts';
import { pathText } from './value.ts';
import { count, platformText } from './wording.ts';

export type NameOf = (address: Address) => string;

export function namesInDrift({ context, strangers, nodes }: Drift): NameOf {
  return namesOf([...strangers, ...context, ...nodes]);
}

/** `Drift on production (https://…), dialect partner, since commit 0123456789ab (v1)` */
export function driftTitle({ platform, since }: Pick<Drift, 'platform' | 'since'>): string {
  return `Drift on ${platformText(platform)}, ${sinceText(since)}`;
}

export function sinceText(since: Since): string {
  switch (since.from) {
    case 'commit':
      return `since commit ${since.commit.slice(0, 12)} (${since.ref})`;
    case 'receipt':
      return `since commit ${since.commit.slice(0, 12)} (${since.file})`;
    case 'manifests':
      return 'compared with the manifests';
  }
}

/** What a reader must know to trust the words; none where a commit was named. */
export function sinceNote({ from }: Since): string[] {
  return from === 'manifests'
    ? [
        'No --base was named and no receipt of a whole apply is here, so the manifests as they are count as last applied: what was edited in git and not published shows as changed on the server.',
      ]
    : [];
}

/** `Drift: 2 changed on the server, …`, or that there is none: the last line. */
export function driftTally(drift: Drift): string {
  const counts = countCauses(drift.nodes);
  const defaults = drift.defaults.reduce((sum, { addresses }) => sum + addresses.length, 0);
  const own = [`${counts['edited in git']} edited in git`, count(defaults, 'server default')];
  const quiet = own.filter((text) => !text.startsWith('0 ')).join(', ');
  if (!isDrifted(drift)) {
    const held =
      drift.since.from === 'manifests' ? 'what the manifests say' : 'what was last applied';
    return `No drift. The server holds ${held}${quiet && `; ${quiet}`}.`;
  }
  const theirs = [
    `${counts['changed on the server']} changed on the server`,
    `${counts.both} both`,
  ];
  return `Drift: ${[...theirs, ...own].join(', ')}.`;
}

/** What needs no look: nodes as they were, edits that arrived, nodes of others. */
export function quietLine({ unchanged, settled, elsewhere }: Drift): string {
  const arrived = settled > 0 ? [`${count(settled, 'edited field')} on the server already`] : [];
  const others = elsewhere > 0 ? [`${count(elsewhere, 'remote object')} not managed here`] : [];
  return `${[`${count(unchanged, 'object')} as last applied`, ...arrived, ...others].join(', ')}.`;
}

/** `lesson "X" in unit "Y" is gone (changed on the server)`; no causes where its fields say them. */
export function driftText(node: NodeDrift, name: NameOf, { detail }: Pick<Look, 'detail'>): string {
  const { address, title, parent, cause, fields } = node;
  const where = parent === undefined ? [] : [`in ${name(parent)}`];
  const whole = fields.length === 0;
  const own = whole ? [cause] : causes.filter((one) => fields.some((field) => field.cause === one));
  const why = whole || detail !== 'fields' ? [`(${own.join(', ')})`] : [];
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
      if (cause === 'both') return 'is new, and retired on the server';
      return here ? 'is to be retired' : 'is retired';
    case 'restore':
      return here ? 'is to be live again' : 'is live again';
    case 'update':
    case 'move':
    case 'reorder':
      return 'differs';
  }
}

/** `new: 1 unit, 2 lessons (edited in git)` */
export function newText(nodes: readonly NodeDrift[]): string {
  const kindsOf = nodes.map(({ address }) => partsOf(address).kind);
  const parts = kinds.flatMap((kind) => {
    const number = kindsOf.filter((one) => one === kind).length;
    return number > 0 ? `${number} ${number === 1 ? kind : plural[kind]}` : [];
  });
  return `new: ${parts.join(', ')} (edited in git)`;
}

/** `metadata.AlphaLearn on 3 courses`, for so many that a screen holds them. */
export function defaultLines({ defaults }: Drift): readonly string[] {
  const lines = [...defaults]
    .sort((a, b) => b.addresses.length - a.addresses.length)
    .map(({ kind, path, addresses: { length } }) => {
      return `${pathText(path)} on ${length} ${length === 1 ? kind : plural[kind]}`;
    });
  return atMost(lines, (more) => `and ${more} more`);
}

/** `unit "A" in course "B" (ID)` */
export function strangerLines({ strangers }: Drift, name: NameOf): readonly string[] {
  const lines = strangers.map(({ address, title, parent }) => {
    const where = parent === undefined ? '' : ` in ${name(parent)}`;
    const id = partsOf(address).sourcedId;
    return `${nameOf(address, title)}${where} (${id})`;
  });
  return atMost(lines, (more) => `and ${more} more`);
}

/** More lines than this of one sort are counted instead of shown. */
const mostLines = 20;

export function atMost<T>(all: readonly T[], rest: (more: number) => T): readonly T[] {
  const more = all.length - mostLines;
  return more > 1 ? [...all.slice(0, mostLines), rest(more)] : all;
}

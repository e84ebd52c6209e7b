import type { Snapshot, SnapshotNode, Unnamed } from '../model/catalog.ts';
import type { Ledger } from '../model/ledger.ts';
import { type IdKey, nodeKey } from '../model/node.ts';
import { type Problem, problem } from '../model/problem.ts';
import { mangling } from '../model/sourced-id.ts';
import { isAscii } from '../model/text.ts';
import { comparisonOf, keyAbove, type SnapshotComparison } from './compared-snapshot.ts';
import { isUuid, splitWords } from './content.ts';
import { concernedNodes, listNodes, whereListedInFull } from './messages.ts';
import { likeness } from './pair.ts';

/** The indices of ids that differ from another id only in case, Unicode form or invisible characters. */
export function lookAlikes(ids: readonly string[]): readonly number[] {
  return withSameKey(ids.keys(), (at) => asReaderSees(ids[at] ?? ''))
    .filter((group) => new Set(group.map((at) => ids[at])).size > 1)
    .flat();
}

/** The groups of several items with the same key. Nearly all keys are unique, so few groups are made. */
function withSameKey<T>(items: Iterable<T>, keyOf: (item: T) => string): readonly (readonly T[])[] {
  const firsts = new Map<string, T>();
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const [first, group] = [firsts.get(key), groups.get(key)];
    if (first === undefined) firsts.set(key, item);
    else if (group) group.push(item);
    else groups.set(key, [first, item]);
  }
  return [...groups.values()];
}

/** The largest group of ids with a common half. A larger one is a numbering scheme, not a copy. */
const largestFamily = 20;

/**
 * The indices of UUIDs, or of mistyped ones, that differ from another one in a single character. In other
 * ids such a difference has a meaning: `lesson-12` and `lesson-13`.
 */
export function differInOneCharacter(ids: readonly string[]): readonly number[] {
  const uuids = ids.filter((id) => isUuid(id) || isNearlyUuid(id));
  // Two texts that differ in one place have one half in common, so only such texts are compared.
  const families = [
    ...withSameKey(uuids, (id) => id.slice(0, id.length >> 1)),
    ...withSameKey(uuids, (id) => id.slice(id.length >> 1)),
  ];
  const near = new Set<string>();
  for (const family of families) {
    if (family.length > largestFamily) continue;
    for (const a of family) if (family.some((b) => differences(a, b) === 1)) near.add(a);
  }
  return near.size === 0 ? [] : [...ids.keys()].filter((at) => near.has(ids[at] ?? ''));
}

/** In how many places two texts differ. Case is another hazard and does not count. */
function differences(a: string, b: string): number {
  if (a.length !== b.length) return Infinity;
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  let count = 0;
  for (let index = 0; index < x.length; index += 1) if (x[index] !== y[index]) count += 1;
  return count;
}

/** Matches a date: `2024-05-17`, `20240517`, or a year alone. */
const date = /(?<!\d)(?:19|20)\d\d(?:([-_.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01]))?(?!\d)/;

function isDated(id: string): boolean {
  if (isDrawn(id)) return false;
  const found = date.exec(id);
  return found !== null && !isDrawn(surroundingRun(id, found.index, found[0].length));
}

const numbered =
  /(?<![a-z])(?:course|unit|lesson|les|module|chapter|section|part|week|day|topic|u|l)[-_.]?0*(\d+)(?!\d)/gi;
const word = /^(?:course|unit|lesson|les|module|chapter|section|part|week|day|topic|u|l)$/i;

/** Fewer hexadecimal digits may be a word and a number. */
const fewestDrawn = 8;
/** The most runs of letters and digits in a name: `u1l2` has four. More are random, unless each is known. */
const mostParts = 4;

/**
 * Whether a text was drawn at random, so that names and dates in it are chance: a UUID or its shape,
 * hexadecimal digits with letters among them, or many short runs of letters and digits.
 */
function isDrawn(text: string): boolean {
  if (isUuid(text) || isNearlyUuid(text)) return true;
  const isHexadecimal = /^[\da-f-]+$/.test(text) || /^[\dA-F-]+$/.test(text);
  if (isHexadecimal && text.length >= fewestDrawn && /\d[a-f]|[a-f]\d/i.test(text)) return true;
  const parts = /^[\da-z]+$/i.test(text) ? (text.match(/\d+|[a-z]+/gi) ?? []) : [];
  return parts.length > mostParts && parts.some((part) => !/^\d/.test(part) && !word.test(part));
}

/** A part of a text with the letters and digits on both sides of it. */
function surroundingRun(text: string, at: number, length: number): string {
  let [start, end] = [at, at + length];
  while (start > 0 && /^[\da-z]/i.test(text.charAt(start - 1))) start -= 1;
  while (end < text.length && /^[\da-z]/i.test(text.charAt(end))) end += 1;
  return text.slice(start, end);
}

/** Whether an id has the position of its node, or of one above it, after a word such as `unit`. */
function isPositioned(node: SnapshotNode, all: Snapshot): boolean {
  const id = node.sourcedId;
  const numbers = [...id.matchAll(numbered)]
    .filter(({ 0: found, index }) => !isDrawn(surroundingRun(id, index, found.length)))
    .map(([, digits]) => Number(digits));
  if (numbers.length === 0) return false;
  const positions = new Set<number>();
  const above = new Set<SnapshotNode>();
  for (let at: SnapshotNode | undefined = node; at && !above.has(at); ) {
    above.add(at);
    positions.add(at.position);
    const key = keyAbove(at);
    at = key && all.get(key);
  }
  return numbers.some((number) => positions.has(number));
}

/** A shorter title may be in an id by chance. */
const shortestTitle = 8;

function isTitled({ sourcedId, title }: SnapshotNode): boolean {
  if (isDrawn(sourcedId)) return false;
  const words = splitWords(title);
  const slug = words.join('-');
  const id = splitWords(sourcedId.replaceAll('_', '-')).join('-');
  return words.length > 1 && slug.length >= shortestTitle && `-${id}-`.includes(`-${slug}-`);
}

interface Hazard {
  /** Completes the sentence "n ids …". */
  readonly what: string;
  readonly why: string;
  /** Whether an id has the hazard, unless it is a UUID. */
  readonly is?: (id: string) => boolean;
  /** The indices of those of all ids that have the hazard. */
  readonly among?: (ids: readonly string[]) => readonly number[];
  /** Whether an id has the hazard because of its node, unless it is a UUID. */
  readonly at?: (node: SnapshotNode, all: Snapshot) => boolean;
}

/** Why an id is easy to confuse, to mistype or to change. All reasons were found in real catalogs. */
const table: readonly Hazard[] = [
  {
    what: 'as a spreadsheet writes a number or a date',
    why: 'A spreadsheet rewrites long numbers and dates: look up the original id before you publish.',
    is: isMangled,
  },
  {
    what: 'nearly a UUID',
    why: 'A UUID has 32 hexadecimal digits, in groups of 8, 4, 4, 4 and 12. This one looks typed by hand, and a system that requires UUIDs rejects it.',
    is: isNearlyUuid,
  },
  {
    what: 'repeating or counting digits',
    why: 'It looks hand-written, so another catalog may have the same id.',
    among: (ids) => [...ids.keys()].filter((at) => isCountingUuid(ids[at] ?? '')),
  },
  {
    what: 'with invisible characters',
    why: 'A person who types or compares it gets another id.',
    is: hasInvisibles,
  },
  {
    what: 'looking like another id',
    why: 'They differ only in case, Unicode form or invisible characters, and some systems treat them as the same id.',
    among: lookAlikes,
  },
  {
    what: 'one character away from another id',
    why: 'It looks copied and changed.',
    among: differInOneCharacter,
  },
  {
    what: 'with a date in it',
    why: 'Next year somebody will want to change it.',
    is: (id) => isDated(id) && !isMangled(id),
  },
  {
    what: 'with a position in it',
    why: 'When the order changes somebody will want to change it.',
    at: isPositioned,
  },
  {
    what: 'with the title in it',
    why: 'When the title changes somebody will want to change it.',
    at: isTitled,
  },
];

function isMangled(id: string): boolean {
  return mangling(id) !== undefined;
}

/**
 * Warnings about ids that invite mistakes: one for each hazard, with the first places in words and all of
 * them in `all`. Ids in `refused` are left out, as they have an error.
 */
export function idHazards(all: Snapshot, refused: ReadonlySet<IdKey> = new Set()): Problem[] {
  const every = [...all.values()];
  const nodes = refused.size > 0 ? every.filter((node) => !refused.has(nodeKey(node))) : every;
  const ids = nodes.map(({ sourcedId }) => sourcedId);
  const named = nodes.filter(({ sourcedId }) => !isUuid(sourcedId));
  return table.flatMap(({ what, why, is, among, at }) => {
    const found = among
      ? among(ids).flatMap((place) => nodes[place] ?? [])
      : named.filter((node) => is?.(node.sourcedId) ?? at?.(node, all));
    const [first] = found;
    if (!first) return [];
    const count = found.length === 1 ? '1 id' : `${found.length} ids`;
    return [
      problem('identity/hazard', {
        detail: `${count} ${what}: ${listNodes(found)}. ${why}`,
        hint: `Keep a published id. Give new nodes no id and run \`timeback-catalog fmt\`, which generates one.${whereListedInFull(found)}`,
        span: first.span,
        ...concernedNodes(found),
      }),
    ];
  });
}

/** More nodes of a state that have the id of a node in its snapshot, by the key of that id. */
export type Copies = ReadonlyMap<IdKey, readonly SnapshotNode[]>;

/**
 * A snapshot with the right node for each id that several nodes had. Of an original and its copies it takes
 * the one most like the node that has the id in the other state. Otherwise a copy could count as content
 * that moved to another id.
 */
export function withOriginals(before: Snapshot, copies: Copies, after: Snapshot): Snapshot {
  if (copies.size === 0) return before;
  const comparison = comparisonOf(before, after);
  return new Map(
    [...before].map(([key, first]) => {
      const now = after.get(key);
      const all = [first, ...(copies.get(key) ?? [])];
      if (!now || all.length === 1) return [key, first];
      const scores = all.map((node) => likeness(node, now, comparison).score);
      return [key, all[scores.indexOf(Math.max(...scores))] ?? first];
    }),
  );
}

/** Which of two nodes with one id is the one of the base. `both` if each is similar enough. */
type Original = 'first' | 'second' | 'both' | undefined;

/** Even after an edit, a node keeps at least this likeness. */
const same = 0.8;
/** The lead in likeness that decides. */
const lead = 0.1;

/** Compares two nodes with one id with the one of the base; undefined if neither is clearly closer. */
export function originalOf(
  was: SnapshotNode,
  [first, second]: readonly [SnapshotNode, SnapshotNode],
  comparison: SnapshotComparison,
): Original {
  const [a, b] = [first, second].map((node) => {
    const { score, parts } = likeness(was, node, comparison);
    // The place says little: one author may have moved the node, and another one copied it.
    const contents = [parts.title, parts.text].filter((part) => part !== undefined);
    return { score, content: contents.reduce((sum, part) => sum + part, 0) / contents.length };
  });
  if (!a || !b) return undefined;
  if (a.content >= same && b.content >= same) return 'both';
  if (Math.abs(a.score - b.score) < lead) return undefined;
  return a.score > b.score ? 'first' : 'second';
}

/**
 * What the identity check compares: the manifests, and if they exist, the ledger and the state at the base.
 */
export interface GateInput {
  readonly before?: Snapshot;
  /** More nodes of the base that had the id of a node in `before`. */
  readonly copies?: Copies;
  /** The name of the base, for messages. */
  readonly baseName?: string;
  /** Whether manifests of the base had errors: nodes that `before` lacks may have been there. */
  readonly isPartial?: boolean;
  readonly after: Snapshot;
  /** The nodes of `after` without a usable id, by their names in it. */
  readonly unnamed?: ReadonlyMap<string, Unnamed>;
  readonly ledgerBefore?: Ledger;
  readonly ledgerAfter?: Ledger;
}

const shapedLikeUuid = /^[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}$/i;
const fiveGroups = /^[0-9a-f]+(?:-[0-9a-f]+){4}$/i;
/** A shorter id in five groups may be five hexadecimal words, and no mistyped UUID. */
const shortest = 30;

/** Whether an id looks like a mistyped UUID: with other letters, or a digit too many or too few. */
function isNearlyUuid(id: string): boolean {
  if (isUuid(id)) return false;
  return shapedLikeUuid.test(id) || (fiveGroups.test(id) && id.length >= shortest);
}

/** A UUID has so few different digits by chance only once in many millions. */
const fewest = 4;

/** Whether a UUID was not drawn at random: `11111111-1111-4111-8111-111111111111`, `12345678-…`. */
function isCountingUuid(id: string): boolean {
  if (!shapedLikeUuid.test(id)) return false;
  return hasFewDigits(id) || /^(?:12345678|01234567|abcdefab)/i.test(id);
}

function hasFewDigits(id: string): boolean {
  let different = '';
  for (const digit of id.toLowerCase()) {
    if (digit !== '-' && !different.includes(digit)) different += digit;
    // Most ids end the loop after five or six digits.
    if (different.length > fewest) return false;
  }
  return true;
}

/** Whether an id has invisible characters: zero-width marks, direction marks, soft hyphens and the like. */
function hasInvisibles(id: string): boolean {
  return !isAscii(id) && /\p{Cf}|[\u115f\u1160\u3164\uffa0]|\p{Variation_Selector}/u.test(id);
}

/** An id as an eye or a careless system reads it: without case, Unicode form and invisible characters. */
function asReaderSees(id: string): string {
  if (isAscii(id)) return id.trim().toLowerCase();
  return id
    .normalize('NFKC')
    .replace(/\p{Cf}|[\u115f\u1160\u3164\uffa0]|\p{Variation_Selector}/gu, '')
    .trim()
    .toLowerCase();
}

import type { Snapshot, SnapshotNode, Unnamed } from '../model/catalog.ts';
import type { Ledger } from '../model/ledger.ts';
import { type IdKey, nodeKey } from '../model/node.ts';
import { type Problem, problem } from '../model/problem.ts';
import { mangling } from '../model/sourced-id.ts';
import { comparedSnapshotOf, keyAbove } from './compared-snapshot.ts';
import {
  asReaderSees,
  hasInvisibles,
  isCountingUuid,
  isNearlyUuid,
  isUuid,
  splitWords,
} from './content.ts';
import { concernedNodes, listNodes, whereListedInFull } from './messages.ts';
import { likeness } from './pair.ts';

/** Where the ids are that are told apart by case, Unicode form or invisible characters only. */
export function lookAlikes(ids: readonly string[]): readonly number[] {
  const groups = Map.groupBy(ids.keys(), (at) => asReaderSees(ids[at] ?? ''));
  return [...groups.values()].filter((group) => group.length > 1).flat();
}

/** A larger family with half an id in common is a numbering scheme, and no copies. */
const largestFamily = 20;

/**
 * Where the UUIDs are, or what was meant as one, that differ from another in a single character.
 * Elsewhere such a difference means something: `lesson-12` and `lesson-13`.
 */
export function differInOneCharacter(ids: readonly string[]): readonly number[] {
  const uuids = ids.filter((id) => isUuid(id) || isNearlyUuid(id));
  // Of two texts that differ in one place one half is equal, so only those are compared.
  const families = [
    Map.groupBy(uuids, (id) => `${id.length} ${id.slice(0, id.length >> 1)}`),
    Map.groupBy(uuids, (id) => `${id.length} ${id.slice(id.length >> 1)}`),
  ].flatMap((halves) => [...halves.values()]);
  const near = new Set<string>();
  for (const family of families) {
    if (family.length === 1 || family.length > largestFamily) continue;
    for (const a of family) if (family.some((b) => differences(a, b) === 1)) near.add(a);
  }
  return [...ids.keys()].filter((at) => near.has(ids[at] ?? ''));
}

/** For two texts of one length; case is another hazard. */
function differences(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  let count = 0;
  for (let index = 0; index < x.length; index += 1) if (x[index] !== y[index]) count += 1;
  return count;
}

/** `2024-05-17`, `20240517`, or a year that stands alone. */
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
/** `u1l2` has as many; a row of more is no name, unless all of its words are known. */
const mostParts = 4;

/**
 * Whether a text was drawn by lot, so that all that it seems to say is chance: a UUID or what has its
 * shape, hexadecimal digits with letters among them, or letters and digits in turn without end.
 */
function isDrawn(text: string): boolean {
  if (isUuid(text) || isNearlyUuid(text)) return true;
  const isHexadecimal = /^[\da-f-]+$/.test(text) || /^[\dA-F-]+$/.test(text);
  if (isHexadecimal && text.length >= fewestDrawn && /\d[a-f]|[a-f]\d/i.test(text)) return true;
  const parts = /^[\da-z]+$/i.test(text) ? (text.match(/\d+|[a-z]+/gi) ?? []) : [];
  return parts.length > mostParts && parts.some((part) => !/^\d/.test(part) && !word.test(part));
}

/** Letters and digits on both sides of a part of a text, with it. */
function surroundingRun(text: string, at: number, length: number): string {
  let [start, end] = [at, at + length];
  while (start > 0 && /^[\da-z]/i.test(text.charAt(start - 1))) start -= 1;
  while (end < text.length && /^[\da-z]/i.test(text.charAt(end))) end += 1;
  return text.slice(start, end);
}

/** A number after such a word counts only if it is the position of the node or of one above it. */
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

/** A shorter title is in an id by chance. */
const shortestTitle = 8;

function isTitled({ sourcedId, title }: SnapshotNode): boolean {
  if (isDrawn(sourcedId)) return false;
  const words = splitWords(title);
  const slug = words.join('-');
  const id = splitWords(sourcedId.replaceAll('_', '-')).join('-');
  return words.length > 1 && slug.length >= shortestTitle && `-${id}-`.includes(`-${slug}-`);
}

interface Hazard {
  /** Completes "n ids …". */
  readonly what: string;
  readonly why: string;
  /** Whether an id by itself has it. */
  readonly is?: (id: string) => boolean;
  /** Where the ids are that have it among others. */
  readonly among?: (ids: readonly string[]) => readonly number[];
  /** Whether an id has it because of its node. */
  readonly at?: (node: SnapshotNode, all: Snapshot) => boolean;
}

/** What makes an id easy to mistake, to mistype or to change. All of these are found in real catalogs. */
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
    is: isCountingUuid,
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
 * Warnings about ids that invite mistakes, one for each hazard with the first places, and all of them for programs. Ids in
 * `refused` have worse to tell.
 */
export function idHazards(all: Snapshot, refused: ReadonlySet<IdKey> = new Set()): Problem[] {
  const nodes = [...all.values()].filter((node) => !refused.has(nodeKey(node)));
  const ids = nodes.map(({ sourcedId }) => sourcedId);
  return table.flatMap(({ what, why, is, among, at }) => {
    const found = among
      ? among(ids).flatMap((place) => nodes[place] ?? [])
      : nodes.filter((node) => is?.(node.sourcedId) ?? at?.(node, all));
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

/** Further nodes with an id that a state holds already, by the key of that id. */
export type Copies = ReadonlyMap<IdKey, readonly SnapshotNode[]>;

/**
 * A state in which an id was at several nodes, with the one for each that the other state knows: of an
 * original and its copies the one that kept the id. So none of them counts as the content that went to
 * another id, whichever stood first.
 */
export function withOriginals(before: Snapshot, copies: Copies, after: Snapshot): Snapshot {
  if (copies.size === 0) return before;
  const comparison = {
    before: comparedSnapshotOf(before),
    after: comparedSnapshotOf(after),
    counterparts: new Map<IdKey, IdKey>(),
  };
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

/** Which of two nodes with one id the base knows: `both` if each is as like it as can be asked. */
type Original = 'first' | 'second' | 'both' | undefined;

/** As much as this of a node that was edited is found again. */
const same = 0.8;
/** A lead that decides. */
const lead = 0.1;

/** Held against the node that had the id at the base. */
export function originalOf(
  was: SnapshotNode,
  [first, second]: readonly [SnapshotNode, SnapshotNode],
  states: { readonly before: Snapshot; readonly after: Snapshot },
): Original {
  const before = comparedSnapshotOf(states.before);
  const after = comparedSnapshotOf(states.after);
  const [a, b] = [first, second].map((node) => {
    const { score, parts } = likeness(was, node, {
      before,
      after,
      counterparts: new Map<IdKey, IdKey>(),
    });
    // Where it stands says little: it may have been moved by one and copied by the other.
    const contents = [parts.title, parts.text].filter((part) => part !== undefined);
    return { score, content: contents.reduce((sum, part) => sum + part, 0) / contents.length };
  });
  if (!a || !b) return undefined;
  if (a.content >= same && b.content >= same) return 'both';
  if (Math.abs(a.score - b.score) < lead) return undefined;
  return a.score > b.score ? 'first' : 'second';
}

/** The manifests and, if they exist, their ledger and the state at the base. */
export interface GateInput {
  readonly before?: Snapshot;
  /** Nodes of the base whose ids others there had as well: those are in `before`. */
  readonly copies?: Copies;
  /** What the base was called, for messages. */
  readonly baseName?: string;
  /** Manifests of the base had errors: what `before` lacks may have been there. */
  readonly isPartial?: boolean;
  readonly after: Snapshot;
  /** Nodes of `after` without a usable id, by what they go by there. */
  readonly unnamed?: ReadonlyMap<string, Unnamed>;
  readonly ledgerBefore?: Ledger;
  readonly ledgerAfter?: Ledger;
}

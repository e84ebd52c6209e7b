import { quoteShort } from '../document/place.ts';
import type { SnapshotNode } from '../model/catalog.ts';
import { kinds, nodeKey, parentKeyOf, parentKind, plural } from '../model/node.ts';
import { bucketsOf } from './buckets.ts';
import {
  type CopiedFamilies,
  copiedFamilies,
  isSameParent,
  type Leaf,
  leafKey,
  leavesOf,
  type SnapshotComparison,
} from './compared-snapshot.ts';
import { isName, normalTitle, overlap, titleLikeness, wordLikeness } from './content.ts';

/** A node that is gone and the new node that is probably the same. */
export interface Pairing {
  readonly was: SnapshotNode;
  readonly now: SnapshotNode;
  readonly likeness: Likeness;
  /** Strong evidence and no rival: a program may act on it. Otherwise a person decides. */
  readonly certain: boolean;
  /** Other nodes, before or after, that could replace one of the two. */
  readonly rivals: readonly SnapshotNode[];
}

/** The least score of a pair. Below it two nodes have too little in common. */
const leastScore = 0.5;
/** A candidate whose score is this close to the best one is a rival. */
const margin = 0.15;

/**
 * Pairs nodes that are gone with new ones, each with at most one. It never guesses: if candidates are
 * close, the pairing names them and is not certain. Parents are paired before children, so that the
 * children of a lost unit are recognised by it. Exchanging the two states gives the same pairs.
 */
export function pairNodes(
  gone: readonly SnapshotNode[],
  fresh: readonly SnapshotNode[],
  comparison: SnapshotComparison,
): readonly Pairing[] {
  const counterparts = new Map(comparison.counterparts);
  const isCopied = copiedFamilies({ ...comparison, counterparts });
  return kinds.flatMap((kind) => {
    const isKind = (node: SnapshotNode) => node.kind === kind;
    const candidates = candidatesOf(gone.filter(isKind), fresh.filter(isKind), {
      ...comparison,
      counterparts,
    });
    const pairings = choose(candidates, isCopied);
    for (const { was, now } of pairings) counterparts.set(nodeKey(was), nodeKey(now));
    return pairings;
  });
}

type Candidate = Pick<Pairing, 'was' | 'now' | 'likeness'>;

function candidatesOf(
  gone: readonly SnapshotNode[],
  fresh: readonly SnapshotNode[],
  comparison: SnapshotComparison,
): readonly Candidate[] {
  const seen = new Map<SnapshotNode, Set<SnapshotNode>>();
  const candidates: Candidate[] = [];
  for (const bucket of bucketsOf(gone, fresh, comparison)) {
    for (const was of bucket.gone) {
      const met = seen.get(was) ?? new Set();
      seen.set(was, met);
      for (const now of bucket.fresh) {
        if (met.has(now)) continue;
        met.add(now);
        const found = likeness(was, now, comparison);
        // The place alone is no evidence: one lesson may replace another.
        if (found.score < leastScore || !isEvident(found)) continue;
        candidates.push({ was, now, likeness: found });
      }
    }
  }
  return candidates;
}

/** Whether any part except for the place is evidence that two nodes are one. */
export function isEvident({ parts: { title, text, children } }: Likeness): boolean {
  return [title, text, children].some((part) => (part ?? 0) >= evidenceThreshold);
}

/**
 * Chooses the best candidates first. Candidates with the same score keep the order of nodes with the same
 * title, then the order of both ids together, so that exchanging the states changes nothing.
 */
function choose(candidates: readonly Candidate[], isCopied: CopiedFamilies): Pairing[] {
  const orderOf = twinOrderIn(candidates);
  const ranked = candidates
    .map((candidate) => {
      const { score, parts } = candidate.likeness;
      const { shift, isInRow } = orderOf(candidate);
      const isPlaced = isInRow && parts.place === 1 && shift > 0;
      const rank = isPlaced ? scoreOf({ ...parts, place: sameParent }) : score;
      const name = [candidate.was.sourcedId, candidate.now.sourcedId].sort().join(' ');
      return { candidate, name, rank, shift };
    })
    .sort((a, b) => b.rank - a.rank || a.shift - b.shift || (a.name < b.name ? -1 : 1))
    .map(({ candidate }) => candidate);
  const byNode = [
    Map.groupBy(ranked, ({ was }) => was),
    Map.groupBy(ranked, ({ now }) => now),
  ] as const;
  const taken = new Set<SnapshotNode>();
  return ranked.flatMap((candidate) => {
    if (taken.has(candidate.was) || taken.has(candidate.now)) return [];
    taken.add(candidate.was).add(candidate.now);
    const rivals = rivalsOf(candidate, byNode);
    const isAlone = rivals.length === 0 && isStrong(candidate.likeness);
    return [{ ...candidate, rivals, certain: isAlone && !isCopied(candidate) }];
  });
}

type ByNode = ReadonlyMap<SnapshotNode, readonly Candidate[]>;

function rivalsOf(
  { was, now, likeness: { score } }: Candidate,
  [byWas, byNow]: readonly [ByNode, ByNode],
): SnapshotNode[] {
  const close = (candidates: readonly Candidate[] = []) =>
    candidates.filter((other) => other.likeness.score >= score - margin);
  return [
    ...close(byWas.get(was)).map((other) => other.now),
    ...close(byNow.get(now)).map((other) => other.was),
  ].filter((node) => node !== was && node !== now);
}

/**
 * Whether two parts agree that hardly agree by chance, and none speaks against it. Another title does: a
 * lesson that replaces another one often has similar words and the same place.
 */
function isStrong({ parts }: Likeness): boolean {
  const title = (parts.title ?? 0) >= sameTitleScore;
  const text = (parts.text ?? 0) >= evidenceThreshold;
  const children = (parts.children ?? 0) >= evidenceThreshold;
  const parent = (parts.place ?? 0) > 0;
  const isAnotherText = parts.text !== undefined && parts.text < evidenceThreshold;
  const isAnotherTitle = (parts.title ?? 0) < evidenceThreshold && !children;
  const reasons = [title, text, children, parent].filter(Boolean).length;
  return reasons >= 2 && (title || text || children) && !isAnotherText && !isAnotherTitle;
}

/** How similar a node now is to a node before, with the evidence. */
export interface Likeness {
  /** From 0 (nothing in common) to 1. */
  readonly score: number;
  /** The evidence in plain words, for messages: `same title`, `same place in unit "Main ideas"`. */
  readonly matched: readonly string[];
  /** The parts of the score, each from 0 to 1. A part is absent if it is no evidence for or against. */
  readonly parts: Readonly<Partial<Record<LikenessPart, number>>>;
}

const aspects = ['title', 'place', 'text', 'children'] as const;

type LikenessPart = (typeof aspects)[number];

/** The place alone is weak evidence: one node may have been removed there, and another one added. */
const weights = { title: 4, place: 2, text: 3, children: 4 } as const satisfies Record<
  LikenessPart,
  number
>;

/** A part with at least this value counts as evidence, and messages name it. */
export const evidenceThreshold = 0.5;

/** The score of titles that differ at most in case, spaces or punctuation. */
export const sameTitleScore = 0.95;

interface Part {
  readonly value: number;
  readonly matched: readonly string[];
}

/** Compares a node `a` before with a node `b` after, of one kind. Exchanging the states changes no score. */
export function likeness(
  a: SnapshotNode,
  b: SnapshotNode,
  comparison: SnapshotComparison,
): Likeness {
  const found: Record<LikenessPart, Part | undefined> = {
    title: titlePart(a, b),
    place: placePart(a, b, comparison),
    text: textPart(a, b, comparison),
    children: childrenPart(a, b, comparison),
  };
  const present = aspects.flatMap((aspect) => {
    const part = found[aspect];
    return part ? [{ aspect, part }] : [];
  });
  const parts = Object.fromEntries(present.map(({ aspect, part }) => [aspect, part.value]));
  return { score: scoreOf(parts), matched: present.flatMap(({ part }) => part.matched), parts };
}

function scoreOf(parts: Likeness['parts']): number {
  const present = aspects.flatMap((aspect) => {
    const value = parts[aspect];
    return value === undefined ? [] : [{ value, weight: weights[aspect] }];
  });
  const worth = present.reduce((total, { value, weight }) => total + weight * value, 0);
  return worth / present.reduce((total, { weight }) => total + weight, 0);
}

function titlePart(a: SnapshotNode, b: SnapshotNode): Part {
  const normal = normalTitle(a.title);
  if (normal === '' || normalTitle(b.title) === '') return { value: 0, matched: [] };
  if (a.title === b.title) return { value: 1, matched: ['same title'] };
  if (normal === normalTitle(b.title)) {
    return {
      value: sameTitleScore,
      matched: ['title differs only in case, spaces or punctuation'],
    };
  }
  // Similar words count for less than the same words in the same order.
  const value = titleLikeness(a.title, b.title) * 0.9;
  return { value, matched: value < evidenceThreshold ? [] : ['similar title'] };
}

const sameParent = 0.6;

/** 1 for the same place, less for the same parent, 0 for another parent; undefined if there are no places. */
export function placeLikeness(
  a: SnapshotNode,
  b: SnapshotNode,
  comparison: SnapshotComparison,
): number | undefined {
  if (b.kind === 'course' || b.kind === 'resource' || b.parent === undefined) return undefined;
  if (!isSameParent(a, b, comparison)) return 0;
  return a.position === b.position ? 1 : sameParent;
}

function placePart(
  a: SnapshotNode,
  b: SnapshotNode,
  comparison: SnapshotComparison,
): Part | undefined {
  if (b.kind === 'resource') return placedPart(a, b, comparison);
  const value = placeLikeness(a, b, comparison);
  if (value === undefined || b.kind === 'course') return undefined;
  if (value === 0 || b.parent === undefined) return { value: 0, matched: [] };
  const above = comparison.after.nodes.get(parentKeyOf(b.kind, b.parent));
  const parent = `${above?.kind ?? parentKind[b.kind]} ${quoteShort(above?.title ?? '')}`;
  return { value, matched: [value === 1 ? `same place in ${parent}` : `same ${parent}`] };
}

/** Compares resources by the nodes that place them: of several with one title, each belongs to its lesson. */
function placedPart(
  a: SnapshotNode,
  b: SnapshotNode,
  { before, after, counterparts }: SnapshotComparison,
): Part | undefined {
  const ours = new Set(before.placersOf(a).map((key) => counterparts.get(key) ?? key));
  const theirs = new Set(after.placersOf(b));
  if (ours.size === 0 || theirs.size === 0) return undefined;
  const placer = [...theirs].flatMap((key) => (ours.has(key) && after.nodes.get(key)) || []).at(0);
  const matched = placer ? [`in the same ${placer.kind} ${quoteShort(placer.title)}`] : [];
  return { value: overlap(ours, theirs), matched };
}

function textPart(
  a: SnapshotNode,
  b: SnapshotNode,
  comparison: SnapshotComparison,
): Part | undefined {
  const [ours, theirs] = [distinctiveLeaves(a, comparison), distinctiveLeaves(b, comparison)];
  if (ours.length === 0 || theirs.length === 0) return undefined;
  const keys = new Set(theirs.map((leaf) => leafKey(b, leaf)));
  const shared = ours.filter((leaf) => keys.has(leafKey(a, leaf)));
  const matched = [...new Set(shared.map(({ path }) => `same ${path}`))].slice(0, 3);
  if (shared.some(isName)) return { value: 1, matched };
  const value = shared.length / Math.max(ours.length, theirs.length);
  const prose = proseLikeness(ours, theirs);
  if (value >= prose.value) return { value, matched };
  // Equal text is also similar, and the message need not say so.
  return { value: prose.value, matched: matched.length > 0 ? matched : prose.matched };
}

/** The values that few nodes have in either state; others are conventions of the catalog. */
function distinctiveLeaves(
  node: SnapshotNode,
  { before, after }: SnapshotComparison,
): readonly Leaf[] {
  const once = new Map(leavesOf(node).map((leaf) => [leafKey(node, leaf), leaf]));
  return [...once.values()].filter(
    (leaf) => before.isDistinctive(node, leaf) && after.isDistinctive(node, leaf),
  );
}

/** Shorter texts have words in common by chance. */
const shortestProse = 30;

/** The best likeness of two long texts in the same field, for text that was edited. */
function proseLikeness(ours: readonly Leaf[], theirs: readonly Leaf[]): Part {
  const others = proseIn(theirs);
  const best = [...proseIn(ours)]
    .map(([path, text]) => ({ path, value: wordLikeness(text, others.get(path) ?? '') * 0.9 }))
    .reduce((a, b) => (b.value > a.value ? b : a), { path: '', value: 0 });
  if (best.value < evidenceThreshold) return { value: 0, matched: [] };
  return { value: best.value, matched: [`similar ${best.path}`] };
}

function proseIn(leaves: readonly Leaf[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const leaf of leaves) {
    // A path is no text: its words are names of folders.
    if (!isName(leaf)) texts.set(leaf.path, `${texts.get(leaf.path) ?? ''} ${leaf.value}`);
  }
  return new Map([...texts].filter(([, text]) => text.length >= shortestProse));
}

/** Compares the children. If none is the same, that is no evidence: they may have lost their ids as well. */
function childrenPart(
  a: SnapshotNode,
  b: SnapshotNode,
  comparison: SnapshotComparison,
): Part | undefined {
  if (b.kind !== 'course' && b.kind !== 'unit') return undefined;
  const ours = new Set(comparison.before.children.get(nodeKey(a)));
  const theirs = new Set(comparison.after.children.get(nodeKey(b)));
  const value = overlap(ours, theirs);
  if (value === 0) return undefined;
  const child = b.kind === 'course' ? plural.unit : plural.lesson;
  return { value, matched: value < evidenceThreshold ? [] : [`same ${child} in it`] };
}

interface Pair {
  readonly was: SnapshotNode;
  readonly now: SnapshotNode;
}

/** What the order of nodes with one title and one parent says about a pair of them. */
interface TwinOrder {
  /** The number of places by which the pair would change the order. */
  readonly shift: number;
  /**
   * Whether both states have the same number of such nodes, and more than one: then each kept its place
   * among them.
   */
  readonly isInRow: boolean;
}

/**
 * Gives the order of nodes that have one title and one parent. Such nodes probably kept their order, be
 * they lessons called "Quiz" or the resources of such lessons: an insertion before them moves each by one.
 */
function twinOrderIn(pairs: readonly Pair[]): (pair: Pair) => TwinOrder {
  const places = new Map([
    ...placesOf(pairs.map(({ was }) => was)),
    ...placesOf(pairs.map(({ now }) => now)),
  ]);
  return ({ was, now }) => {
    const [before, after] = [places.get(was), places.get(now)];
    const shift = Math.abs((before?.rank ?? 0) - (after?.rank ?? 0));
    return { shift, isInRow: before?.of === after?.of && (before?.of ?? 0) > 1 };
  };
}

/** The rank of a node among the nodes with its title and parent, and the number of these. */
function placesOf(nodes: readonly SnapshotNode[]) {
  const rows = Map.groupBy(new Set(nodes), ({ title, parent = '' }) =>
    JSON.stringify([parent, normalTitle(title)]),
  );
  return [...rows.values()].flatMap((row) =>
    row
      .sort((a, b) => a.position - b.position)
      .map((node, rank) => [node, { rank, of: row.length }] as const),
  );
}

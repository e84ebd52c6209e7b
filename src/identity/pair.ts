import { kinds } from '../model/kind.ts';
import type { SnapshotNode } from '../model/snapshot.ts';
import { bucketsOf } from './bucket.ts';
import { type Likeness, likeness, sameTitle, telling } from './likeness.ts';
import type { Comparison } from './state.ts';

/** A node that is gone and the new one that it most likely became. */
export interface Pairing {
  readonly was: SnapshotNode;
  readonly now: SnapshotNode;
  readonly likeness: Likeness;
  /** Strong evidence and no rival: a program may act on it. Otherwise a person decides. */
  readonly certain: boolean;
  /** Others, before or after, that could stand in the place of one of the two. */
  readonly rivals: readonly SnapshotNode[];
}

/** Below this two nodes have too little in common to be proposed. */
const leastScore = 0.5;
/** A candidate this close to the best one is a rival. */
const margin = 0.15;

/**
 * Pairs nodes that are gone with new ones, each with one at most. It proposes and never guesses:
 * where candidates are close, the pairing names them and is not certain. Parents are paired before
 * children, so that the children of a lost unit are recognised by it. Exchanging the two states
 * gives the same pairs.
 */
export function pair(
  gone: readonly SnapshotNode[],
  fresh: readonly SnapshotNode[],
  comparison: Comparison,
): readonly Pairing[] {
  const counterparts = new Map(comparison.counterparts);
  return kinds.flatMap((kind) => {
    const isKind = (node: SnapshotNode) => node.kind === kind;
    const candidates = candidatesOf(gone.filter(isKind), fresh.filter(isKind), {
      ...comparison,
      counterparts,
    });
    const pairings = choose(candidates);
    for (const { was, now } of pairings) counterparts.set(was.sourcedId, now.sourcedId);
    return pairings;
  });
}

type Candidate = Pick<Pairing, 'was' | 'now' | 'likeness'>;

function candidatesOf(
  gone: readonly SnapshotNode[],
  fresh: readonly SnapshotNode[],
  comparison: Comparison,
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
        if (isProposable(found)) candidates.push({ was, now, likeness: found });
      }
    }
  }
  return candidates;
}

/** A place says nothing alone: one lesson may have made room for another. */
function isProposable({ score, parts: { title, text, children } }: Likeness): boolean {
  return score >= leastScore && [title, text, children].some((part) => (part ?? 0) >= telling);
}

/** Best first. Equals are ordered by both ids at once, so that it does not matter which was first. */
function choose(candidates: readonly Candidate[]): Pairing[] {
  const ranked = candidates
    .map((candidate) => ({ candidate, name: bothIds(candidate) }))
    .sort(
      (a, b) =>
        b.candidate.likeness.score - a.candidate.likeness.score || (a.name < b.name ? -1 : 1),
    )
    .map(({ candidate }) => candidate);
  const byNode = groupByNode(ranked);
  const taken = new Set<SnapshotNode>();
  return ranked.flatMap((candidate) => {
    if (taken.has(candidate.was) || taken.has(candidate.now)) return [];
    taken.add(candidate.was).add(candidate.now);
    const rivals = rivalsOf(candidate, byNode);
    return [{ ...candidate, rivals, certain: rivals.length === 0 && isStrong(candidate.likeness) }];
  });
}

function bothIds({ was, now }: Candidate): string {
  return [was.sourcedId, now.sourcedId].sort().join(' ');
}

type ByNode = ReadonlyMap<SnapshotNode, readonly Candidate[]>;

function groupByNode(candidates: readonly Candidate[]): ByNode {
  const groups = new Map<SnapshotNode, Candidate[]>();
  for (const candidate of candidates) {
    for (const node of [candidate.was, candidate.now]) {
      const group = groups.get(node);
      if (group) group.push(candidate);
      else groups.set(node, [candidate]);
    }
  }
  return groups;
}

function rivalsOf({ was, now, likeness: { score } }: Candidate, byNode: ByNode): SnapshotNode[] {
  const others = (node: SnapshotNode) =>
    (byNode.get(node) ?? []).filter((other) => other.likeness.score >= score - margin);
  return [
    ...others(was).map((other) => other.now),
    ...others(now).map((other) => other.was),
  ].filter((node) => node !== was && node !== now);
}

/**
 * Two things that hardly agree by chance, and nothing that speaks against it. Another title does:
 * the lesson that replaces one is often described in the same words and stands in the same place.
 */
function isStrong({ parts }: Likeness): boolean {
  const title = (parts.title ?? 0) >= sameTitle;
  const text = (parts.text ?? 0) >= telling;
  const children = (parts.children ?? 0) >= telling;
  const parent = (parts.place ?? 0) > 0;
  const isAnotherText = parts.text !== undefined && parts.text < telling;
  const isAnotherTitle = (parts.title ?? 0) < telling && !children;
  const reasons = [title, text, children, parent].filter(Boolean).length;
  return reasons >= 2 && (title || text || children) && !isAnotherText && !isAnotherTitle;
}

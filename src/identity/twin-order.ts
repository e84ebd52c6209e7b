import type { SnapshotNode } from '../model/catalog.ts';
import { normalTitle } from './content.ts';

interface Pair {
  readonly was: SnapshotNode;
  readonly now: SnapshotNode;
}

/** What the order of nodes of one title below one parent says of a pair of them. */
interface TwinOrder {
  /** By how many places the pair would change the order. */
  readonly shift: number;
  /** Whether there are several on both sides, and as many: then each kept its place among them. */
  readonly isInRow: boolean;
}

/**
 * Nodes of one title below one parent most likely kept their order, be they two lessons called
 * "Quiz" or the resources of all of them: what was put in before them moved each by one place.
 */
export function twinOrderIn(pairs: readonly Pair[]): (pair: Pair) => TwinOrder {
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

/** Which of the nodes with its title and parent a node is, and of how many. */
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

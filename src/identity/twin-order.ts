import type { SnapshotNode } from '../model/catalog.ts';
import { normalTitle } from './content.ts';

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

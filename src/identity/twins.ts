import type { SnapshotNode } from '../model/snapshot.ts';
import { asSeen, isNearlyUuid, isUuid } from './shape.ts';

/** All ids that are told apart by case, Unicode form or invisible characters only. */
export function lookAlikes(nodes: readonly SnapshotNode[]): readonly SnapshotNode[] {
  const groups = Map.groupBy(nodes, ({ sourcedId }) => asSeen(sourcedId));
  return [...groups.values()].filter((group) => group.length > 1).flat();
}

/** A larger family with half an id in common is a numbering scheme, and no copies. */
const largestFamily = 20;

/**
 * UUIDs, or what was meant as one, that differ from another in a single character. Elsewhere such a
 * difference means something: `lesson-12` and `lesson-13`.
 */
export function differInOneCharacter(nodes: readonly SnapshotNode[]): readonly SnapshotNode[] {
  const ids = nodes.filter(({ sourcedId }) => isUuid(sourcedId) || isNearlyUuid(sourcedId));
  const near = new Set<SnapshotNode>();
  for (const family of familiesByHalf(ids)) {
    for (const a of family) {
      if (family.some((b) => differences(a.sourcedId, b.sourcedId) === 1)) near.add(a);
    }
  }
  return nodes.filter((node) => near.has(node));
}

/** Of two texts that differ in one place one half is equal, so only those are compared. */
function familiesByHalf(nodes: readonly SnapshotNode[]): readonly (readonly SnapshotNode[])[] {
  const half = ({ sourcedId }: SnapshotNode) => sourcedId.length >> 1;
  return [
    Map.groupBy(nodes, (node) => `${node.sourcedId.length} ${node.sourcedId.slice(0, half(node))}`),
    Map.groupBy(nodes, (node) => `${node.sourcedId.length} ${node.sourcedId.slice(half(node))}`),
  ].flatMap((families) =>
    [...families.values()].filter((family) => family.length > 1 && family.length <= largestFamily),
  );
}

/** For two texts of one length; case is another hazard. */
function differences(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  let count = 0;
  for (let index = 0; index < x.length; index += 1) if (x[index] !== y[index]) count += 1;
  return count;
}

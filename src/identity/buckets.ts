import type { SnapshotNode } from '../model/catalog.ts';
import { nodeKey } from '../model/node.ts';
import {
  keyAbove,
  laterParent,
  leafKey,
  leavesOf,
  type SnapshotComparison,
} from './compared-snapshot.ts';
import { normalTitle } from './content.ts';

/** Nodes before and after that have something in common, so comparing them is worth it. */
interface Bucket {
  readonly gone: readonly SnapshotNode[];
  readonly fresh: readonly SnapshotNode[];
}

/**
 * The most comparisons in one bucket. A feature of more nodes tells nothing, and comparing them all would
 * take quadratic time; features that tell them apart put them into smaller buckets as well.
 */
const mostComparisons = 900;

/**
 * Groups nodes of one kind by title, parent, place, text and children, so that pairing takes time in
 * proportion to the nodes. A node is in several buckets.
 */
export function bucketsOf(
  gone: readonly SnapshotNode[],
  fresh: readonly SnapshotNode[],
  comparison: SnapshotComparison,
): readonly Bucket[] {
  if (gone.length === 0 || fresh.length === 0) return [];
  const buckets = new Map<string, { gone: SnapshotNode[]; fresh: SnapshotNode[] }>();
  const put = (side: keyof Bucket, node: SnapshotNode, key: string) => {
    const bucket = buckets.get(key) ?? { gone: [], fresh: [] };
    bucket[side].push(node);
    buckets.set(key, bucket);
  };
  const { before, after } = comparison;
  for (const node of gone) {
    const parent = laterParent(node, comparison);
    const children = before.children.get(nodeKey(node)) ?? [];
    for (const key of keysOf(node, parent, children)) put('gone', node, key);
  }
  for (const node of fresh) {
    const children = after.children.get(nodeKey(node)) ?? [];
    for (const key of keysOf(node, keyAbove(node), children)) put('fresh', node, key);
  }
  return [...buckets.values()].filter(
    (bucket) => bucket.gone.length * bucket.fresh.length <= mostComparisons,
  );
}

/** The keys of the buckets that a node belongs to. `parent` is the key of its parent after the change. */
function keysOf(
  node: SnapshotNode,
  parent: string | undefined,
  children: readonly string[],
): ReadonlySet<string> {
  const title = normalTitle(node.title);
  return new Set([
    `title ${title}`,
    ...(parent === undefined
      ? []
      : [`parent ${parent}`, `place ${node.position} ${parent}`, `both ${parent} ${title}`]),
    ...leavesOf(node).map((leaf) => `leaf ${leafKey(node, leaf)}`),
    ...children.map((child) => `child ${child}`),
  ]);
}

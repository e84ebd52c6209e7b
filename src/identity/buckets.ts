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

/** Nodes that share something and are therefore worth comparing with each other. */
interface Bucket {
  readonly gone: readonly SnapshotNode[];
  readonly fresh: readonly SnapshotNode[];
}

/**
 * What is shared by so many tells nothing, and comparing them all would take time that grows with
 * the square; what tells them apart puts them in smaller buckets as well.
 */
const mostComparisons = 900;

/**
 * Puts nodes of one kind together by title, parent, place, text and children, so that pairing takes
 * time in proportion to the nodes. A node stands in several buckets.
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

/** `parent` is named by its later id. */
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

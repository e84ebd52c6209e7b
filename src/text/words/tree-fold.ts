import { type Kind, kinds } from '../../model/kind.ts';
import type { TreeNode } from '../../model/tree.ts';
import { partsOf } from './names.ts';
import type { Fold } from './outline.ts';

/** A line of the outline: a node, or how many like it follow. */
export type TreeItem =
  | { readonly item: 'node'; readonly node: TreeNode; readonly children: readonly TreeItem[] }
  | Fold;

/** The longest row of such siblings that is shown whole; the first that fits is taken. */
const limits = [12, 6, 2, 0] as const;
const mostLines = 200;

/**
 * The outline as it fits on some screens: of a long row of siblings that do not differ, or are new
 * with all that is under them, the first half of the limit is shown and the rest is counted. Any
 * other mark is always shown.
 */
export function foldTree(roots: readonly TreeNode[]): readonly TreeItem[] {
  const quiet = quietNodes(roots);
  const attempts = limits.map((limit) => rows(roots, limit, quiet));
  return attempts.find((items) => linesOf(items) <= mostLines) ?? attempts.at(-1) ?? [];
}

export function wholeTree(roots: readonly TreeNode[]): readonly TreeItem[] {
  return roots.map((node) => ({ item: 'node', node, children: wholeTree(node.children) }));
}

/** What may be counted instead of shown. */
function quietNodes(roots: readonly TreeNode[]): ReadonlySet<TreeNode> {
  const quiet = new Set<TreeNode>();
  const visit = (node: TreeNode): boolean => {
    const below = node.children.map(visit);
    const isQuiet = (node.mark?.action ?? 'create') === 'create' && below.every(Boolean);
    if (isQuiet) quiet.add(node);
    return isQuiet;
  };
  roots.forEach(visit);
  return quiet;
}

function rows(
  siblings: readonly TreeNode[],
  limit: number,
  quiet: ReadonlySet<TreeNode>,
): TreeItem[] {
  return runsOf(siblings, quiet).flatMap((run): TreeItem[] => {
    const [first] = run;
    const isFolded = first !== undefined && quiet.has(first) && run.length > limit;
    const shown = isFolded ? run.slice(0, limit / 2) : run;
    const items = shown.map(
      (node): TreeItem => ({ item: 'node', node, children: rows(node.children, limit, quiet) }),
    );
    return isFolded ? [...items, foldOf(run.slice(limit / 2), kindOf(first))] : items;
  });
}

/** Neighbours of one kind that could be counted together. */
function runsOf(siblings: readonly TreeNode[], quiet: ReadonlySet<TreeNode>): TreeNode[][] {
  const runs: TreeNode[][] = [];
  const isAlike = (a: TreeNode, b: TreeNode) =>
    quiet.has(a) === quiet.has(b) && kindOf(a) === kindOf(b) && isNew(a) === isNew(b);
  for (const node of siblings) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && isAlike(last, node)) run.push(node);
    else runs.push([node]);
  }
  return runs;
}

const isNew = ({ mark }: TreeNode) => mark?.action === 'create';

function foldOf(nodes: readonly TreeNode[], kind: Kind): Fold {
  const below = { course: 0, unit: 0, lesson: 0, resource: 0 };
  for (const { children } of nodes) countIn(children, below);
  const of = nodes.some(isNew) ? 'created' : 'unchanged';
  return { item: 'fold', kind, siblings: nodes.length, of, below };
}

/** How many nodes there are of each kind. */
export function countIn(nodes: readonly TreeNode[], counts: Record<Kind, number>): void {
  for (const node of nodes) {
    counts[kindOf(node)] += 1;
    countIn(node.children, counts);
  }
}

/** `1 course, 2 units` */
export function kindCounts(counts: Readonly<Record<Kind, number>>): string {
  return kinds
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${counts[kind]} ${kind}${counts[kind] === 1 ? '' : 's'}`)
    .join(', ');
}

function kindOf({ address }: TreeNode): Kind {
  return partsOf(address).kind;
}

function linesOf(items: readonly TreeItem[]): number {
  return items.reduce(
    (lines, item) => lines + 1 + (item.item === 'node' ? linesOf(item.children) : 0),
    0,
  );
}

import type { CatalogTree, GoneNode, TreeMark, TreeNode } from '../../model/catalog.ts';
import type { Kind } from '../../model/node.ts';
import {
  type Document,
  type Inline,
  type OutlineItem,
  paragraph,
  section,
  styled,
} from '../document.ts';
import type { Look } from '../look.ts';
import { partsOf } from '../words/names.ts';
import { type Fold, nodesOnlyWith } from '../words/outline.ts';
import { foldText, kindCounts } from '../words/wording.ts';

/** The document of the outline of a catalog. `all`: long runs of siblings are shown whole. */
export function treeDocument(tree: CatalogTree, look: Look, all: boolean): Document {
  const items = all ? wholeTree(tree.roots) : foldTree(tree.roots);
  const gone = tree.gone.map((node) => nodeItem(node));
  return {
    title: 'Catalog',
    sections: [
      section('body', { block: 'outline', items: items.map((item) => itemOf(item, look)) }),
      ...(gone.length > 0
        ? [
            section('body', paragraph('No longer in the manifests:'), {
              block: 'outline',
              items: gone,
            } as const),
          ]
        : []),
      section('tally', { block: 'tally', text: closing(tree) }),
    ],
  };
}

function itemOf(item: TreeItem, look: Look): OutlineItem {
  if (item.item === 'node') {
    return { ...nodeItem(item.node), items: item.children.map((child) => itemOf(child, look)) };
  }
  // The line counts the siblings, new or not. New nodes below other siblings are never folded.
  const text = foldText({ ...item, of: 'created' }, look);
  if (item.of === 'created') return { sign: 'create', text: styled('green', text) };
  return { text: styled('dim', text) };
}

function nodeItem({
  address,
  title,
  mark,
}: (TreeNode & { readonly mark?: TreeMark }) | GoneNode): OutlineItem {
  const { kind, sourcedId } = partsOf(address);
  const what = mark && mark.what.length > 0 ? [`  (${mark.what.join(', ')})`] : [];
  const text: Inline[] = [' ', { text: sourcedId, style: 'dim' }, ...what];
  return { ...(mark && { sign: mark.action }), node: { address, kind, title }, text };
}

function closing({ roots, gone, against }: CatalogTree): string {
  const all = `${kindCounts(kindsIn(roots)).join(', ') || 'Nothing'}.`;
  if (!against) return all;
  const marked = markedIn(roots) + gone.filter(({ mark }) => mark.action !== 'refused').length;
  const other = against.type === 'commit' ? `since ${against.name}` : `from ${against.name}`;
  if (marked === 0) return `${all} No difference ${other}.`;
  return `${all} ${marked} differ${marked === 1 ? 's' : ''} ${other}.`;
}

function markedIn(nodes: readonly TreeNode[]): number {
  return nodes.reduce((sum, { mark, children }) => sum + (mark ? 1 : 0) + markedIn(children), 0);
}

/** A line of the outline: a node, or the number of similar nodes that follow. */
export type TreeItem =
  | { readonly item: 'node'; readonly node: TreeNode; readonly children: readonly TreeItem[] }
  | Fold;

/** The limits for runs of similar siblings, widest first; the first that fits is used. */
const limits = [12, 6, 2, 0] as const;
const mostLines = 200;

/**
 * The outline shortened to a few screens: of a long run of siblings that do not differ, or that are new with
 * everything below them, half of the limit is shown and the rest is counted. Nodes with any other mark are
 * always shown.
 */
function foldTree(roots: readonly TreeNode[]): readonly TreeItem[] {
  // The nodes that may be counted instead of shown.
  const quiet = nodesOnlyWith(roots, ({ mark }) => (mark?.action ?? 'create') === 'create');
  const attempts = limits.map((limit) => rows(roots, limit, quiet));
  return attempts.find((items) => linesOf(items) <= mostLines) ?? attempts.at(-1) ?? [];
}

function wholeTree(roots: readonly TreeNode[]): readonly TreeItem[] {
  return roots.map((node) => ({ item: 'node', node, children: wholeTree(node.children) }));
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

/** Splits siblings into runs of neighbours that can be counted together. */
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
  const below = nodes.flatMap(({ children }) => kindsIn(children));
  const of = nodes.some(isNew) ? 'created' : 'unchanged';
  return { item: 'fold', kind, siblings: nodes.length, of, below };
}

function kindsIn(nodes: readonly TreeNode[]): Kind[] {
  return nodes.flatMap((node) => [kindOf(node), ...kindsIn(node.children)]);
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

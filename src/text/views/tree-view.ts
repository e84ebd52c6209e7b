import type { CatalogTree, GoneNode, TreeMark, TreeNode } from '../../model/tree.ts';
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
import { countIn, foldTree, kindCounts, type TreeItem, wholeTree } from '../words/tree-fold.ts';
import { foldText } from '../words/wording.ts';

/** The outline of a catalog. `all`: long rows of siblings are not folded. */
export function treeDocument(tree: CatalogTree, look: Look, all: boolean): Document {
  const items = all ? wholeTree(tree.roots) : foldTree(tree.roots);
  const gone = tree.gone.map((node) => nodeItem(node));
  return {
    title: 'Catalog',
    sections: [
      section('body', { block: 'outline', items: items.map((item) => itemOf(item, look)) }),
      ...(gone.length > 0
        ? [
            section('body', paragraph('Not in the manifests any more:'), {
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
  // What is counted are the siblings, new or not; what is new below others is never folded.
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
  const counts = { course: 0, unit: 0, lesson: 0, resource: 0 };
  countIn(roots, counts);
  const all = `${kindCounts(counts) || 'Nothing'}.`;
  if (!against) return all;
  const marked = markedIn(roots) + gone.filter(({ mark }) => mark.action !== 'refused').length;
  const other = against.type === 'commit' ? `since ${against.name}` : `from ${against.name}`;
  if (marked === 0) return `${all} No difference ${other}.`;
  return `${all} ${marked} differ${marked === 1 ? 's' : ''} ${other}.`;
}

function markedIn(nodes: readonly TreeNode[]): number {
  return nodes.reduce((sum, { mark, children }) => sum + (mark ? 1 : 0) + markedIn(children), 0);
}

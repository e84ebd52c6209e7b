import type { CatalogTree, GoneNode, TreeMark, TreeNode } from '../../model/tree.ts';
import { withoutCiCommands } from '../ci-commands.ts';
import { escapeFor } from '../escape.ts';
import { isolated } from '../isolate.ts';
import type { Look } from '../look.ts';
import { paint } from '../paint.ts';
import { nameOf, partsOf } from '../words/names.ts';
import { sign } from '../words/signs.ts';
import { countIn, foldTree, kindCounts, type TreeItem, wholeTree } from '../words/tree-fold.ts';
import { foldText } from '../words/wording.ts';

/** The outline of a catalog for a terminal. `all`: long rows of siblings are not folded. */
export function treeToHuman(tree: CatalogTree, look: Look, all: boolean): string {
  const items = all ? wholeTree(tree.roots) : foldTree(tree.roots);
  const gone = tree.gone.map((node) => lineOf(node, '', look));
  const sections = [
    items.flatMap((item) => itemLines(item, 0, look)),
    gone.length > 0 ? ['Not in the manifests any more:', ...gone] : [],
    [paint('bold', closing(tree), look)],
  ];
  const text = sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
  return isolated(withoutCiCommands(text), look);
}

function itemLines(item: TreeItem, depth: number, look: Look): string[] {
  const indent = '  '.repeat(depth);
  if (item.item === 'fold') {
    const style = item.of === 'created' ? 'green' : 'dim';
    // What is counted are the siblings, new or not; what is new below others is never folded.
    const text = foldText({ ...item, of: 'created' }, look);
    return [`${indent}${item.of === 'created' ? '+' : ' '} ${paint(style, text, look)}`];
  }
  const below = item.children.flatMap((child) => itemLines(child, depth + 1, look));
  return [lineOf(item.node, indent, look), ...below];
}

function lineOf(
  { address, title, mark }: (TreeNode & { readonly mark?: TreeMark }) | GoneNode,
  indent: string,
  look: Look,
): string {
  const before = mark ? sign(mark.action, look) : ' ';
  const id = paint('dim', escapeFor.terminal(partsOf(address).sourcedId), look);
  const what =
    mark && mark.what.length > 0 ? `  (${escapeFor.terminal(mark.what.join(', '))})` : '';
  return `${indent}${before} ${nameOf(address, title)}  ${id}${what}`;
}

function closing({ roots, gone, against }: CatalogTree): string {
  const counts = { course: 0, unit: 0, lesson: 0, resource: 0 };
  countIn(roots, counts);
  const all = `${kindCounts(counts) || 'Nothing'}.`;
  if (!against) return all;
  const marked = markedIn(roots) + gone.filter(({ mark }) => mark.action !== 'refused').length;
  const name = escapeFor.terminal(against.name);
  const other = against.type === 'commit' ? `since ${name}` : `from ${name}`;
  if (marked === 0) return `${all} No difference ${other}.`;
  return `${all} ${marked} differ${marked === 1 ? 's' : ''} ${other}.`;
}

function markedIn(nodes: readonly TreeNode[]): number {
  return nodes.reduce((sum, { mark, children }) => sum + (mark ? 1 : 0) + markedIn(children), 0);
}

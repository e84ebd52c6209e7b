import { type Change, tallyOf } from '../../model/plan.ts';
import type { Item } from '../words/outline.ts';
import { ellipsis } from '../words/signs.ts';
import { count } from '../words/wording.ts';
import { keepWithin, sizeOf } from './keep-within.ts';
import { type Context, changesIn, outlineLine } from './plan-markdown.ts';

interface Block {
  readonly line: string;
  readonly below: readonly Block[];
  /** How many changes there are below. */
  readonly changes: number;
  /** What stands for everything below, where that has no room. */
  readonly instead: string;
  collapsed: boolean;
}

export interface OutlineWithin {
  readonly lines: readonly string[];
  /** How many changes have no line of their own for want of room. */
  readonly leftOut: number;
}

/**
 * The outline in at most so many characters: a line for each change where that fits. Else what is
 * below a node is counted in one line, deepest nodes first and of these the longest first.
 */
export function outlineWithin(
  outline: readonly Item[],
  room: number,
  context: Context,
): OutlineWithin {
  const levels: Block[][] = [];
  const blocks = outline.map((item) => blockOf(item, 0, { context, levels }));
  let size = sizeOf(blocks.flatMap(linesOf));
  for (const level of levels.reverse()) {
    const saved = level.map((block) => ({ block, saves: saving(block) }));
    for (const { block, saves } of saved.sort((a, b) => b.saves - a.saves)) {
      if (size <= room) break;
      if (saves <= 0) continue;
      block.collapsed = true;
      size -= saves;
    }
  }
  if (size <= room) return { lines: blocks.flatMap(linesOf), leftOut: hiddenIn(blocks) };
  return withoutLargest(outline, blocks, { room, context });
}

/** Where even the top level is too long: whole courses and resources are left out and counted. */
function withoutLargest(
  outline: readonly Item[],
  blocks: readonly Block[],
  { room, context }: { readonly room: number; readonly context: Context },
): OutlineWithin {
  const sizes = blocks.map((block) => sizeOf(linesOf(block)));
  const kept = keepWithin(sizes, room - longestCount);
  const gone = outline.filter((_, index) => !kept.has(index)).flatMap(changesIn);
  const there = blocks.filter((_, index) => kept.has(index));
  return {
    lines: [...there.flatMap(linesOf), `- ${ellipsis(context.look)} ${insteadOf(gone)}`],
    leftOut: gone.length + hiddenIn(there),
  };
}

/** For the line that counts what was left out. */
const longestCount = 200;

function blockOf(
  item: Item,
  depth: number,
  grown: { readonly context: Context; readonly levels: Block[][] },
): Block {
  const line = outlineLine(item, depth, grown.context);
  if (item.item === 'fold') return { line, below: [], changes: 0, instead: '', collapsed: false };
  const below = item.children.map((child) => blockOf(child, depth + 1, grown));
  const changes = item.children.flatMap(changesIn);
  const instead = `${'  '.repeat(depth + 1)}- ${ellipsis(grown.context.look)} ${insteadOf(changes)}`;
  const block = { line, below, changes: changes.length, instead, collapsed: false };
  if (below.length > 0) {
    grown.levels[depth] ??= [];
    grown.levels[depth].push(block);
  }
  return block;
}

/** `80 changes: 3 to add, 77 to change` */
function insteadOf(changes: readonly Change[]): string {
  const { create, update, move, reorder, retire } = tallyOf(changes);
  const parts = [
    [create, 'to add'],
    [update, 'to change'],
    [move + reorder, 'to move'],
    [retire, 'to retire'],
  ] as const;
  const named = parts.flatMap(([number, what]) => (number > 0 ? [`${number} ${what}`] : []));
  return `${count(changes.length, 'change')}: ${named.join(', ')}`;
}

function linesOf({ line, below, instead, collapsed }: Block): string[] {
  return [line, ...(collapsed ? [instead] : below.flatMap(linesOf))];
}

function saving({ below, instead }: Block): number {
  return sizeOf(below.flatMap(linesOf)) - instead.length - 1;
}

function hiddenIn(blocks: readonly Block[]): number {
  return blocks.reduce(
    (sum, { collapsed, changes, below }) => sum + (collapsed ? changes : hiddenIn(below)),
    0,
  );
}

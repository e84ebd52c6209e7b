import { type Plan, tallyOf } from '../model/plan.ts';
import { type Block, inOrder, type OutlineItem, paragraph, type Role, strong } from './document.ts';
import { ellipsis, type Look } from './look.ts';
import { markdownBlocks, markdownLine, markdownLines, outlineLine } from './markdown.ts';
import {
  fieldGroups,
  foldedItems,
  numbersIn,
  outlineItems,
  planSections,
  planTitle,
} from './views/plan-view.ts';
import { wholeOutlineOf } from './words/outline.ts';
import { sorted } from './words/plan-words.ts';
import { count, groupWords } from './words/wording.ts';

/**
 * A plan as Markdown of at most `most` characters, for hosts that limit notes: a line for each change and its
 * fields, as in a comment. Parts without room are left out, largest first, and named.
 */
export function planWithin(plan: Plan, look: Look, most: number): string {
  const heading = `### ${markdownLine(planTitle(plan))}`;
  const write = (room: number) => {
    const { text, leftOut } = planToComment(plan, look, room);
    const note = leftOut.length === 0 ? '' : `Omitted for lack of space: ${leftOut.join(', ')}.`;
    return [heading, text, markdownLine(note)].filter((part) => part !== '').join('\n\n');
  };
  const text = write(most - heading.length - reserveOfNote);
  if (text.length < most) return `${text}\n`;
  // Even the parts that are always shown are too long.
  const end = '\n\nThe rest is omitted for lack of space.\n';
  return `${text.slice(0, most - end.length).replace(/\n[^\n]*$/, '')}${end}`;
}

/** Characters for the note about omitted parts. */
const reserveOfNote = 300;

export interface PlanComment {
  readonly text: string;
  /** What was omitted, in words; empty if everything is there. */
  readonly leftOut: readonly string[];
}

/** The most lines of details that are shown unfolded. */
const openUpTo = 10;

/** Characters for blank lines between sections and for the markup of folded parts. */
const reserve = 1000;

/**
 * A plan as the text of a comment with at most `room` characters, without heading. Guards and the tally are
 * always there, then come a line for each change, warnings and fields. Parts without room are left out whole,
 * largest first, and named.
 */
export function planToComment(plan: Plan, look: Look, room: number): PlanComment {
  const sections = planSections(plan, { ...look, detail: 'summary' }, 'markdown');
  const of = (...roles: Role[]) => inOrder(sections, roles).map(({ blocks }) => blocks);
  const write = (blocks: readonly (readonly Block[])[]) => markdownBlocks(blocks, look);
  const linesOf = (block: Block) => markdownLines(block, look);
  const head = write([...of('guard', 'tally'), retiring(plan), ...of('remark')]);
  const tail = write(of('note', 'subject', 'ending'));
  let left = room - head.length - tail.length - reserve;
  const branches = wholeOutlineOf(plan);
  const outline = outlineWithin(outlineItems(plan, branches, look), left, look);
  left -= sizeOf(outline.lines);
  const warnings = keepBlocks(
    sorted(plan.warnings).others.map((one): Block => ({ block: 'problems', problems: [one] })),
    Math.max(0, left),
    linesOf,
  );
  left -= sizeOf(warnings.kept.flatMap(linesOf));
  const groups = fieldGroups(branches, look);
  const fields = fieldsWithin(groups, left, linesOf);
  const leftOut = [
    ...missing(outline.leftOut, 'lines of', 'change'),
    ...missing(fields.leftOut, 'fields of', 'node'),
    ...missing(warnings.leftOut, '', 'warning'),
  ];
  const texts = [
    head,
    outline.lines.join('\n'),
    write(fields.folded.map((block) => [block])),
    tail,
    write([warnings.kept]),
  ];
  return { text: texts.filter((text) => text !== '').join('\n\n'), leftOut };
}

/** The number of retired nodes, which is always shown, since retiring is hard to undo. */
function retiring({ changes }: Plan): Block[] {
  const { retire } = tallyOf(changes);
  return retire === 0
    ? []
    : [paragraph(['⚠️ ', strong(`${count(retire, 'node')} will be retired.`)])];
}

function missing(number: number, what: string, noun: string): string[] {
  return number === 0 ? [] : [`${what === '' ? '' : `the ${what} `}${count(number, noun)}`];
}

/** Keeps the blocks that have room; the largest are left out first. */
export function keepBlocks(
  blocks: readonly Block[],
  room: number,
  linesOf: (block: Block) => readonly string[],
): { readonly kept: readonly Block[]; readonly leftOut: number } {
  const there = keepWithin(
    blocks.map((block) => sizeOf(linesOf(block))),
    room,
  );
  const kept = blocks.filter((_, index) => there.has(index));
  return { kept, leftOut: blocks.length - kept.length };
}

function fieldsWithin(
  groups: ReturnType<typeof fieldGroups>,
  room: number,
  linesOf: (block: Block) => readonly string[],
): { readonly folded: readonly Block[]; readonly leftOut: number } {
  const all = groups.flatMap(({ items }) =>
    items.map((item): Block => ({ block: 'list', items: [item] })),
  );
  const { kept, leftOut } = keepBlocks(all, Math.max(0, room), linesOf);
  const there = new Set(kept.flatMap((block) => (block.block === 'list' ? block.items : [])));
  const folded = groups.flatMap(({ title, items }) => {
    const shown = items.filter((item) => there.has(item));
    if (shown.length === 0) return [];
    const of = shown.length === items.length ? '' : ` (of ${items.length})`;
    const summary = `Fields of ${count(shown.length, 'node')}${of} ${title}`;
    const isOpen = linesOf({ block: 'list', items: shown }).length <= openUpTo;
    return [foldedItems(summary, shown, isOpen)];
  });
  return { folded, leftOut };
}

/**
 * Chooses the parts of a text that stay if not all have room: whole parts are left out, largest first, until
 * the rest fits. Returns the indices of those that stay.
 */
export function keepWithin(sizes: readonly number[], room: number): ReadonlySet<number> {
  const bySize = sizes.map((_, index) => index).sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0));
  let total = sizes.reduce((sum, size) => sum + size, 0);
  const gone = bySize.findIndex((index) => {
    if (total <= room) return true;
    total -= sizes[index] ?? 0;
    return false;
  });
  return new Set(gone === -1 ? [] : bySize.slice(gone));
}

/** The number of characters of some lines with their line breaks. */
function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

interface Entry {
  readonly line: string;
  readonly below: readonly Entry[];
  /** The number of changes below the line. */
  readonly changes: number;
  /** A line that replaces everything below if that has no room. */
  readonly instead: string;
  collapsed: boolean;
}

interface OutlineWithin {
  readonly lines: readonly string[];
  /** The number of changes that have no line of their own for lack of room. */
  readonly leftOut: number;
}

/**
 * The outline in at most `room` characters: a line for each change if that fits. Otherwise the changes below
 * a node are counted in one line, deepest nodes first, and among these the longest first.
 */
function outlineWithin(outline: readonly OutlineItem[], room: number, look: Look): OutlineWithin {
  const levels: Entry[][] = [];
  const entries = outline.map((item) => entryOf(item, 0, { look, levels }));
  let size = sizeOf(entries.flatMap(linesOfEntry));
  for (const level of levels.reverse()) {
    const saved = level.map((entry) => ({ entry, saves: saving(entry) }));
    for (const { entry, saves } of saved.sort((a, b) => b.saves - a.saves)) {
      if (size <= room) break;
      if (saves <= 0) continue;
      entry.collapsed = true;
      size -= saves;
    }
  }
  if (size <= room) return { lines: entries.flatMap(linesOfEntry), leftOut: hiddenIn(entries) };
  return withoutLargest(outline, entries, { room, look });
}

/** Leaves whole courses and resources out and counts them, if even the top level is too long. */
function withoutLargest(
  outline: readonly OutlineItem[],
  entries: readonly Entry[],
  { room, look }: { readonly room: number; readonly look: Look },
): OutlineWithin {
  const sizes = entries.map((entry) => sizeOf(linesOfEntry(entry)));
  const kept = keepWithin(sizes, room - longestCount);
  const gone = outline.filter((_, index) => !kept.has(index)).flatMap(changesIn);
  const there = entries.filter((_, index) => kept.has(index));
  return {
    lines: [...there.flatMap(linesOfEntry), `- ${ellipsis(look)} ${insteadOf(gone)}`],
    leftOut: gone.length + hiddenIn(there),
  };
}

/** Characters for the line that counts what was left out. */
const longestCount = 200;

function entryOf(
  item: OutlineItem,
  depth: number,
  grown: { readonly look: Look; readonly levels: Entry[][] },
): Entry {
  const { items = [] } = item;
  const below = items.map((child) => entryOf(child, depth + 1, grown));
  const changes = items.flatMap(changesIn);
  const instead = `${'  '.repeat(depth + 1)}- ${ellipsis(grown.look)} ${insteadOf(changes)}`;
  const line = outlineLine(item, depth, grown.look);
  const entry = { line, below, changes: changes.length, instead, collapsed: false };
  if (below.length > 0) {
    grown.levels[depth] ??= [];
    grown.levels[depth].push(entry);
  }
  return entry;
}

/** The changes of a line of the outline and of everything below it. */
function changesIn({
  sign,
  items = [],
}: OutlineItem): { readonly action: Plan['changes'][number]['action'] }[] {
  const own =
    sign !== undefined && sign !== 'refused' && sign !== 'released' ? [{ action: sign }] : [];
  return [...own, ...items.flatMap(changesIn)];
}

/** The line that replaces changes: `80 changes: 3 to add, 77 to change`. */
function insteadOf(changes: Parameters<typeof tallyOf>[0]): string {
  const numbers = numbersIn(changes);
  const named = groupWords.flatMap(([group, what]) =>
    numbers[group] > 0 ? [`${numbers[group]} ${what}`] : [],
  );
  return `${count(changes.length, 'change')}: ${named.join(', ')}`;
}

function linesOfEntry({ line, below, instead, collapsed }: Entry): string[] {
  return [line, ...(collapsed ? [instead] : below.flatMap(linesOfEntry))];
}

function saving({ below, instead }: Entry): number {
  return sizeOf(below.flatMap(linesOfEntry)) - instead.length - 1;
}

function hiddenIn(entries: readonly Entry[]): number {
  return entries.reduce(
    (sum, { collapsed, changes, below }) => sum + (collapsed ? changes : hiddenIn(below)),
    0,
  );
}

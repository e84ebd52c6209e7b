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
 * A plan as Markdown of at most so many characters, for hosts that take no longer notes: a line for each
 * change and its fields, as in a comment; what has no room is left out, largest part first, and named.
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
  // What is always there alone is too long.
  const end = '\n\nThe rest is omitted for lack of space.\n';
  return `${text.slice(0, most - end.length).replace(/\n[^\n]*$/, '')}${end}`;
}

/** For what is said to be left out. */
const reserveOfNote = 300;

export interface PlanComment {
  readonly text: string;
  /** What had no room, in words; none if everything is there. */
  readonly leftOut: readonly string[];
}

/** Details of at most so many lines stand open. */
const openUpTo = 10;

/** For blank lines between sections and the frames of what is folded. */
const reserve = 1000;

/**
 * A plan as a comment of at most so many characters, without a heading and what comes before it. The
 * tally and what is refused are always there, then a line for each change, then warnings, then fields.
 * What has no room is left out as a whole, largest part first, and named.
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
    sorted(plan.warnings).others.map(problemBlock),
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

function problemBlock(problem: Plan['warnings'][number]): Block {
  return { block: 'problems', problems: [problem] };
}

/** What cannot be taken back as easily as the rest stands in sight, whatever is folded. */
function retiring({ changes }: Plan): Block[] {
  const { retire } = tallyOf(changes);
  return retire === 0
    ? []
    : [paragraph(['⚠️ ', strong(`${count(retire, 'node')} will be retired.`)])];
}

function missing(number: number, what: string, noun: string): string[] {
  return number === 0 ? [] : [`${what === '' ? '' : `the ${what} `}${count(number, noun)}`];
}

/** Blocks that have room, largest left out first. */
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
 * Which parts of a text stay if not all have room: whole parts are left out, largest first, until the
 * rest fits. Gives the indices of those that stay.
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

/** How many characters lines take, with their line breaks. */
function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

interface Entry {
  readonly line: string;
  readonly below: readonly Entry[];
  /** How many changes there are below. */
  readonly changes: number;
  /** What stands for everything below if that has no room. */
  readonly instead: string;
  collapsed: boolean;
}

interface OutlineWithin {
  readonly lines: readonly string[];
  /** How many changes have no line of their own for want of room. */
  readonly leftOut: number;
}

/**
 * The outline in at most so many characters: a line for each change if that fits. Else what is below a
 * node is counted in one line, deepest nodes first and of these the longest first.
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

/** If even the top level is too long: whole courses and resources are left out and counted. */
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

/** For the line that counts what was left out. */
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

/** The changes of a line of the outline and of all below it. */
function changesIn({
  sign,
  items = [],
}: OutlineItem): { readonly action: Plan['changes'][number]['action'] }[] {
  const own =
    sign !== undefined && sign !== 'refused' && sign !== 'released' ? [{ action: sign }] : [];
  return [...own, ...items.flatMap(changesIn)];
}

/** `80 changes: 3 to add, 77 to change` */
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

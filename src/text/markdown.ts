import { type Guard, guardText } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import {
  type Advice,
  type Block,
  type Code,
  codeInHint,
  type Document,
  type Folded,
  type Item,
  inOrder,
  type OutlineItem,
  type Role,
  type SignName,
  type Table,
  type Text,
} from './document.ts';
import { escapeFor, withoutCiCommands } from './escape.ts';
import { frameLines } from './frame.ts';
import { type Look, severities, signs } from './look.ts';
import { otherLines, type ProblemGroup, problemGroups } from './problem-groups.ts';
import { nameOf, pointText, shorten } from './words/names.ts';

/** A whole document in GitHub's Markdown, ending with a line break; empty if the document is empty. */
export function writeMarkdown(document: Document, look: Look): string {
  const text = markdownOf(document, look);
  return text === '' ? '' : `${text}\n`;
}

/** A document inside of other text. `level` is the level of its heading. */
function markdownOf(document: Document, look: Look, level = 3): string {
  return withoutCiCommands(spaced(documentSections(document, look, level)));
}

/** Sections inside of other text, in the given order. */
export function markdownBlocks(sections: readonly (readonly Block[])[], look: Look): string {
  const shown = sections.map((blocks) => sectionLines(blocks, look));
  return withoutCiCommands(spaced(shown));
}

/** Finished Markdown in a folded part. */
export function foldedMarkdown(summary: string, markdown: string): string {
  return [
    '<details>',
    `<summary>${escapeFor.html(summary)}</summary>`,
    '',
    markdown,
    '',
    '</details>',
  ].join('\n');
}

/** The lines of one block, for counting their characters. */
export function markdownLines(block: Block, look: Look): string[] {
  return blockLines(block, look);
}

/** One line of text that may begin a line of Markdown. */
export function markdownLine(text: Text): string {
  return withoutCiCommands(lineOf(text, { unicode: true }));
}

/** The order of roles: notices come first, and the numbers come before what they count. */
const order: readonly Role[] = [
  ...(['subject', 'caveat', 'guard', 'tally', 'remark', 'finding'] as const),
  ...(['body', 'detail', 'part', 'note', 'warning', 'ending'] as const),
];

function documentSections(document: Document, look: Look, level: number): string[][] {
  const heading = document.isUntitled
    ? []
    : [[`${'#'.repeat(level)} ${lineOf(document.title, look)}`]];
  const shown = (roles: readonly Role[]) =>
    inOrder(document.sections, roles).map(({ blocks }) => sectionLines(blocks, look));
  return [...shown(['notice']), ...heading, ...shown(order)];
}

function spaced(sections: readonly (readonly string[])[]): string {
  return sections
    .filter(({ length }) => length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/**
 * The lines of a section. A blank line separates blocks that would be one paragraph or table row otherwise.
 */
function sectionLines(blocks: readonly Block[], look: Look): string[] {
  const lines: string[] = [];
  let before: Block | undefined;
  for (const block of blocks) {
    const shown = blockLines(block, look);
    if (shown.length === 0) continue;
    if (before && (standsApart.has(before.block) || standsApart.has(block.block))) lines.push('');
    lines.push(...shown);
    before = block;
  }
  return lines;
}

const standsApart: ReadonlySet<Block['block']> = new Set(['table', 'code', 'folded', 'part']);

/** The lines of one block, without blank lines around it. */
function blockLines(block: Block, look: Look): string[] {
  switch (block.block) {
    case 'paragraph':
      return [lineOf(block.text, look)];
    case 'prose': {
      const text = escapeFor.markdown(block.text);
      return [block.isStrong ? `**${text}**` : text];
    }
    case 'tally':
      return [
        block.isPlain ? escapeFor.markdown(block.text) : `**${escapeFor.markdown(block.text)}**`,
      ];
    case 'list':
      return block.items.flatMap((item) => itemLines(item, 0, look));
    case 'outline':
      return block.items.flatMap((item) => nodeLines(item, 0, look));
    case 'table':
      return tableLines(block, look);
    case 'code':
      return codeLines(block);
    case 'facts':
      return block.facts.map(({ name, text }) => `- ${escapeFor.markdown(`${name}: ${text}`)}`);
    case 'fields':
      return [];
    case 'folded':
      return foldedLines(block, look);
    case 'problems':
      return problemGroups(block.problems).flatMap((group) => groupLines(group, look));
    case 'guard':
      return guardLines(block.guard);
    case 'part':
      return markdownOf(block.document, look, block.level + 1).split('\n');
  }
}

/**
 * The pieces of a line, each escaped. Only the first one can begin a line, where more characters are
 * structure.
 */
function lineOf(text: Text, look: Pick<Look, 'unicode'>, startsLine = true): string {
  if (typeof text === 'string') return escapeFor.markdown(text, startsLine);
  let isStart = startsLine;
  return text
    .map((inline) => {
      const starts = isStart;
      if (inline !== '') isStart = false;
      if (typeof inline === 'string') return escapeFor.markdown(inline, starts);
      if ('sign' in inline) return codeSpan(signOf(inline.sign, look));
      const { text: words, isCode, isStrong, href } = inline;
      if (isCode && typeof words === 'string') return codeSpan(words);
      const shown = lineOf(words, look, starts && !isStrong && href === undefined);
      const linked = href === undefined ? shown : `[${shown}](${href})`;
      return isStrong ? `**${linked}**` : linked;
    })
    .join('');
}

function signOf(of: SignName, { unicode }: Pick<Look, 'unicode'>): string {
  return unicode ? signs[of].unicode : signs[of].ascii;
}

/** A text as inline code, in which GitHub formats and links nothing. */
function codeSpan(text: string): string {
  // Two fences with nothing in between would be text, and would begin code with the next two.
  const visible = escapeFor.terminal(text) || ' ';
  const fence = fenceFor(visible, 1);
  // Markdown strips one blank from both ends, so a blank separates back-ticks from the fence.
  const pad = /^[` ]|[` ]$/.test(visible) && visible.trim() !== '' ? ' ' : '';
  return `${fence}${pad}${visible}${pad}${fence}`;
}

function codeLines({ lines, language }: Code, indent = ''): string[] {
  const visible = lines.map((line) => escapeFor.terminal(line));
  const fence = fenceFor(visible.join('\n'), 3);
  return [`${fence}${language}`, ...visible, fence].map((line) => indent + line);
}

/** A fence that is longer than any run of back-ticks in the text. */
function fenceFor(text: string, shortest: number): string {
  const runs = text.match(/`+/g) ?? [];
  return '`'.repeat(runs.reduce((most, { length }) => Math.max(most, length + 1), shortest));
}

function itemLines(
  { text, sign: of, command, code, items = [] }: Item,
  depth: number,
  look: Look,
): string[] {
  const indent = '  '.repeat(depth);
  const copied = command === undefined ? '' : ` ${codeSpan(command)}`;
  return [
    `${indent}- ${lineOf(of ? [{ sign: of }, ' ', ...[text].flat()] : text, look)}${copied}`,
    ...(code ? ['', ...codeLines(code, `${indent}  `)] : []),
    ...items.flatMap((item) => itemLines(item, depth + 1, look)),
  ];
}

function nodeLines(item: OutlineItem, depth: number, look: Look): string[] {
  const { advice, items = [] } = item;
  return [
    outlineLine(item, depth, look),
    ...(advice ? adviceLines(advice) : []),
    ...items.flatMap((each) => nodeLines(each, depth + 1, look)),
  ];
}

/** One line of an outline, without the lines below it. */
export function outlineLine(
  { sign: of, node, text, place, tied }: OutlineItem,
  depth: number,
  look: Look,
): string {
  const mark = of ? [codeSpan(signOf(of, look))] : [];
  const name = node ? [escapeFor.markdown(nameOf(node.address, node.title))] : [];
  const words = text === undefined ? [] : [lineOf(text, look, !of && !node)];
  const pieces = [
    ...mark,
    ...name,
    ...words,
    ...(place === undefined ? [] : [codeSpan(place)]),
    ...(tied === undefined
      ? []
      : [tied.isHarmless ? escapeFor.markdown(tied.text) : `**${escapeFor.markdown(tied.text)}**`]),
  ];
  return `${'  '.repeat(depth)}- ${pieces.join(' ')}`;
}

/** The lines of a table. All texts are escaped, so that a `|` in them is no border. */
function tableLines({ columns, rows }: Table, look: Look): string[] {
  const withWhy = rows.some(({ advice = [] }) => advice.length > 0);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const heads = columns.map(({ head }) => lineOf(head, look));
  const rules = columns.map(({ isNumber }) => (isNumber ? '--:' : '---'));
  const isAncestor = (cells: readonly unknown[]) => cells.length === 1;
  return [
    line([...heads, ...(withWhy ? ['why'] : [])]),
    line([...rules, ...(withWhy ? ['---'] : [])]),
    ...rows.map(({ cells, depth = 0, advice = [] }) => {
      const shown = columns.map((_, at) => {
        if (at > 0 && isAncestor(cells)) return '';
        const text = cells[at];
        if (text === undefined) return look.unicode ? '·' : '.';
        // Blanks at the beginning of a cell are dropped, but an em space is not.
        return (at === 0 ? '&emsp;'.repeat(depth) : '') + lineOf(text, look);
      });
      const why = advice.map(({ detail }) => escapeFor.markdown(detail)).join(' ');
      return line([...shown, ...(withWhy ? [why] : [])]);
    }),
  ];
}

/** A part that readers can unfold. GitHub needs the empty lines. */
function foldedLines({ summary, blocks, isOpen = false }: Folded, look: Look): string[] {
  return [
    isOpen ? '<details open>' : '<details>',
    `<summary>${escapeFor.html(summary)}</summary>`,
    '',
    ...sectionLines(blocks, look),
    '',
    '</details>',
  ];
}

/** The problems of a group; those that differ only in place and detail share one item. */
function groupLines({ whole, others }: ProblemGroup, look: Look): string[] {
  const lines = whole.flatMap((one) => problemLines(one, look));
  const [first] = others;
  if (!first) return lines;
  const { severity, code } = first;
  const below = otherLines(others, ({ span, address, detail }) => {
    const where = span ? pointText(span) : address;
    const at = where === undefined ? '' : `${codeSpan(where)} `;
    return `${at}${escapeFor.markdown(shorten(detail))}`;
  });
  return [
    ...lines,
    `- **${severities[severity].word}** ${codeSpan(code)} The same ${others.length} times more`,
    ...below.map((line) => `  - ${line}`),
  ];
}

/** One problem as an item of a list. */
function problemLines(problem: Problem, look: Look): string[] {
  const { severity, code, summary, span, address, related } = problem;
  const where = span ? pointText(span) : address;
  const at = where === undefined ? '' : ` ${codeSpan(where)}`;
  const lines = frameLines(problem, look);
  const second =
    related && `${codeSpan(pointText(related.span))} ${escapeFor.markdown(related.note)}`;
  return [
    `- **${severities[severity].word}** ${codeSpan(code)} ${escapeFor.markdown(summary)}${at}`,
    ...(lines.length > 0
      ? ['', ...codeLines({ block: 'code', lines, language: 'text' }, '  ')]
      : []),
    ...(second === undefined ? [] : ['', `  ${second}`]),
    ...adviceLines(problem),
  ];
}

/** A guard that would stop an apply, as an item of a list. */
function guardLines(guard: Guard): string[] {
  const { code, hint } = guard.problem;
  const text = escapeFor.markdown(shorten(guardText(guard)));
  const help = hint === undefined ? [] : ['', `  ${proseWithCode(`help: ${hint}`)}`];
  return [`- ⚠️ **${severities.warning.word}: ${text}** ${codeSpan(code)}`, ...help];
}

/** The sentences of a problem below an item, a paragraph for each line. */
function adviceLines({ detail, hint }: Advice): string[] {
  const linesOf = (text: string) => shorten(text).split('\n');
  const said = linesOf(detail).map((line) => escapeFor.markdown(line.trim()));
  const help = hint === undefined ? [] : linesOf(`help: ${hint}`);
  return [...said, ...help.map((line) => proseWithCode(line.trim()))].flatMap((text) =>
    text === '' ? [] : ['', `  ${text}`],
  );
}

function proseWithCode(line: string): string {
  return line
    .split(codeInHint)
    .map((part, at) => (at % 2 === 1 ? codeSpan(part) : escapeFor.markdown(part, at === 0)))
    .join('');
}

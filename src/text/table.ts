import { graphemesOf, longestLetter, startOf, withoutJoiner } from '../model/text.ts';
import type { Advice, Block, Row, Table, Text } from './document.ts';
import { displayWidth } from './fold.ts';
import { ellipsis, type Look, paint } from './look.ts';
import { fits, screenLines } from './screen.ts';

/** The functions that write the cells of a table and the lines below a row. */
interface Writing {
  readonly lineOf: (text: Text, look: Look) => string;
  readonly adviceBelow: (advice: Advice, look: Look) => readonly string[];
  readonly blocksBelow: (blocks: readonly Block[], look: Look) => readonly string[];
}

/** The most columns of a head; longer ones are cut. */
const widestHead = 16;
/** The least width of names in the first column: a table with narrower ones is not readable. */
const narrowestName = 32;
const gap = '  ';

/** A cell as shown, and its width without colours. */
interface Cell {
  readonly shown: string;
  readonly length: number;
}

/**
 * The lines of a table with columns as wide as needed; on a narrow screen, each row becomes a block of lines.
 */
export function tableLines(table: Table, look: Look, writing: Writing): string[] {
  const { columns, rows, isHeadless } = table;
  const bare: Look = { ...look, colour: false };
  const cellOf = (text: Text | undefined): Cell => {
    if (text === undefined) return { shown: paint('dim', noCell(look), look), length: 1 };
    return { shown: writing.lineOf(text, look), length: displayWidth(writing.lineOf(text, bare)) };
  };
  const heads = columns.map(({ head }) => {
    const text = cut(writing.lineOf(head, bare), widestHead, look);
    return { shown: paint('bold', text, look), length: displayWidth(text) };
  });
  const body = rows.map((row) => {
    const cells = row.cells.map(cellOf);
    const [first] = cells;
    const indent = '  '.repeat(row.depth ?? 0);
    if (first) cells[0] = { shown: indent + first.shown, length: indent.length + first.length };
    return { row, cells };
  });
  const widths = columns.map((_, at) =>
    Math.max(
      isHeadless ? 0 : (heads[at]?.length ?? 0),
      // A row of one cell is a heading that takes the whole line.
      ...body.map(({ cells }) => (cells.length > 1 ? (cells[at]?.length ?? 0) : 0)),
    ),
  );
  const longest = widths[0] ?? 0;
  const taken = widths.slice(1).reduce((sum, width) => sum + gap.length + width, 0);
  if (look.isScreen && !columns[0]?.mayBeCut && longest + taken > look.width) {
    return stackedLines(table, look, writing, cellOf);
  }
  if (columns[0]?.mayBeCut) {
    const room = Math.min(longest, look.width - taken);
    if (room < Math.min(longest, narrowestName)) return stackedLines(table, look, writing, cellOf);
    widths[0] = room;
  }
  const line = (cells: readonly Cell[]) =>
    joined(
      cells.map((cell, at) => ({
        ...cell,
        width: widths[at] ?? 0,
        isNumber: columns[at]?.isNumber ?? false,
      })),
    );
  const shortened = (cells: readonly Cell[]) =>
    cells.map((cell, at) => {
      const width = widths[at] ?? 0;
      if (at > 0 || cell.length <= width) return cell;
      const text = cut(cell.shown, width, look);
      return { shown: text, length: displayWidth(text) };
    });
  return [
    ...(isHeadless ? [] : [line(heads)]),
    ...body.flatMap(({ row, cells }) => {
      const [only] = cells.length === 1 ? cells : [];
      const shown = only?.shown ?? line(shortened(cells));
      const styled = paint(row.style, shown, look);
      return [...(only ? screenLines(styled, look) : [styled]), ...linesBelow(row, look, writing)];
    }),
  ];
}

interface Padded extends Cell {
  readonly width: number;
  readonly isNumber: boolean;
}

/** Joins cells without blanks at the end of the line, coloured or not. */
function joined(cells: readonly Padded[]): string {
  const last = cells.findLastIndex(({ length }) => length > 0);
  return cells
    .slice(0, last + 1)
    .map(({ shown, length, width, isNumber }, at) => {
      const blanks = ' '.repeat(Math.max(width - length, 0));
      if (isNumber) return blanks + shown;
      return at === last ? shown : shown + blanks;
    })
    .join(gap);
}

/** The rows one after the other, the cells of each below its name. */
function stackedLines(
  { columns, rows }: Table,
  look: Look,
  writing: Writing,
  cellOf: (text: Text | undefined) => Cell,
): string[] {
  const bare: Look = { ...look, colour: false };
  return rows.flatMap((row) => {
    const [first, ...others] = row.cells;
    const indent = '  '.repeat(row.depth ?? 0);
    const name = indent + cellOf(first).shown;
    const cells = others.flatMap((text, at) => {
      const head = writing.lineOf(columns[at + 1]?.head ?? '', bare);
      return text === undefined || text === ''
        ? []
        : screenLines(`${indent}  ${head}: ${cellOf(text).shown}`, look);
    });
    return [
      ...screenLines(paint(row.style, name, look), look),
      ...cells,
      ...linesBelow(row, look, writing),
    ];
  });
}

function linesBelow(
  { depth = 0, advice = [], below = [] }: Row,
  look: Look,
  writing: Writing,
): string[] {
  const indent = ' '.repeat(2 * depth + 6);
  const narrower = { ...look, width: look.width - indent.length };
  return [
    ...advice.flatMap((one) => writing.adviceBelow(one, look)),
    ...writing.blocksBelow(below, narrower).map((line) => indent + line),
  ];
}

/** The sign of an empty cell. */
function noCell({ unicode }: Look): string {
  return unicode ? '·' : '.';
}

/** A text of at most `room` columns; a cut text ends in an ellipsis. */
export function cut(text: string, room: number, look: Look): string {
  if (fits(text, room)) return text;
  const end = ellipsis(look);
  let left = room - end.length;
  const most = Math.max(room, 0);
  const letters = graphemesOf(startOf(text, longestLetter * most)).slice(0, most);
  const kept: string[] = [];
  for (const letter of letters) {
    left -= displayWidth(letter);
    if (left < 0) break;
    kept.push(letter);
  }
  return withoutJoiner(kept.join('')) + end;
}

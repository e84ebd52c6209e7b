import type { Address } from '../../model/address.ts';
import { escapeFor } from '../escape.ts';
import { cut, lengthOf } from '../fit.ts';
import type { Look } from '../look.ts';
import { paint } from '../paint.ts';
import { nameOf } from '../words/names.ts';
import { sign } from '../words/signs.ts';
import { type Cell, type Column, foldRows, type Row, rowsOf } from '../words/table-rows.ts';
import { moreRowsText, noCell, unknownCell } from '../words/table-wording.ts';

/** Lines below a row, for example its fields. */
type Below = (address: Address, room: number) => readonly string[];

/** Names of environments are cut to this at the head of a column; below the table they are whole. */
const widestHead = 16;
/** With less room than this for the names of nodes, a table helps nobody. */
const narrowestName = 32;
const gap = '  ';

/** A row for each node and a column for each environment; on a narrow screen a block for each node. */
export function tableLines(columns: readonly Column[], look: Look, below: Below): string[] {
  const rows = foldRows(rowsOf(columns));
  if (rows.length === 0) return [];
  const widths = columns.map((column, index) => widthOf(column, index, rows));
  const taken = widths.reduce((sum, width) => sum + gap.length + width, 0);
  const longest = Math.max(...rows.map((row) => lengthOf(nameText(row, look))));
  const room = Math.min(longest, look.width - taken);
  if (room < Math.min(longest, narrowestName)) return stackedLines(columns, rows, { look, below });
  const heads = columns.map(({ environment }) => headText(environment, look));
  const head = heads.map((text, index) => ({
    shown: paint('bold', text, look),
    length: lengthOf(text),
    width: widths[index] ?? 0,
  }));
  return [
    joined([{ shown: '', length: 0, width: room }, ...head]),
    ...rows.flatMap((row) => {
      const name = cut(nameText(row, look), room, look);
      const first = { shown: styled(row, name, look), length: lengthOf(name), width: room };
      const cells = columns.map((column, index) => {
        const { shown, length } = cellText(row, { column, index, look });
        return { shown, length, width: widths[index] ?? 0 };
      });
      const line = isAncestor(row) ? first.shown : joined([first, ...cells]);
      return [line, ...linesBelow(row, below, look)];
    }),
  ];
}

interface Padded {
  readonly shown: string;
  /** Without colours. */
  readonly length: number;
  readonly width: number;
}

/** No blanks at the end of a line, in colour or without. */
function joined(cells: readonly Padded[]): string {
  const last = cells.length - 1;
  return cells
    .map(({ shown, length, width }, index) =>
      index === last ? shown : shown + ' '.repeat(Math.max(width - length, 0)),
    )
    .join(gap);
}

function stackedLines(
  columns: readonly Column[],
  rows: readonly Row[],
  { look, below }: { readonly look: Look; readonly below: Below },
): string[] {
  return rows.flatMap((row) => {
    const indent = '  '.repeat(row.depth + 1);
    const cells = columns.flatMap((column, index) => {
      if (isAncestor(row) || (column.cells && !row.cells[index])) return [];
      const name = escapeFor.terminal(column.environment);
      return [`${indent}${name}: ${cellText(row, { column, index, look }).shown}`];
    });
    return [styled(row, nameText(row, look), look), ...cells, ...linesBelow(row, below, look)];
  });
}

function linesBelow(row: Row, below: Below, look: Look): string[] {
  if (row.row === 'fold' || isAncestor(row)) return [];
  const indent = ' '.repeat(2 * row.depth + 6);
  return below(row.address, look.width - indent.length).map((line) => indent + line);
}

const isAncestor = ({ cells }: Row) => cells.every((cell) => cell === undefined);

function nameText(row: Row, look: Look): string {
  const name = row.row === 'fold' ? moreRowsText(row, look) : nameOf(row.address, row.title);
  return '  '.repeat(row.depth) + name;
}

/** Ancestors only show where the others are. */
function styled(row: Row, text: string, look: Look): string {
  return isAncestor(row) ? paint('dim', text, look) : text;
}

function headText(environment: string, look: Look): string {
  return cut(escapeFor.terminal(environment), widestHead, look);
}

function widthOf({ environment }: Column, index: number, rows: readonly Row[]): number {
  const cells = rows.map(({ cells }) => wordsOf(cells[index]).length);
  return Math.max(Math.min(lengthOf(escapeFor.terminal(environment)), widestHead), ...cells);
}

/** The sign and a blank before it take two characters, whatever the screen. */
function wordsOf(cell: Cell | undefined): string {
  return cell ? `? ${cell.text}` : '?';
}

interface At {
  readonly column: Column;
  readonly index: number;
  readonly look: Look;
}

function cellText(row: Row, { column, index, look }: At): Omit<Padded, 'width'> {
  const cell = row.cells[index];
  const { length } = wordsOf(cell);
  if (cell) return { shown: `${sign(cell.mark, look)} ${cell.text}`, length };
  return { shown: paint('dim', column.cells ? noCell(look) : unknownCell, look), length };
}

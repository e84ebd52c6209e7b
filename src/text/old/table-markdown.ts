import { escapeFor } from '../escape.ts';
import type { Look } from '../look.ts';
import { nameOf } from '../words/names.ts';
import { sign } from '../words/signs.ts';
import { type Column, foldRows, type Row, rowsOf } from '../words/table-rows.ts';
import { moreRowsText, noCell, unknownCell } from '../words/table-wording.ts';
import { codeSpan } from './markdown-code.ts';

/** GitHub's table: a row for each node, a column for each environment. */
export function tableMarkdown(columns: readonly Column[], look: Look): string[] {
  const rows = foldRows(rowsOf(columns));
  if (rows.length === 0) return [];
  const heads = columns.map(({ environment }) => escapeFor.markdown(environment));
  return [
    line(['', ...heads]),
    line(['---', ...heads.map(() => '---')]),
    ...rows.map((row) => line([nameCell(row, look), ...cellsOf(row, columns, look)])),
  ];
}

/** Every text in it is escaped, and an escaped `|` is no border. */
function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function nameCell(row: Row, look: Look): string {
  const name = row.row === 'fold' ? moreRowsText(row, look) : nameOf(row.address, row.title);
  // Blanks at the beginning of a cell are dropped, an em space is not.
  return '&emsp;'.repeat(row.depth) + escapeFor.markdown(name);
}

function cellsOf(row: Row, columns: readonly Column[], look: Look): string[] {
  const isAncestor = row.cells.every((cell) => cell === undefined);
  return columns.map((column, index) => {
    const cell = row.cells[index];
    if (cell) return `${codeSpan(sign(cell.mark, look))} ${cell.text}`;
    if (isAncestor) return '';
    return column.cells ? noCell(look) : unknownCell;
  });
}

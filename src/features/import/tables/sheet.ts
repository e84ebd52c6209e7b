import { CsvError, type Options, parse } from 'csv-parse/sync';
import { inputLimits } from '../../../model/input-limits.ts';
import { type Checked, checked, failure } from '../../../model/problem.ts';

/** A row with its place: of a text the line that it ends on, of a sheet its number. */
export interface SourceRow {
  readonly line: number;
  readonly cells: readonly string[];
  /** Addresses that cells of a spreadsheet lead to, by index. */
  readonly links?: ReadonlyMap<number, string>;
  /** The row is not shown in its sheet, such as one that a filter passes over. */
  readonly isHidden?: boolean;
}

/** The rows of a table that hold anything. */
export interface Sheet {
  readonly rows: readonly SourceRow[];
  /** What a place is called: `line` in a text, `row` in a sheet. */
  readonly place: 'line' | 'row';
  /** Of a spreadsheet with several sheets that hold anything: the one that is read, and the others. */
  readonly sheets?: { readonly read: string; readonly others: readonly string[] };
}

interface Found {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

const mostRows = inputLimits.rows.most;

/** Reads CSV and TSV. `sep=;` in the first line is obeyed; else the mark that stands most often in a line. */
export function readCsv(file: string, text: string): Checked<Sheet> {
  const said = /^\uFEFF?sep=(.)[^\S\n]*\r?(?:\n|$)/i.exec(text);
  // An empty line in its place keeps the numbers of the others.
  const table = said ? `\n${text.slice(said[0].length)}` : text;
  const delimiter = said?.[1] ?? delimiterOf(file, table);
  // Quotes that stand for themselves, as in `The "big" idea`, and last as in a TSV without any.
  const readings: readonly Partial<Options>[] = [
    {},
    { relax_quotes: true },
    ...(delimiter === '\t' ? [{ quote: null }] : []),
  ];
  let wrong: CsvError | undefined;
  for (const reading of readings) {
    try {
      // The types of the package lack what `info` adds.
      const found: unknown = parse(table, {
        ...{ delimiter, info: true, bom: true, relaxColumnCount: true, skipEmptyLines: true },
        ...{ recordDelimiter: table.includes('\n') ? ['\r\n', '\n'] : '\r', to: mostRows + 2 },
        ...reading,
      });
      const rows = (found as readonly Found[]).map(({ record, info }) => ({
        line: info.lines,
        cells: record,
      }));
      return sheetOf(file, { rows, place: 'line' });
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      wrong ??= error;
    }
  }
  return unreadable(
    `${file} is not a table: a quote that begins a cell has no end (${wrong?.message ?? ''}).`,
    'Write a quote inside a cell in quotes twice: "The ""big"" idea".',
  );
}

/** The rows that hold anything, with cells in one form. */
export function sheetOf(file: string, { rows, ...sheet }: Sheet): Checked<Sheet> {
  const tidy = tidyRows(rows);
  if (tidy.length > mostRows)
    return unreadable(`${file} has more than ${mostRows} rows.`, 'Split it into several tables.');
  return tidy.length === 0
    ? unreadable(`${file} is empty.`)
    : checked({ ...sheet, rows: tidy }, []);
}

/** The rows with content, each cell in one form. */
export function tidyRows(rows: readonly SourceRow[]): readonly SourceRow[] {
  return rows.flatMap((row) => {
    const cells = row.cells.map(cleanCell);
    return cells.some((cell) => cell !== '') ? [{ ...row, cells }] : [];
  });
}

/** Columns of a sheet; a wider row is damaged, or made to fill a machine. */
export const mostColumns = 1000;

export function tooWide(file: string, where: string): Checked<never> {
  return unreadable(
    `${file} has more than ${mostColumns} columns in ${where}.`,
    'Delete what stands far to the right of the table.',
  );
}

/** A cell as an import compares it: NFC, without blanks around it. */
export function cleanCell(cell: string): string {
  return cell.toWellFormed().normalize('NFC').trim();
}

/** Lines by which the mark between cells is told. */
const mostLooked = 20;

function delimiterOf(file: string, text: string): string {
  if (/\.(tsv|tab)$/i.test(file)) return '\t';
  const lines = text
    .slice(0, 64 * 1024)
    .replace(/"[^"]*"/g, '')
    .split(/\r\n|\n|\r/, mostLooked);
  // In a cell it parts the values of a list.
  const [first = ''] = lines.filter((line) => line.trim() !== '');
  if (first.includes('|') && !/[,;\t]/.test(first)) return '|';
  const counts = [',', ';', '\t'].map((mark) => {
    const found = lines.map((line) => line.split(mark).length);
    const most = Math.max(...found);
    return [mark, found.filter((count) => count === most).length * (most - 1)] as const;
  });
  const [[best]] = counts.sort(([, a], [, b]) => b - a) as [readonly [string, number]];
  return best;
}

/** Refuses a table. What it says to do fits a text as well as a sheet. */
export function unreadable(
  detail: string,
  hint = 'Give it one row of column names above the rows.',
) {
  return failure('import/unreadable', { detail, hint });
}

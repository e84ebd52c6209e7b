import { CsvError, type Options, parse } from 'csv-parse/sync';
import { inputLimits } from '../../../model/input-limits.ts';
import { type Checked, checked } from '../../../model/problem.ts';
import { unreadable } from '../imported.ts';

/** A row with its place: in a text the line on which it ends, in a sheet its number. */
export interface SourceRow {
  readonly line: number;
  readonly cells: readonly string[];
  /** Addresses of links in cells of a spreadsheet, by the index of the cell. */
  readonly links?: ReadonlyMap<number, string>;
  /** Whether the row is hidden in its sheet, for example by a filter. */
  readonly isHidden?: boolean;
}

/** The rows of a table that have any content. */
export interface Sheet {
  readonly rows: readonly SourceRow[];
  /** The word for the place of a row: `line` in a text, `row` in a sheet. */
  readonly place: 'line' | 'row';
  /** Whether a comma may be a decimal one: languages with decimal commas separate cells by semicolons. */
  readonly mayHaveDecimalCommas?: boolean;
  /** For a spreadsheet with several sheets with content: the one that was read, and the others. */
  readonly sheets?: { readonly read: string; readonly others: readonly string[] };
}

interface Found {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

const mostRows = inputLimits.rows.most;

/** Reads CSV and TSV, separated as `sep=` says or by what is most frequent in a line. */
export function readCsv(file: string, text: string): Checked<Sheet> {
  const said = /^\uFEFF?sep=(.)[^\S\n]*\r?(?:\n|$)/i.exec(text);
  // An empty line in its place keeps the line numbers of the others.
  const table = said ? `\n${text.slice(said[0].length)}` : text;
  const delimiter = said?.[1] ?? delimiterOf(file, table);
  // First without options, then with quotes that stand for themselves, as in `The "big" idea`, and last
  // without quoting, as in some TSV.
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
      return sheetOf(file, { rows, place: 'line', mayHaveDecimalCommas: delimiter === ';' });
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

/** The rows of a sheet with content, with all cells cleaned. Problems: no rows, or too many. */
export function sheetOf(file: string, { rows, ...sheet }: Sheet): Checked<Sheet> {
  const tidy = tidyRows(rows);
  if (tidy.length > mostRows)
    return unreadable(`${file} has more than ${mostRows} rows.`, 'Split it into several tables.');
  return tidy.length === 0
    ? unreadable(`${file} is empty.`, withHead)
    : checked({ ...sheet, rows: tidy }, []);
}

/** The rows with content, each cell cleaned. */
export function tidyRows(rows: readonly SourceRow[]): readonly SourceRow[] {
  return rows.flatMap((row) => {
    const cells = row.cells.map(cleanCell);
    return cells.some((cell) => cell !== '') ? [{ ...row, cells }] : [];
  });
}

/** The most columns of a sheet: a wider row is damaged, or made to exhaust memory. */
export const mostColumns = 1000;

export function tooWide(file: string, where: string): Checked<never> {
  return unreadable(
    `${file} has more than ${mostColumns} columns in ${where}.`,
    'Delete what stands far to the right of the table.',
  );
}

/** A cell in the form in which imports compare it: NFC, without blanks around it. */
export function cleanCell(cell: string): string {
  return cell.toWellFormed().normalize('NFC').trim();
}

/** The most lines from which the separator is guessed. */
const mostLooked = 20;

function delimiterOf(file: string, text: string): string {
  if (/\.(tsv|tab)$/i.test(file)) return '\t';
  const lines = text
    .slice(0, 64 * 1024)
    .replace(/"[^"]*"/g, '')
    .split(/\r\n|\n|\r/, mostLooked);
  // Inside of a cell, this character separates the values of a list.
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

/** What to do about a table without rows, whether it is a text or a sheet. */
export const withHead = 'Give it one row of column names above the rows.';

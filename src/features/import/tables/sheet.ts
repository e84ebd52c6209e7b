import { CsvError, parse } from 'csv-parse/sync';
import { inputLimits } from '../../../model/input-limits.ts';
import { type Checked, checked, problem } from '../../../model/problem.ts';

/** A row with its place: of a text the line that it ends on, of a sheet its number. */
export interface SourceRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The rows of a table that hold anything. */
export interface Sheet {
  readonly rows: readonly SourceRow[];
  /** What a place is called: `line` in a text, `row` in a sheet. */
  readonly place: 'line' | 'row';
}

interface Found {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

const mostRows = inputLimits.rows.most;

/** Reads CSV and TSV. `sep=;` in the first line is obeyed; else the mark that stands most often in a line. */
export function readCsv(file: string, text: string): Checked<Sheet> {
  if (text.startsWith('%PDF-')) {
    return unreadable(
      `${file} is a PDF, which holds no table. Save the table as XLSX or CSV where it was made.`,
    );
  }
  const said = /^\uFEFF?sep=(.)[^\S\n]*\r?(?:\n|$)/i.exec(text);
  // An empty line in its place keeps the numbers of the others.
  const table = said ? `\n${text.slice(said[0].length)}` : text;
  try {
    // The types of the package lack what `info` adds.
    const found: unknown = parse(table, {
      delimiter: said?.[1] ?? delimiterOf(file, table),
      info: true,
      bom: true,
      relaxColumnCount: true,
      skipEmptyLines: true,
      to: mostRows + 2,
    });
    const rows = (found as readonly Found[]).map(({ record, info }) => ({
      line: info.lines,
      cells: record,
    }));
    return sheetOf(file, { rows, place: 'line' });
  } catch (error) {
    if (error instanceof CsvError) return unreadable(`${file} is not a table: ${error.message}.`);
    throw error;
  }
}

/** The rows that hold anything, with cells in one form. */
export function sheetOf(file: string, { rows, place }: Sheet): Checked<Sheet> {
  const tidy = rows.flatMap(({ line, cells }) => {
    const clean = cells.map(cleanCell);
    return clean.some((cell) => cell !== '') ? [{ line, cells: clean }] : [];
  });
  if (tidy.length > mostRows) return unreadable(`${file} has more than ${mostRows} rows.`);
  return tidy.length === 0 ? unreadable(`${file} is empty.`) : checked({ rows: tidy, place }, []);
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
    .split(/\r?\n/, mostLooked);
  const counts = [',', ';', '\t'].map((mark) => {
    const found = lines.map((line) => line.split(mark).length);
    return [
      mark,
      found.filter((count) => count === Math.max(...found)).length * (Math.max(...found) - 1),
    ] as const;
  });
  const [[best]] = counts.sort(([, a], [, b]) => b - a) as [readonly [string, number]];
  return best;
}

export function unreadable(detail: string): Checked<never> {
  const hint = 'Give it one row of column names above the rows. CSV must be UTF-8.';
  return { ok: false, problems: [problem('import/unreadable', { detail, hint })] };
}

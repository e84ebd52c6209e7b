import { CsvError, parse } from 'csv-parse/sync';
import { limits } from '../../model/limits.ts';
import { type Checked, checked, problem } from '../../model/problem.ts';

/** A row with the number of the line that it ends on. */
export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

export interface Table {
  readonly names: readonly string[];
  readonly rows: readonly Row[];
}

interface Found {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

const mostRows = limits.rows.most;

/** Reads a table with commas, semicolons or tabs, whichever is most frequent in its first line. */
export function readTable(file: string, text: string): Checked<Table> {
  try {
    // The types of the package lack what `info` adds.
    const found: unknown = parse(text, {
      delimiter: delimiterOf(file, text),
      info: true,
      bom: true,
      relaxColumnCount: true,
      skipEmptyLines: true,
      to: mostRows + 1,
    });
    const [first, ...rest] = (found as readonly Found[]).filter(({ record }) =>
      record.some((cell) => cell.trim() !== ''),
    );
    if (rest.length >= mostRows) return unreadable(`${file} has more than ${mostRows} rows.`);
    if (!first) return unreadable(`${file} is empty.`);
    const names = first.record.map((cell) => cell.trim());
    const rows = rest.map(({ record, info }) => ({
      line: info.lines,
      cells: record.map((cell) => cell.toWellFormed().normalize('NFC').trim()),
    }));
    return checked({ names, rows }, []);
  } catch (error) {
    if (error instanceof CsvError) return unreadable(`${file} is no table: ${error.message}.`);
    throw error;
  }
}

function delimiterOf(file: string, text: string): string {
  if (/\.(tsv|tab)$/i.test(file)) return '\t';
  const [line = ''] = text.replace(/"[^"]*"/g, '').split(/\r?\n/, 1);
  const counts = [',', ';', '\t'].map((mark) => [mark, line.split(mark).length] as const);
  const [[best]] = counts.sort(([, a], [, b]) => b - a) as [readonly [string, number]];
  return best;
}

function unreadable(detail: string): Checked<never> {
  const hint = 'Save it as CSV in UTF-8, with one row of names above the rows.';
  return { ok: false, problems: [problem('import/unreadable', { detail, hint })] };
}

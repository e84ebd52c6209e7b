import { quoteShort } from '../../../document/place.ts';
import { canonicalJson } from '../../../model/json.ts';
import { type Problem, problem } from '../../../model/problem.ts';
import { fieldTarget } from '../fields.ts';
import { cleanCell, type Sheet, type SourceRow } from './sheet.ts';
import { cellContent } from './table.ts';

/** The last column of an exported table: what the cells of a row were, for the import to compare with. */
const exportedName = 'catalog.exported';

/** Whose cell counts if the table and the catalog both changed it since the export. */
export type ConflictChoice = 'table' | 'catalog';

export interface SinceExport {
  readonly sheet: Sheet;
  /** Number of cells that changed in the catalog alone, which the import keeps. */
  readonly kept: number;
}

type Digest = (text: string) => string;

/** Adds the column that says what the cells were. */
export function withFingerprints(
  table: readonly (readonly string[])[],
  sha256: Digest,
): readonly (readonly string[])[] {
  const [names = [], ...rows] = table;
  const short = shortDigests(sha256);
  return [
    [...names, exportedName],
    ...rows.map((cells) => [
      ...cells,
      names
        .map((name, at) => short(name, forName) + short(meaning(name, cells[at] ?? ''), forCell))
        .join(''),
    ]),
  ];
}

/** Hexadecimal digits of the digests of a name and of a cell. */
const [forName, forCell] = [4, 8];

function shortDigests(sha256: Digest): (text: string, digits: number) => string {
  const known = new Map<string, string>();
  return (text, digits) => {
    const found = known.get(text) ?? sha256(text);
    known.set(text, found);
    return found.slice(0, digits);
  };
}

/** What an import makes of a cell: a spreadsheet may write the same with other signs. */
function meaning(name: string, cell: string): string {
  const clean = cleanCell(cell);
  const target = fieldTarget(name);
  return target && clean !== '' ? canonicalJson(cellContent(clean, target)) : clean;
}

/**
 * Compares each cell of an exported table with what it was and with what the catalog says today: what
 * changed in the catalog alone stays, what changed in the table alone is taken, and what changed in both
 * is refused, unless `choice` says which counts. A table without the column stays as it is.
 */
export function followCatalog(
  sheet: Sheet,
  today: () => readonly (readonly string[])[],
  { file, sha256, choice }: { file: string; sha256: Digest; choice: ConflictChoice | undefined },
): { readonly value: SinceExport; readonly conflict?: Problem } {
  const headAt = sheet.rows.findIndex(({ cells }) => cells.includes(exportedName));
  const head = sheet.rows[headAt];
  if (!head) return { value: { sheet, kept: 0 } };
  const column = head.cells.indexOf(exportedName);
  const names = head.cells;
  const find = rowsById(today());
  const short = shortDigests(sha256);
  const conflicts = new Map<string, string>();
  let kept = 0;
  const rows = sheet.rows.map((row, at): SourceRow => {
    const without = (cells: readonly string[]) => cells.toSpliced(column, 1);
    const was = cellsBefore(row.cells[column] ?? '');
    const ours = at > headAt ? find(valuesOf(names, row.cells)) : undefined;
    if (!ours || was.size === 0) return { ...row, cells: without(row.cells) };
    const cells = names.map((name, index) => {
      const theirs = row.cells[index] ?? '';
      const before = was.get(short(name, forName));
      const now = cleanCell(ours(name));
      const [mine, other] = [meaning(name, now), meaning(name, theirs)];
      if (before === undefined || mine === other || short(mine, forCell) === before) return theirs;
      if (short(other, forCell) === before) {
        kept += 1;
        return now;
      }
      const [kind = ''] = name.split('.');
      const id = row.cells[names.indexOf(`${kind}.sourcedId`)];
      const said = `${quoteShort(theirs)} in the table, ${quoteShort(now)} in the catalog`;
      const about = `${id} ${name}`;
      if (!conflicts.has(about))
        conflicts.set(about, `${sheet.place} ${row.line}, ${name}: ${said}`);
      return choice === 'catalog' ? now : theirs;
    });
    return { ...row, cells: without(cells) };
  });
  const value = { sheet: { ...sheet, rows }, kept };
  return conflicts.size > 0 && choice === undefined
    ? { value, conflict: conflictOf(file, [...conflicts.values()]) }
    : { value };
}

function cellsBefore(text: string): ReadonlyMap<string, string> {
  const size = forName + forCell;
  if (!/^[0-9a-f]+$/.test(text) || text.length % size !== 0) return new Map();
  const parts = Array.from({ length: text.length / size }, (_, at) =>
    text.slice(at * size, (at + 1) * size),
  );
  return new Map(parts.map((part) => [part.slice(0, forName), part.slice(forName)]));
}

type Cell = (name: string) => string;

function valuesOf(names: readonly string[], cells: readonly string[]): Cell {
  const values = new Map(names.map((name, at) => [name, cells[at] ?? '']));
  return (name) => values.get(name) ?? '';
}

/** Finds the row of today for a row of the table: that of its lesson, else of its unit or course. */
function rowsById(today: readonly (readonly string[])[]): (row: Cell) => Cell | undefined {
  const [names = [], ...rows] = today;
  const found = new Map<string, Cell>();
  for (const cells of rows) {
    const row = valuesOf(names, cells);
    for (const key of keysOf(row)) if (!found.has(key)) found.set(key, row);
  }
  return (row) => {
    const [exact = '', wide = ''] = keysOf(row);
    const whole = found.get(exact);
    if (whole) return whole;
    const part = found.get(wide);
    // Of another resource of the lesson nothing is known.
    return part && ((name) => (name.startsWith('resource.') ? row(name) : part(name)));
  };
}

/** The row itself, and the lesson, unit or course that it is about. */
function keysOf(row: Cell): readonly string[] {
  const id = (kind: string) => row(`${kind}.sourcedId`);
  const deepest = ['lesson', 'unit', 'course'].find((kind) => id(kind) !== '') ?? '';
  const about = `${deepest} ${id(deepest)}`;
  return [`${about} with ${id('resource')}`, about];
}

const mostShown = 10;

function conflictOf(file: string, conflicts: readonly string[]): Problem {
  const lines = conflicts.slice(0, mostShown).map((line) => `\n  ${line}`);
  const more = conflicts.length > mostShown ? `\n  and ${conflicts.length - mostShown} more` : '';
  return problem('import/conflict', {
    detail: `Cells of ${file} were changed in the table and in the catalog since the export:${lines.join('')}${more}`,
    hint: 'Write the right value into both, or choose a side: `--conflicts table` or `--conflicts catalog`.',
  });
}

import { linesBelow, quoteShort } from '../../../document/place.ts';
import { type Kind, kinds } from '../../../model/node.ts';
import { failure } from '../../../model/problem.ts';
import { fieldTarget } from '../fields.ts';
import type { OutlineNode } from '../imported.ts';
import {
  type CellOf,
  type ConflictChoice,
  type ExportedRow,
  ExportedRows,
  exportedName,
  type FollowedPlaces,
  type RowBefore,
  rowOf,
} from './exported-rows.ts';
import { followPlaces, unfollowed } from './places-since-export.ts';
import { cleanCell, type Sheet, type SourceRow } from './sheet.ts';
import { cellContent, csvCell, saysNothing, withoutQuote } from './table.ts';

export interface SinceExport {
  readonly sheet: Sheet;
  /** The number of cells that only the catalog changed. */
  readonly kept: number;
  /** A line for each cell that both sides changed. */
  readonly conflicts: readonly string[];
  /** A line for each id that was edited in the table and that the catalog does not have. */
  readonly unknownIds: readonly string[];
  /** Merges places and order by the same rule as cells. `given`: ids of earlier imports by `kind key`. */
  readonly follow: (
    courses: readonly OutlineNode[],
    given: ReadonlyMap<string, string>,
  ) => FollowedPlaces;
}

interface Compared {
  readonly today: () => readonly (readonly string[])[];
  readonly sha256: (text: string) => string;
  readonly choice: ConflictChoice | undefined;
}

/**
 * Merges an exported table with the present catalog, cell by cell: changes that only the catalog made since
 * the export stay, changes that only the table made are taken, and changes of both are conflicts, in which
 * `choice` says which side counts. A table without the column of an export stays unchanged.
 */
export function followCatalog(sheet: Sheet, { today, sha256, choice }: Compared): SinceExport {
  const headAt = sheet.rows.findIndex(({ cells }) => cells.includes(exportedName));
  const head = sheet.rows[headAt];
  if (!head) return { sheet, kept: 0, conflicts: [], unknownIds: [], follow: unfollowed };
  const column = head.cells.indexOf(exportedName);
  const names = head.cells;
  const exported = new ExportedRows(sha256);
  const [todayNames = [], ...todayCells] = today();
  const now = todayCells.map((cells) => rowOf(todayNames, cells));
  const here = rowsByNode(now);
  const conflicts = new Map<string, string>();
  /** The edited value of each field of a node, which counts for all of its rows; empty if there are several. */
  const edited = new Map<string, string>();
  const counts = { kept: 0 };
  const rows = sheet.rows.map((row, at): ExportedRow => {
    const cell = rowOf(names, row.cells);
    if (at <= headAt) return { ...row, cell };
    const before = exported.read(row.cells[column] ?? '');
    const found = { ...row, cell, ...(before && { before }) };
    const cells = names.map((name) => meantCell(found, name));
    return { ...found, cells, cell: rowOf(names, cells) };
  });
  const judged = rows.map((row) => ({ ...row, cells: names.map((name) => judge(row, name)) }));
  // If a row was moved to another parent, the parent's own rows describe that parent.
  const stated = rowsByNode(
    judged.map(({ cells }) => rowOf(names, cells)),
    (at, kind) => isOwn(judged[at], kind),
  );
  const merged = judged.map(({ line, cells, ...row }): SourceRow => {
    const all = cells.map((cell, index) => {
      const name = names[index] ?? '';
      const kind = kindOf(name);
      const { before } = row;
      const of = kind && before && !isId(name) && nodeIn(row.cell, kind);
      if (!of) return cell;
      const above = isOwn(row, kind) ? undefined : (stated.get(of) ?? here.get(of));
      const said = edited.get(`${of} ${name}`) ?? above?.(name);
      return said !== undefined && isSame(before, name, row.cell(name)) ? said : cell;
    });
    const { links, isHidden } = row;
    const shown = { ...(links && { links }), ...(isHidden && { isHidden }) };
    return { line, cells: all.toSpliced(column, 1), ...shown };
  });
  return {
    sheet: { ...sheet, rows: merged },
    kept: counts.kept,
    conflicts: [...conflicts.values()],
    unknownIds: rows.flatMap(unknownIn),
    follow: (courses, given) => followPlaces(courses, { rows, now, exported, choice, given }),
  };

  /** Ids in a row that somebody edited: an edited id would create a second node beside the intended one. */
  function unknownIn(row: ExportedRow): string[] {
    return kinds.flatMap((kind) => {
      const name = `${kind}.sourcedId`;
      const [of, before] = [nodeIn(row.cell, kind), row.before?.cell(name)];
      const isTyped = of !== undefined && before !== undefined && before !== exported.of(name, '');
      if (!isTyped || here.has(of) || isOwn(row, kind)) return [];
      return `${sheet.place} ${row.line}, ${name}: ${quoteShort(row.cell(name))}`;
    });
  }

  /**
   * A cell without what programs add: a word such as NA in a cell that was empty, and the quote that an export to
   * CSV put before it, or before the text that was edited.
   */
  function meantCell({ cell, before }: ExportedRow, name: string): string {
    const theirs = cell(name);
    if (saysNothing(theirs) && before && isSame(before, name, '')) return '';
    const target = fieldTarget(name);
    const isQuoted = theirs.startsWith("'") && target && !isId(name);
    if (!isQuoted || withoutQuote(theirs, target) !== theirs) return theirs;
    const bare = theirs.slice(1);
    const wasCell = (text: string) => before !== undefined && isSame(before, name, text);
    if (wasCell(theirs)) return theirs;
    const isOfCsv = csvCell(bare) === theirs;
    if (isOfCsv && wasCell(bare)) return bare;
    const mine = here.get(nodeIn(cell, target.kind) ?? '')?.(name) ?? '';
    const text = cellContent(mine, target);
    // A text that begins with a quote of its own keeps it.
    if (typeof text === 'string' && text.startsWith("'")) return theirs;
    return isOfCsv || csvCell(mine) === `'${String(text)}` ? bare : theirs;
  }

  function isSame(before: RowBefore, name: string, cell: string): boolean {
    return before.cell(name) === exported.of(name, cell);
  }

  /** Whether the row was exported as a row of the node whose id it has. */
  function isOwn(row: Pick<ExportedRow, 'cell' | 'before'> | undefined, kind: Kind): boolean {
    const name = `${kind}.sourcedId`;
    return row?.before !== undefined && isSame(row.before, name, row.cell(name));
  }

  function judge(row: ExportedRow, name: string): string {
    const theirs = row.cell(name);
    const kind = kindOf(name);
    if (!row.before || !kind || isId(name) || !isOwn(row, kind)) return theirs;
    const of = nodeIn(row.cell, kind);
    const ours = of === undefined ? undefined : here.get(of);
    if (of === undefined || !ours || row.before.cell(name) === undefined) return theirs;
    const mine = cleanCell(ours(name));
    if (isRespelled(theirs, mine, name)) return mine;
    if (exported.of(name, mine) === exported.of(name, theirs)) return theirs;
    if (isSame(row.before, name, theirs)) {
      counts.kept += 1;
      return mine;
    }
    const about = `${of} ${name}`;
    const said = `${quoteShort(theirs)} in the table, ${quoteShort(mine)} in the catalog`;
    const isConflict = !isSame(row.before, name, mine);
    if (isConflict && !conflicts.has(about))
      conflicts.set(about, `${sheet.place} ${row.line}, ${name}: ${said}`);
    const cell = isConflict && choice === 'catalog' ? mine : theirs;
    // An empty cell repeats those above, and another title may mean another node.
    const isShared = cell !== '' && (kind === 'resource' || name !== `${kind}.title`);
    if (isShared) {
      const first = edited.get(about) ?? cell;
      edited.set(about, exported.of(name, first) === exported.of(name, cell) ? first : '');
    }
    return cell;
  }
}

const numeral = /^-?(0|[1-9]\d*)(?:[.,](\d+))?(?:e[-+]?\d+)?$/i;
/** The digits of a number that spreadsheets keep. */
const keptDigits = 15;

/**
 * Whether a cell has the number of the catalog as another program writes it: 5.0 or 12,5, with 15 digits. In a
 * text of digits it is only the `.0` of programs that read the column as numbers.
 */
function isRespelled(cell: string, mine: string, name: string): boolean {
  const [found, whole = '', part = ''] = (cell !== mine && numeral.exec(cell)) || [];
  const target = found === undefined ? undefined : fieldTarget(name);
  if (!target || target.field === 'title') return false;
  if (typeof cellContent(mine, target) !== 'number')
    return /^\d+$/.test(mine) && cell === `${mine}.0`;
  if (`${whole}${part}`.replace(/^0+/, '').length > keptDigits) return false;
  const [one, other] = [cell.replace(',', '.'), mine].map((text) =>
    Number(text).toPrecision(keptDigits),
  );
  return one === other;
}

function kindOf(name: string): Kind | undefined {
  const [kind] = name.split('.');
  return kinds.find((one) => one === kind);
}

function isId(name: string): boolean {
  return name.endsWith('.sourcedId');
}

function nodeIn(row: CellOf, kind: Kind): string | undefined {
  const id = row(`${kind}.sourcedId`);
  return id === '' ? undefined : `${kind} ${id}`;
}

function rowsByNode(
  rows: readonly CellOf[],
  isOf: (at: number, kind: Kind) => boolean = () => true,
): ReadonlyMap<string, CellOf> {
  const found = new Map<string, CellOf>();
  for (const [at, row] of rows.entries()) {
    for (const kind of kinds) {
      const node = nodeIn(row, kind);
      if (node !== undefined && !found.has(node) && isOf(at, kind)) found.set(node, row);
    }
  }
  return found;
}

export function unknownIdsIn(file: string, ids: readonly string[]) {
  return failure('import/re-minted', {
    detail: `${file} has ids that were edited since the export, and the catalog does not have them:${linesBelow(ids)}`,
    hint: 'Write the exported id back. For a new node, leave the cell empty.',
  });
}

/** The problem of conflicts: nothing is imported from the table until somebody chooses a side. */
export function conflictIn(file: string, conflicts: readonly string[]) {
  return failure('import/conflict', {
    detail: `${file} and the catalog were both changed since the export, in the same place:${linesBelow(conflicts)}`,
    hint: 'Write the same into both, or choose a side: `--conflicts table` or `--conflicts catalog`.',
  });
}

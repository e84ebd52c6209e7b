import { linesBelow, quoteShort } from '../../../document/place.ts';
import type { Kind } from '../../../model/node.ts';
import { type Problem, problem } from '../../../model/problem.ts';
import type { SourceAccount, SourceItem } from '../account.ts';
import type { FieldTarget } from '../fields.ts';
import { stateIn } from '../states.ts';
import { meantInUtf8 } from './cells.ts';
import { type HeadedTable, type Mapping, namesAllIds, type SourceColumn } from './columns.ts';
import type { SourceRow } from './sheet.ts';
import { cellContent, saysNothing } from './table.ts';

/** A row with its items of the account: the row itself, and its cells by column. */
export interface CountedRow extends SourceRow {
  readonly at: string;
  readonly item: SourceItem;
  readonly items: ReadonlyMap<number, SourceItem>;
  /** Kinds whose title or key is a damaged cell; unlike an empty cell, it does not repeat those above. */
  readonly spoilt: ReadonlySet<Kind>;
}

interface DamagedCell {
  readonly at: string;
  readonly name: string;
  readonly cell: string;
  readonly why: string;
}

const unknownColumn = 'it has no mapping; map it with `--map "Column=lesson.metadata.name"`';
const otherState =
  'its word says neither that students see it nor that they do not, and manifests have no other status';
const unnamedColumn = 'its column has no name; write one above it';
const noValue = 'programs write it if a value is missing';
const saidNothing = '`--map` skips it';

/** Counts columns, rows and cells with content. Damaged cells, and cells of unknown columns, are left out. */
export function countRows(
  { rows, above, names, head }: HeadedTable,
  columns: readonly SourceColumn[],
  account: SourceAccount,
  place: string,
  mappings: readonly Mapping[],
): { readonly rows: readonly CountedRow[]; readonly damaged: readonly DamagedCell[] } {
  const reported = new Set(mappings.map(({ column }) => column));
  const whyNoField = (name: string) =>
    reported.has(name) ? saidNothing : name === '' ? unnamedColumn : unknownColumn;
  const isExported = namesAllIds(names);
  const unsaid = (cell: string, target: FieldTarget) =>
    isOtherState(cell, target)
      ? otherState
      : (!isExported || target.field === 'sourcedId') && !isTitle(target) && saysNothing(cell)
        ? noValue
        : undefined;
  const damaged: DamagedCell[] = [];
  const titles = columns.findIndex(
    ({ target }) => target?.kind === 'lesson' && target.field === 'title',
  );
  const headAt = `${place} ${head.line}`;
  const columnItems = columns.map(({ name, target }) => {
    const what = `the column ${quoteShort(name)}`;
    const item = account.count({ sort: 'columns', what, at: headAt });
    if (target) account.placed(item);
    else account.leftOut(item, whyNoField(name));
    return item;
  });
  for (const { line, cells } of above) {
    const what = `the row ${quoteShort(cells.find(Boolean) ?? '')}`;
    account.skip({ sort: 'rows', what, at: `${place} ${line}` }, 'it is above the column names');
  }
  const counted = rows.flatMap(
    ({ line, cells, links = new Map<number, string>(), ...row }): CountedRow[] => {
      const at = `${place} ${line}`;
      const title = cells[titles] ?? '';
      const what = title === '' ? 'the row' : `the lesson ${quoteShort(title)}`;
      const item = account.count({ sort: 'rows', what, at });
      const items = new Map<number, SourceItem>();
      const spoilt = new Set<Kind>();
      const isHead = names.length > 1 && head.cells.every((name, index) => cells[index] === name);
      const whyOut = isHead ? again : isOfTotals(cells, columns) ? ofTotals : undefined;
      if (whyOut !== undefined) account.leftOut(item, whyOut);
      const clean = cells.map((cell, index) => {
        if (cell === '') return cell;
        const target = columns[index]?.target;
        const name = names[index] ?? '';
        const part = account.count({
          sort: 'cells',
          what: `the cell ${quoteShort(cell)} of the column ${quoteShort(name)}`,
          at,
          of: target ? item : (columnItems[index] ?? item),
          ...(target && { field: target.field }),
        });
        const unwanted = target ? (whyOut ?? unsaid(cell, target)) : whyNoField(name);
        const damage = target && unwanted === undefined ? damageOf(cell, target.field) : undefined;
        const why = unwanted ?? damage;
        if (why === undefined) {
          items.set(index, part);
          return cell;
        }
        account.leftOut(part, why);
        if (damage === undefined) return '';
        damaged.push({ at, name, cell, why });
        if (target && (target.field === 'title' || target.field === 'key')) spoilt.add(target.kind);
        return '';
      });
      for (const [index, link] of links) {
        // Some programs make a link of every address.
        if (link === cells[index]) continue;
        const cell = quoteShort(cells[index] ?? '');
        const what = `the link of the cell ${cell}, ${quoteShort(link)}`;
        const why = 'its column does not hold addresses; one named `Link` does';
        account.skip({ sort: 'links', what, at }, why);
      }
      return whyOut !== undefined ? [] : [{ ...row, line, cells: clean, at, item, items, spoilt }];
    },
  );
  return { rows: counted, damaged };
}

const again = 'it repeats the column names; with a key it is imported';
const ofTotals = 'it looks like a row of totals; with a key it is imported';
const total = /^(?:(?:grand|overall|sub)[\s-]*)?(?:totals?|sums?|summe|gesamt|suma|somme)\s*:?$/i;

/**
 * Whether a row sums up those above it: it has "Total" in place of a title, and beside it numbers, or the
 * formulas of sums that no program has calculated yet.
 */
function isOfTotals(cells: readonly string[], columns: readonly SourceColumn[]): boolean {
  const said = columns.flatMap(({ index, target }) => {
    const cell = cells[index] ?? '';
    return target && cell !== '' && !saysNothing(cell) ? [{ target, cell }] : [];
  });
  if (!said.some(({ cell }) => total.test(cell))) return false;
  const kept = said.filter(
    ({ target, cell }) => !isOtherState(cell, target) && !damageOf(cell, target.field),
  );
  const [last] = (['lesson', 'unit', 'course'] as const).flatMap((kind) =>
    kept.filter(({ target }) => target.field === 'title' && target.kind === kind),
  );
  const own = kept.filter(({ target }) => !isTitle(target));
  return last !== undefined && total.test(last.cell) && own.every(isSum) && said.some(isSum);
}

/** Whether a cell is a number, or a formula that is no link. */
function isSum({ target, cell }: { readonly target: FieldTarget; readonly cell: string }): boolean {
  const isFormula = cell.startsWith('=') && target.field !== 'metadata.url';
  return target.field.includes('.') && (isFormula || typeof cellContent(cell, target) === 'number');
}

/** Whether the field is the title of a course, a unit or a lesson. */
function isTitle({ kind, field }: FieldTarget): boolean {
  return field === 'title' && kind !== 'resource';
}

function isOtherState(cell: string, { field }: FieldTarget): boolean {
  return field === 'status' && stateIn(cell) === undefined;
}

const dateOfSheet =
  /^(?:\d{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:-\d{1,4})?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-\d{1,2}|\d{4}-\d\d-\d\d)$/i;

/** Why a cell is damaged: a spreadsheet made it, and no author wrote it. Undefined if it is not. */
function damageOf(cell: string, field: string): string | undefined {
  // Ids are checked separately, and none is left out here.
  if (field === 'sourcedId') return undefined;
  if (/^#(?:REF!|N\/A|NAME\?|VALUE!|DIV\/0!|NULL!|NUM!|SPILL!|CALC!)$/i.test(cell)) {
    return 'it is a spreadsheet error';
  }
  if (/^=[\p{L}(+\-"\d]/u.test(cell)) return 'it is a formula instead of its value';
  const meant = meantInUtf8(cell);
  if (meant !== undefined) return `it was read in another encoding: ${quoteShort(meant)} was meant`;
  const isShort = field === 'grades' || field === 'key';
  return isShort && dateOfSheet.test(cell)
    ? 'it is a date, probably converted by a spreadsheet'
    : undefined;
}

export function damagedProblems(file: string, damaged: readonly DamagedCell[]): Problem[] {
  if (damaged.length === 0) return [];
  const lines = damaged.map(
    ({ at, name, cell, why }) => `${at}, column ${quoteShort(name)}: ${quoteShort(cell)}: ${why}`,
  );
  return [
    problem('import/damaged-cell', {
      detail: `Some cells of ${file} have errors, formulas, converted dates or broken letters, and are skipped:${linesBelow(lines)}`,
      hint: 'Fix them in the spreadsheet, format columns of grades and keys as text, and save the table again. If letters are broken, open the CSV again as UTF-8.',
    }),
  ];
}

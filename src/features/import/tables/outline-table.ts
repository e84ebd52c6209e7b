import { quoteShort } from '../../../document/place.ts';
import type { Kind } from '../../../model/node.ts';
import { type Checked, checked, failure, type Problem, problem } from '../../../model/problem.ts';
import { idsWithoutZeros } from '../../../model/sourced-id.ts';
import { firstFew } from '../../../model/text.ts';
import { SourceAccount } from '../account.ts';
import { withoutGone } from '../hidden.ts';
import { type SourceOutline, unreadable } from '../imported.ts';
import { sharedIds } from '../keys.ts';
import {
  columnsOf,
  type HeadedTable,
  type Mapping,
  namesAllIds,
  type SourceColumn,
  tableIn,
  targetText,
  withLinks,
} from './columns.ts';
import { countRows, damagedProblems } from './count-rows.ts';
import { gather } from './gather-rows.ts';
import { readCsv, type Sheet, type SourceRow, withHead } from './sheet.ts';
import { withPlainCells } from './table.ts';

export interface TableOptions {
  readonly mappings: readonly Mapping[];
  /** Earlier statements about columns; those about columns that the table lacks are ignored. */
  readonly known?: readonly Mapping[];
  /** The title of the course for all rows, if the table has no column for it. */
  readonly course?: string;
  readonly unit?: string;
  /** Title of nodes without one. */
  readonly untitled?: string;
}

export interface TableOutline extends SourceOutline {
  /** How each column was understood. */
  readonly columns: readonly SourceColumn[];
  /** The place of the row with the column names, if it is not the first. */
  readonly headAt?: string;
}

/** Reads a table with one lesson in each row. Empty cells repeat the cells above. */
export function readTableOutline(
  file: string,
  text: string,
  options: TableOptions,
): Checked<TableOutline> {
  const sheet = readCsv(file, text);
  return sheet.ok ? outlineOfSheet(file, sheet.value, options) : sheet;
}

/** Reads rows like `readTableOutline`, however they were written. */
export function outlineOfSheet(
  file: string,
  { rows: all, place, sheets, mayHaveDecimalCommas }: Sheet,
  options: TableOptions,
): Checked<TableOutline> {
  const { mappings: said, known = [] } = options;
  const headed = tableIn(all, [...known, ...said]);
  if (!headed) return unreadable(`${file} is empty.`, withHead);
  const linked = withLinks(headed, [...known, ...said]);
  const { head, above, names } = linked;
  const isSaid = (column: string) => said.some((one) => one.column === column);
  const before = known.filter(({ column }) => names.includes(column) && !isSaid(column));
  const mappings = [...before, ...said];
  const found = columnsOf(linked, mappings);
  if (!found.ok) return found;
  const isExported = namesAllIds(names);
  const { rows, columns } = withPlainCells(linked.rows, found.value, {
    commas: !isExported || mayHaveDecimalCommas === true,
    // In a workbook and in an exported table, a text `7.0` is what somebody wrote.
    grades: !isExported && place === 'line',
  });
  const table = { ...linked, rows };
  const missing = missingColumns(file, columns, { ...options, ...(sheets && { sheets }) });
  if (missing) return missing;
  if (rows.length === 0) {
    return failure('import/empty', {
      detail: `${file} has no row under the column names in ${place} ${head.line}.`,
      hint: 'Give it a row for each lesson.',
    });
  }
  const long = place === 'line' ? tooLong(file, table) : undefined;
  if (long) return long;
  const account = new SourceAccount();
  countSheets(sheets, account);
  const counted = countRows(table, columns, account, place, mappings);
  const spoilt = new Set(counted.damaged.map(({ name }) => name));
  const whole = columns.filter(({ name }) => !spoilt.has(name));
  const { courses, clashes } = gather(counted.rows, columns, whole, account, options);
  const problems = [
    ...clashes,
    ...sharedIds({ courses }),
    ...shortIds(rows, columns, place),
    ...damagedProblems(file, counted.damaged),
  ];
  const headAt = above.length > 0 ? `${place} ${head.line}` : undefined;
  const outline: TableOutline = {
    ...{ courses, leftOut: [], account, columns },
    ...(isExported && { isExported, name: exportedSource }),
    ...(headAt && { headAt }),
  };
  return checked(withoutGone(outline), problems);
}

/** The name of the source of all tables that `export outline` wrote. */
export const exportedSource = 'catalog';

/** Counts the sheets: one is read, and the account names the others. */
function countSheets(sheets: Sheet['sheets'], account: SourceAccount): void {
  if (!sheets) return;
  const itemOf = (name: string) => ({
    sort: 'sheets',
    what: `the sheet ${quoteShort(name)}`,
    at: 'the workbook',
  });
  account.placed(account.count(itemOf(sheets.read)));
  for (const name of sheets.others)
    account.skip(itemOf(name), 'one sheet is imported at a time; `--sheet NAME` names another');
}

/** Problems of cells beyond the columns: a comma outside of quotes shifts the rest of the row. */
function tooLong(file: string, { names, rows }: HeadedTable) {
  const width = ({ cells }: SourceRow) => cells.findLastIndex((cell) => cell !== '') + 1;
  const long = rows.filter((row) => width(row) > names.length);
  const [first] = long;
  if (!first) return undefined;
  const lines = long.map(({ line }) => `line ${line}`);
  return unreadable(
    `${firstFew(lines, mostShown)} of ${file}: a row has more cells than there are column names, ${width(first)} under ${names.length}: ${first.cells.map(quoteShort).join(', ')}.`,
    'Put a text that contains the separator in quotes, "like, this", or give the column a name.',
  );
}

/** Warnings about ids that seem to have lost leading zeros, once for each column. */
function shortIds(
  rows: readonly SourceRow[],
  columns: readonly SourceColumn[],
  place: string,
): Problem[] {
  return columns
    .filter(({ target }) => target?.field === 'sourcedId')
    .flatMap(({ name, index }) => {
      const short = new Set(idsWithoutZeros(rows.flatMap(({ cells }) => cells[index] || [])));
      const found = rows.filter(({ cells }) => short.has(cells[index] ?? ''));
      const [first] = found;
      if (!first) return [];
      const shown = found.map(({ line, cells }) => `${cells[index]} (${place} ${line})`);
      return [
        problem('import/doubtful-id', {
          detail: `Ids of the column "${name}" are shorter than the others and do not begin with zero, as if a spreadsheet had dropped zeros: ${firstFew(shown, mostShown)}.`,
          hint: 'Compare them with the original ids. In the spreadsheet, format the column as text before you enter the ids.',
        }),
      ];
    });
}

const mostShown = 3;

function missingColumns(
  file: string,
  columns: readonly SourceColumn[],
  { course, unit, untitled, sheets }: TableOptions & Pick<Sheet, 'sheets'>,
) {
  const has = (kind: Kind, field: string) =>
    columns.some(({ target }) => target?.kind === kind && target.field === field);
  const given = { course, unit, lesson: undefined };
  const lacking = (['course', 'unit', 'lesson'] as const).filter((kind) => {
    const isNamed = has(kind, 'title') || (has(kind, 'key') && untitled !== undefined);
    return !isNamed && given[kind] === undefined;
  });
  if (lacking.length === 0) return undefined;
  const seen = columns.map(
    ({ name, target }) => `"${name}"${target ? ` (${targetText(target)})` : ''}`,
  );
  const [first = 'lesson'] = lacking;
  const missing = lacking.map((kind) => (has(kind, 'key') ? `title of the ${kind}` : kind));
  const example = `--map "COLUMN=${first}.title"`;
  const others = sheets?.others.map(quoteShort).join(', ');
  const other = others ? ` If another sheet is meant: \`--sheet NAME\` with ${others}.` : '';
  return failure('import/columns', {
    detail: `No column of ${file} holds the ${missing.join(' or the ')}. It has: ${seen.join(', ')}.`,
    hint:
      (isOneRoster(columns) ? oneRoster : '') +
      (first === 'lesson'
        ? `Map one: ${example}.`
        : `Map one, ${example}, or give one for all rows: --${first} TITLE.`) +
      other,
  });
}

/** Whether the columns are those of OneRoster CSV, whose rows are no lessons. */
function isOneRoster(columns: readonly SourceColumn[]): boolean {
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  return ['sourcedid', 'status', 'datelastmodified'].every((name) => names.has(name));
}

const oneRoster =
  'This looks like a file of OneRoster CSV, which has no units and no lessons: its rows are no lessons. `import remote` reads courses from a platform. If the rows are lessons all the same: ';

import { nearest } from '../../../document/validate.ts';
import type { Kind } from '../../../model/node.ts';
import { type Checked, checked, type Problem, problem } from '../../../model/problem.ts';
import { type FieldTarget, fieldTarget } from '../fields.ts';
import { stateIn } from '../states.ts';
import type { SourceRow } from './sheet.ts';

/** Rows of a source, with the row of column names and the rows above it. */
export interface HeadedTable {
  readonly names: readonly string[];
  readonly head: SourceRow;
  readonly above: readonly SourceRow[];
  readonly rows: readonly SourceRow[];
}

export interface SourceColumn {
  readonly name: string;
  readonly index: number;
  /** The field that the column holds; absent if unknown, so that the column is left out. */
  readonly target?: FieldTarget;
  /** How its numbers were written, if not plainly: `1,5` for 1.5. */
  readonly numbers?: 'decimal-commas';
}

/** A column and its field as `--map` gives them; `-` means that it is left out. */
export interface Mapping {
  readonly column: string;
  readonly target: string;
}

/** Headers by which a column is recognised, without blanks and punctuation. */
const words: readonly (readonly [RegExp, Kind, string])[] = [
  [/^course(title|name)?$/, 'course', 'title'],
  [/^course(key|id|no|nr|num|number|slug)$/, 'course', 'key'],
  [/^course(uuid|guid|sourcedid)$/, 'course', 'sourcedId'],
  [/^coursecode$/, 'course', 'courseCode'],
  [/^subjects?$/, 'course', 'subjects'],
  [/^grades?(levels?)?$/, 'course', 'grades'],
  [/^org$/, 'course', 'org'],
  [/^(unit|module|section|chapter)(title|name)?$/, 'unit', 'title'],
  [/^(unit|module|section|chapter)(key|id|no|nr|num|number|slug)$/, 'unit', 'key'],
  [/^(unit|module|section|chapter)(uuid|guid|sourcedid)$/, 'unit', 'sourcedId'],
  [/^(lesson|page|activity)(title|name)?$/, 'lesson', 'title'],
  [/^(title|name)$/, 'lesson', 'title'],
  [/^(lesson|page|activity)(key|id|no|nr|num|number|slug|code|path)$/, 'lesson', 'key'],
  [/^(key|id|slug|path)$/, 'lesson', 'key'],
  [/^(lesson|page|activity)?(uuid|guid|sourcedid)$/, 'lesson', 'sourcedId'],
  [/^(lesson)?(description|summary)$/, 'lesson', 'metadata.description'],
  [/^(lesson)?(minutes|duration|(duration|time)(in)?min(ute)?s?)$/, 'lesson', 'metadata.minutes'],
  [/^(lesson)?xp$/, 'lesson', 'metadata.xp'],
  [/^(lesson)?standards?$/, 'lesson', 'standards'],
  [/^course(workflow)?stat(us|e)$/, 'course', 'status'],
  [/^(unit|module|section|chapter)(workflow)?stat(us|e)$/, 'unit', 'status'],
  [/^(lesson|page|activity)?(workflow)?stat(us|e)$/, 'lesson', 'status'],
  [/^resource(workflow)?stat(us|e)$/, 'resource', 'status'],
  [/^resource(title|name)?$/, 'resource', 'title'],
  [/^resource(key|id)$/, 'resource', 'key'],
  [/^vendorresourceid$/, 'resource', 'vendorResourceId'],
  [/^vendorid$/, 'resource', 'vendorId'],
  [/^(resource)?(url|link|href)$/, 'resource', 'metadata.url'],
];

/** Whether column names are those of `export outline`, which writes the ids of all nodes. */
export function namesAllIds(names: readonly string[]): boolean {
  return ['course', 'unit', 'lesson'].every((kind) => names.includes(`${kind}.sourcedId`));
}

/** The field of each column: from `--map`, otherwise from its name. Each field comes from only one column. */
export function columnsOf(
  { names, rows }: HeadedTable,
  mappings: readonly Mapping[],
): Checked<readonly SourceColumn[]> {
  const problems = mappings.flatMap((mapping) => faults(mapping, names));
  const mapped = new Map(mappings.map(({ column, target }) => [column, target]));
  const taken = new Set([...mapped.values()]);
  const columns = names.map((name, index): SourceColumn => {
    const said = mapped.get(name);
    const target = said === undefined ? guess(name, taken) : fieldTarget(said);
    return { name, index, ...(target && { target }) };
  });
  const guessed = byContent(columns, rows, { mapped, taken });
  return checked(numbersAsTitles(guessed, mapped), problems);
}

/** Replaces words such as "Open" by the addresses of their links in columns of addresses. */
export function withLinks(table: HeadedTable, mappings: readonly Mapping[]): HeadedTable {
  const said = new Map(mappings.map(({ column, target }) => [column, fieldTarget(target)]));
  const taken = new Set<string>();
  const isOfAddresses = table.names.map((name) => {
    const target = said.has(name) ? said.get(name) : guess(name, taken);
    return target?.field === 'metadata.url';
  });
  const rows = table.rows.map((row): SourceRow => {
    if (!row.links) return row;
    const links = new Map(row.links);
    const cells = row.cells.map((cell, index) => {
      const link = links.get(index) ?? '';
      if (!isOfAddresses[index] || !address.test(link)) return cell;
      links.delete(index);
      return address.test(cell) ? cell : link;
    });
    return { ...row, cells, links };
  });
  return { ...table, rows };
}

const address = /^https?:\/\/\S+$/i;
const number = /^\p{Nd}[\p{Nd}.]*$/u;

/** What any cell of a column must be, if its name alone proves little. */
const contentOf: ReadonlyMap<string, (cell: string) => boolean> = new Map([
  ['metadata.url', (cell: string) => address.test(cell)],
  ['status', (cell: string) => stateIn(cell) !== undefined],
]);

/**
 * Corrects guesses by the content of the cells: "Lesson" with only numbers beside "Title" is a key, "Link"
 * with only words is left out, and so is "Status" with no word that names a state; a column of addresses holds links under any name.
 */
function byContent(
  columns: readonly SourceColumn[],
  rows: readonly SourceRow[],
  { mapped, taken }: { readonly mapped: ReadonlyMap<string, string>; readonly taken: Set<string> },
): readonly SourceColumn[] {
  const cellsIn = (index: number) => rows.flatMap((row) => row.cells[index] || []);
  const isAll = (index: number, form: RegExp) => {
    const cells = cellsIn(index);
    return cells.length > 0 && cells.every((cell) => form.test(cell));
  };
  const isGuess = ({ name }: SourceColumn) => !mapped.has(name);
  const result = [...columns];
  for (const column of columns.filter(isGuess)) {
    const { target, index } = column;
    const isMeant = target && contentOf.get(target.field);
    const cells = cellsIn(index);
    if (isMeant && cells.length > 0 && !cells.some(isMeant)) {
      taken.delete(targetText(target));
      result[index] = { name: column.name, index };
    }
    if (target?.field !== 'title' || target.kind === 'resource' || !isAll(index, number)) continue;
    const { kind } = target;
    const titles = ['title', 'name', 'topic'].flatMap((word) => [word, `${kind}${word}`]);
    const other = columns.find(
      (one) => isGuess(one) && !one.target && titles.includes(wordOf(one.name)),
    );
    if (!other || taken.has(`${kind}.key`)) continue;
    taken.add(`${kind}.key`);
    result[index] = { ...column, target: { kind, field: 'key' } };
    result[other.index] = { ...other, target: { kind, field: 'title' } };
  }
  const link = result.find((one) => isGuess(one) && !one.target && isAll(one.index, address));
  if (link && !taken.has('resource.metadata.url')) {
    result[link.index] = { ...link, target: { kind: 'resource', field: 'metadata.url' } };
  }
  return result;
}

/** Where nothing else names a unit or a lesson, its number is what people call it. */
function numbersAsTitles(
  columns: readonly SourceColumn[],
  mapped: ReadonlyMap<string, string>,
): readonly SourceColumn[] {
  const titled = new Set(
    columns.flatMap(({ target }) => (target?.field === 'title' ? target.kind : [])),
  );
  return columns.map((column) => {
    const { name, target } = column;
    const isNumber = target?.field === 'key' && /(?:no|nr|num|number)$/.test(wordOf(name));
    if (!isNumber || mapped.has(name) || titled.has(target.kind)) return column;
    return { ...column, target: { kind: target.kind, field: 'title' } };
  });
}

/** The most rows in which the column names are searched: titles and notes may be above them. */
const mostAbove = 10;

/** The table in some rows. The column names are in the first row, unless a later one has more known names. */
export function tableIn(
  rows: readonly SourceRow[],
  mappings: readonly Mapping[],
): HeadedTable | undefined {
  const known = new Set(mappings.map(({ column }) => column));
  const worth = ({ cells }: SourceRow) => {
    const taken = new Set<string>();
    return cells.filter((cell) => known.has(cell) || guess(cell, taken)).length;
  };
  const looked = rows.slice(0, mostAbove).map(worth);
  const most = Math.max(...looked, 0);
  const at = most > Math.max(1, looked[0] ?? 0) ? looked.indexOf(most) : 0;
  const head = rows[at];
  if (!head) return undefined;
  return { names: namesIn(head), head, above: rows.slice(0, at), rows: rows.slice(at + 1) };
}

/** The column names of a row. A byte order mark that was read as Windows-1252 is three letters. */
function namesIn({ cells }: SourceRow): readonly string[] {
  const last = cells.findLastIndex((cell) => cell !== '');
  return cells.slice(0, last + 1).map((cell) => cell.replace(/^ï»¿/, '').replace(/\s+/g, ' '));
}

function guess(name: string, taken: Set<string>): FieldTarget | undefined {
  const said = fieldTarget(name);
  if (said && !taken.has(targetText(said))) {
    taken.add(targetText(said));
    return said;
  }
  const word = wordOf(name);
  const found = words.find(
    ([form, kind, field]) => form.test(word) && !taken.has(`${kind}.${field}`),
  );
  if (!found) return undefined;
  const [, kind, field] = found;
  taken.add(`${kind}.${field}`);
  return { kind, field };
}

/** Whether a column names the course, unit or lesson of a row, which no field of a course does. */
export function namesPlaceInRow(name: string): boolean {
  const target = guess(name, new Set());
  if (!target || !['title', 'key', 'sourcedId'].includes(target.field)) return false;
  return (
    fieldTarget(name) !== undefined ||
    wordOf(name).startsWith(target.kind) ||
    target.kind === 'unit'
  );
}

function wordOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('#', 'no')
    .replace(/[^a-z0-9]/g, '');
}

export function targetText({ kind, field }: FieldTarget): string {
  return `${kind}.${field}`;
}

function faults({ column, target }: Mapping, names: readonly string[]): Problem[] {
  if (!names.includes(column)) {
    const near = nearest(column, names);
    return [
      problem('import/columns', {
        detail: `\`--map\` names the column "${column}", but the table has no such column. It has: ${names.join(', ')}.`,
        ...(near && { hint: `Did you mean "${near}"?` }),
      }),
    ];
  }
  if (target === '-' || fieldTarget(target)) return [];
  return [
    problem('import/columns', {
      detail: `\`--map\` maps "${column}" to "${target}", which is not a field of a node.`,
      hint: 'Write KIND.FIELD, such as lesson.title, lesson.key, unit.sourcedId, course.grades or lesson.metadata.minutes; or - for nothing.',
    }),
  ];
}

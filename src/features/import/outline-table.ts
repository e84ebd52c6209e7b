import { quoteShort } from '../../document/place.ts';
import { isObject, isSameJson, type Json, type JsonObject } from '../../model/json.ts';
import type { Kind } from '../../model/node.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import { idsWithoutZeros } from '../../model/sourced-id.ts';
import { nodeInWords, outlineTitleOf, SourceAccount, type SourceItem } from './account.ts';
import {
  columnsOf,
  type Mapping,
  type SourceColumn,
  type Table,
  tableIn,
  targetText,
} from './columns.ts';
import type { OutlineNode, SourceOutline } from './imported.ts';
import { clashOf, sharedIds } from './keys.ts';
import { readCsv, type Sheet, type SourceRow, unreadable } from './sheet.ts';
import { cellsOf, isNamed, nodeFor, resourceFor, withTitle } from './table.ts';

export interface TableOptions {
  readonly mappings: readonly Mapping[];
  /** Title for all rows, if the table has no column for it. */
  readonly course?: string;
  readonly unit?: string;
}

export interface TableOutline extends SourceOutline {
  /** How each column was understood. */
  readonly columns: readonly SourceColumn[];
  /** Where the names of the columns stand, if not in the first row. */
  readonly headAt?: string;
}

/** Reads a table with one lesson a row. Empty cells repeat those above. */
export function readTableOutline(
  file: string,
  text: string,
  options: TableOptions,
): Checked<TableOutline> {
  const sheet = readCsv(file, text);
  return sheet.ok ? outlineOfSheet(file, sheet.value, options) : sheet;
}

/** As `readTableOutline`, for rows however they were written. */
export function outlineOfSheet(
  file: string,
  { rows: all, place }: Sheet,
  options: TableOptions,
): Checked<TableOutline> {
  const table = tableIn(all, options.mappings);
  if (!table) return unreadable(`${file} is empty.`);
  const { head, above, rows } = table;
  const columns = columnsOf(table, options.mappings);
  if (!columns.ok) return columns;
  const missing = missingColumns(file, columns.value, options);
  if (missing) return { ok: false, problems: [missing] };
  const long = place === 'line' ? tooLong(file, table) : undefined;
  if (long) return { ok: false, problems: [long] };
  const account = new SourceAccount();
  const counted = countRows(table, columns.value, { account, place, options });
  const spoilt = new Set(counted.damaged.map(({ name }) => name));
  const whole = columns.value.filter(({ name }) => !spoilt.has(name));
  const { courses, clashes } = gather(counted.rows, columns.value, { options, account, whole });
  const problems = [
    ...clashes,
    ...sharedIds({ courses }),
    ...shortIds(rows, columns.value, place),
    ...damagedProblems(file, counted.damaged),
  ];
  const isExported = (['course', 'unit', 'lesson'] as const).every((kind) =>
    columns.value.some(({ name }) => name === `${kind}.sourcedId`),
  );
  const headAt = above.length > 0 ? `${place} ${head.line}` : undefined;
  return checked(
    {
      ...{ courses, leftOut: [], account, columns: columns.value },
      ...(isExported && { isExported, name: 'catalog' }),
      ...(headAt && { headAt }),
    },
    problems,
  );
}

/** Cells beyond the names: mostly a comma that stands in no quotes, and all behind it is displaced. */
function tooLong(file: string, { names, rows }: Table): Problem | undefined {
  const width = ({ cells }: SourceRow) => cells.findLastIndex((cell) => cell !== '') + 1;
  const long = rows.filter((row) => width(row) > names.length);
  const [first] = long;
  if (!first) return undefined;
  const lines = long.slice(0, mostShown).map(({ line }) => line);
  const more = long.length > mostShown ? ` and ${long.length - mostShown} more` : '';
  return problem('import/unreadable', {
    detail: `line ${lines.join(', line ')}${more} of ${file}: a row has more cells than there are names, ${width(first)} under ${names.length}: ${first.cells.map(quoteShort).join(', ')}.`,
    hint: 'Put a text that holds the mark between cells in quotes, "like, this", or give the column a name.',
  });
}

/** A row with its items of the account: itself, and its cells by column. */
interface CountedRow extends SourceRow {
  readonly at: string;
  readonly item: SourceItem;
  readonly items: ReadonlyMap<number, SourceItem>;
}

interface DamagedCell {
  readonly at: string;
  readonly name: string;
  readonly cell: string;
  readonly why: string;
}

/** Counts rows and cells with content. Damaged cells, and those of unknown columns, are left out. */
function countRows(
  { rows, above, names }: Table,
  columns: readonly SourceColumn[],
  {
    account,
    place,
    options,
  }: { readonly account: SourceAccount; readonly place: string; readonly options: TableOptions },
): { readonly rows: readonly CountedRow[]; readonly damaged: readonly DamagedCell[] } {
  const reported = new Set(options.mappings.map(({ column }) => column));
  const damaged: DamagedCell[] = [];
  for (const { line, cells } of above) {
    const at = `${place} ${line}`;
    const item = account.count({ sort: 'rows', what: `the row ${quoteShort(cells.find(Boolean) ?? '')}`, at });
    account.leftOut(item, 'it stands above the names of the columns');
  }
  const counted = rows.map(({ line, cells }): CountedRow => {
    const at = `${place} ${line}`;
    const item = account.count({ sort: 'rows', what: 'the row', at });
    const items = new Map<number, SourceItem>();
    const clean = cells.map((cell, index) => {
      if (cell === '') return cell;
      const column = columns[index];
      const name = names[index] ?? '';
      const field = column?.target && { field: column.target.field };
      const part = account.count({ sort: 'cells', what: `the cell ${quoteShort(cell)} of the column ${quoteShort(name)}`, at, of: item, ...field });
      const why = damageOf(cell, column?.target?.field ?? '');
      if (!column?.target) {
        account.leftOut(part, reported.has(name) ? 'you said that the column holds nothing' : 'nobody said what its column holds; `--map "Column=lesson.metadata.name"` does');
        return '';
      }
      if (why !== undefined) {
        account.leftOut(part, why);
        damaged.push({ at, name, cell, why });
        return '';
      }
      items.set(index, part);
      return cell;
    });
    return { line, cells: clean, at, item, items };
  });
  return { rows: counted, damaged };
}

const months = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
const dateOfSheet = new RegExp(`^(?:\\d{1,2}-(?:${months})(?:-\\d+)?|(?:${months})-\\d{1,2}|\\d{4}-\\d\\d-\\d\\d)$`, 'i');

/** What a spreadsheet made of a cell, and no author wrote. */
function damageOf(cell: string, field: string): string | undefined {
  if (/^#(?:REF!|N\/A|NAME\?|VALUE!|DIV\/0!|NULL!|NUM!|SPILL!|CALC!)$/i.test(cell)) {
    return 'it is an error of the spreadsheet';
  }
  if (/^=[\p{L}(+\-"\d]/u.test(cell)) return 'it is a formula, and a table holds its value';
  const isShort = field === 'grades' || field === 'key';
  return isShort && dateOfSheet.test(cell)
    ? 'it is a date that a spreadsheet made of something else'
    : undefined;
}

const mostDamaged = 10;

function damagedProblems(file: string, damaged: readonly DamagedCell[]): Problem[] {
  if (damaged.length === 0) return [];
  const lines = damaged
    .slice(0, mostDamaged)
    .map(({ at, name, cell, why }) => `\n  ${at}, column ${quoteShort(name)}: ${quoteShort(cell)}: ${why}`);
  const more = damaged.length > mostDamaged ? `\n  and ${damaged.length - mostDamaged} more` : '';
  return [
    problem('import/damaged-cell', {
      detail: `Cells of ${file} hold what no author wrote, and are left out:${lines.join('')}${more}`,
      hint: 'Mend them in the spreadsheet, format columns of grades and keys as text, and save the table again.',
    }),
  ];
}

/** Warns about ids that seem to have lost leading zeros, once a column. */
function shortIds(
  rows: readonly SourceRow[],
  columns: readonly SourceColumn[],
  place: string,
): Problem[] {
  return columns
    .filter(({ target }) => target?.field === 'sourcedId')
    .flatMap(({ name, index }) => {
      const short = new Set(
        idsWithoutZeros(
          rows.flatMap(({ cells }) => (cells[index] === '' ? [] : (cells[index] ?? []))),
        ),
      );
      const found = rows.filter(({ cells }) => short.has(cells[index] ?? ''));
      const [first] = found;
      if (!first) return [];
      const shown = found
        .slice(0, mostShown)
        .map(({ line, cells }) => `${cells[index]} (${place} ${line})`);
      const more = found.length - shown.length;
      return [
        problem('import/doubtful-id', {
          detail: `Ids of the column "${name}" are shorter than the others and begin with no zero, as if a spreadsheet had dropped zeros: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
          hint: 'Compare them with what they were. In the spreadsheet, format the column as text before the ids are put into it.',
        }),
      ];
    });
}

const mostShown = 3;

function missingColumns(
  file: string,
  columns: readonly SourceColumn[],
  { course, unit }: TableOptions,
): Problem | undefined {
  const has = (kind: Kind) =>
    columns.some(({ target }) => target?.kind === kind && ['title', 'key'].includes(target.field));
  const lacking = [
    ...(has('course') || course !== undefined ? [] : ['course']),
    ...(has('unit') || unit !== undefined ? [] : ['unit']),
    ...(has('lesson') ? [] : ['lesson']),
  ];
  if (lacking.length === 0) return undefined;
  const seen = columns.map(
    ({ name, target }) => `"${name}"${target ? ` (${targetText(target)})` : ''}`,
  );
  const [first = 'lesson'] = lacking;
  const example = `--map "COLUMN=${first}.title"`;
  return problem('import/columns', {
    detail: `No column of ${file} holds the ${lacking.join(' or the ')}. It has: ${seen.join(', ')}.`,
    hint:
      first === 'lesson'
        ? `Say which one does: ${example}.`
        : `Say which one does, ${example}, or name one for all rows: --${first} TITLE.`,
  });
}

interface Growing {
  node: OutlineNode;
  /** Where each field was said first. */
  readonly saidAt: Map<string, string>;
  readonly children: Map<string, Growing>;
  readonly resources: Map<string, Growing>;
}

/** Groups rows by course and unit, wherever they stand. */
function gather(
  rows: readonly CountedRow[],
  columns: readonly SourceColumn[],
  {
    options,
    account,
    whole,
  }: {
    readonly options: TableOptions;
    readonly account: SourceAccount;
    /** Columns without a damaged cell: what is empty in them was emptied by somebody. */
    readonly whole: readonly SourceColumn[];
  },
) {
  const courses = new Map<string, Growing>();
  let course: Growing | undefined;
  let unit: Growing | undefined;
  let lesson: Growing | undefined;
  const clashes: Problem[] = [];
  const contradictions: string[] = [];
  const clash = (found: Problem | undefined) => void (found && clashes.push(found));
  for (const row of rows) {
    const { at } = row;
    const cells = cellsOf(row, columns);
    const itemsOf = (kind: Kind) =>
      [...row.items].flatMap(([index, item]) => (columns[index]?.target?.kind === kind ? [item] : []));
    const namesCourse = isNamed(cells.course);
    if (namesCourse || !course) {
      const next = nodeFor('course', withTitle(cells.course, options.course), { at, above: '' });
      course = grown(courses, { ...next, items: itemsOf('course') });
      clash(clashOf(course.node, next));
      if (namesCourse && !isNamed(cells.unit)) unit = undefined;
    } else if (cells.course.size > 0) {
      const { key } = course.node;
      const title = String(course.node.fields['title'] ?? '');
      const said = nodeFor('course', new Map([...cells.course, ['title', title]]), { at, above: '' });
      course = grown(courses, { ...said, key, items: itemsOf('course') });
    }
    if (isNamed(cells.unit) || !unit || !course.children.has(unit.node.key)) {
      const values = withTitle(cells.unit, options.unit);
      const next = nodeFor('unit', values, { at, above: course.node.key });
      const before: Growing | undefined = unit;
      unit = isNamed(values) ? grown(course.children, { ...next, items: itemsOf('unit') }) : undefined;
      if (unit) clash(clashOf(unit.node, next));
      if (unit !== before) lesson = undefined;
    } else if (cells.unit.size > 0) {
      const { key, fields } = unit.node;
      const said = nodeFor('unit', new Map([...cells.unit, ['title', String(fields['title'])]]), { at, above: '' });
      unit = grown(course.children, { ...said, key, items: itemsOf('unit') });
    }
    const resourceItems = itemsOf('resource');
    if (!isNamed(cells.lesson)) {
      const above: Growing | undefined = lesson;
      if (isNamed(cells.resource) && above && unit) {
        const found = resourceFor(cells.resource, { at, lesson: above.node });
        placeResource(course, above, { ...found, items: resourceItems });
        for (const item of itemsOf('lesson')) account.merged(item, nodeInWords(above.node));
        account.merged(row.item, nodeInWords(above.node));
        continue;
      }
      const why = isNamed(cells.resource)
        ? 'its row names no lesson, and none stands above it in the unit'
        : 'its row names no lesson';
      for (const item of [...itemsOf('lesson'), ...resourceItems]) account.leftOut(item, why);
      const holder = isNamed(cells.unit) ? unit : namesCourse ? course : undefined;
      if (holder && !isNamed(cells.resource) && cells.lesson.size === 0) {
        account.merged(row.item, nodeInWords(holder.node));
      } else account.leftOut(row.item, why);
      continue;
    }
    if (!unit) {
      account.leftOut(row.item, 'no unit stands in it or above it');
      for (const item of [...itemsOf('lesson'), ...resourceItems]) account.leftOut(item, 'no unit stands in its row or above it');
      continue;
    }
    const next = nodeFor('lesson', cells.lesson, { at, above: unit.node.key });
    const items = [row.item, ...itemsOf('lesson')];
    const known = unit.children.get(next.key);
    const isMore = known && isNamed(cells.resource) && isSame(known.node, next);
    if (known && isMore && differing(known.node, next).length === 0) {
      lesson = known;
      account.merged(row.item, nodeInWords(known.node));
      take(known, { ...next, items: itemsOf('lesson') });
    } else {
      const isOther = known && isMore;
      if (isOther) contradictions.push(`${known.node.at} and ${at}: ${quoteShort(outlineTitleOf(next))}`);
      const again = isOther ? { ...next, key: freeKey(unit.children, next.key) } : next;
      lesson = grow({ ...again, items });
      unit.children.set(known && !isOther ? `${next.key}\n${row.line}` : again.key, lesson);
    }
    if (isNamed(cells.resource)) {
      const found = resourceFor(cells.resource, { at, lesson: next });
      placeResource(course, lesson, { ...found, items: resourceItems });
    }
  }
  if (contradictions.length > 0) clashes.push(twoLessons(contradictions));
  return { courses: [...courses.values()].map((one) => finished(one, whole)), clashes };

  /** Takes what another row says of a node: the first row counts, and lists are joined. */
  function take(into: Growing, from: OutlineNode): void {
    const name = nodeInWords(into.node);
    const merged = { ...into.node.fields };
    const wrong = new Set<string>();
    for (const field of new Set([...Object.keys(from.fields)])) {
      const [one, other] = [merged[field], from.fields[field] ?? null];
      if (other === '' || isSameJson(one ?? null, other)) continue;
      const joined = joinedValue(one, other);
      if (joined === undefined) {
        wrong.add(field);
        const place = into.saidAt.get(field) ?? into.node.at;
        clashes.push(contradicted(name, { field, one: one ?? null, other, places: [place, from.at] }));
      } else {
        merged[field] = joined;
        if (one === undefined) into.saidAt.set(field, from.at);
      }
    }
    const added: SourceItem[] = [];
    for (const item of from.items) {
      const [top = ''] = (item.field ?? '').split('.');
      if (wrong.has(top)) account.leftOut(item, `another row says otherwise of ${name}`);
      else if (['title', 'key', 'sourcedId'].includes(top)) account.merged(item, name);
      else added.push(item);
    }
    into.node = { ...into.node, fields: merged, items: [...into.node.items, ...added] };
  }

  function grown(siblings: Map<string, Growing>, node: OutlineNode): Growing {
    const known = siblings.get(node.key);
    if (known) {
      take(known, node);
      return known;
    }
    const growing = grow(node);
    siblings.set(node.key, growing);
    return growing;
  }

  function placeResource(of: Growing, into: Growing, resource: OutlineNode): void {
    const first = of.resources.get(resource.key);
    if (first) for (const item of resource.items) account.merged(item, nodeInWords(first.node));
    else of.resources.set(resource.key, grow(resource));
    const { places } = into.node;
    if (!places.includes(resource.key)) into.node = { ...into.node, places: [...places, resource.key] };
  }
}

/** A value with what another row says; undefined if they contradict each other. */
function joinedValue(one: Json | undefined, other: Json): Json | undefined {
  if (one === undefined || one === '' || one === null) return other;
  if (Array.isArray(one) && Array.isArray(other)) {
    return [...one, ...other.filter((each: Json) => !one.some((known: Json) => isSameJson(known, each)))];
  }
  if (!isObject(one) || !isObject(other)) return undefined;
  const result: Record<string, Json> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const joined = isSameJson(one[key] ?? null, value) ? value : joinedValue(one[key], value);
    if (joined === undefined) return undefined;
    result[key] = joined;
  }
  return result;
}

/** Fields of which two rows say different things. */
function differing(a: OutlineNode, b: OutlineNode): readonly string[] {
  return Object.keys(b.fields).filter((field) => {
    const [one, other] = [a.fields[field], b.fields[field] ?? null];
    return !isSameJson(one ?? null, other) && joinedValue(one, other) === undefined;
  });
}

function freeKey(siblings: ReadonlyMap<string, Growing>, key: string): string {
  for (let number = 2; ; number += 1) {
    if (!siblings.has(`${key} (${number})`)) return `${key} (${number})`;
  }
}

function contradicted(
  name: string,
  { field, one, other, places }: { field: string; one: Json; other: Json; places: readonly string[] },
): Problem {
  return problem('import/rows-differ', {
    detail: `Of ${name} ${places.join(' and ')} say different things: ${field} is ${quoteShort(JSON.stringify(one))} and ${quoteShort(JSON.stringify(other))}. The first counts.`,
    hint: 'Make the rows say the same, or leave the cell empty in all but one.',
  });
}

function twoLessons(places: readonly string[]): Problem {
  return problem('import/rows-differ', {
    detail: `Rows with one title in one unit say different things, and become lessons of their own: ${places.slice(0, mostShown).join('; ')}${places.length > mostShown ? ` and ${places.length - mostShown} more` : ''}.`,
    hint: 'If they are one lesson, make the cells the same or leave them empty in all but one row; if not, give each a key in a column `key`.',
  });
}

function isSame(a: OutlineNode, b: OutlineNode): boolean {
  return a.fields['title'] === b.fields['title'] && a.ownId === b.ownId;
}

function grow(node: OutlineNode): Growing {
  const saidAt = new Map(Object.keys(node.fields).map((field) => [field, node.at]));
  return { node, saidAt, children: new Map(), resources: new Map() };
}

function finished(
  { node, children, resources }: Growing,
  columns: readonly SourceColumn[],
): OutlineNode {
  return {
    ...node,
    emptied: emptiedOf(node, columns),
    children: [...children.values()].map((one) => finished(one, columns)),
    resources: [...resources.values()].map((one) => finished(one, columns)),
  };
}

/** Fields for which there is a column and no cell with content. */
function emptiedOf(node: OutlineNode, columns: readonly SourceColumn[]): readonly string[] {
  const fields = columns.flatMap(({ target }) =>
    target?.kind === node.kind && !['key', 'sourcedId', 'title'].includes(target.field)
      ? [target.field]
      : [],
  );
  const hasResources = columns.some(({ target }) => target?.kind === 'resource');
  const isBare = node.kind === 'lesson' && hasResources && node.places.length === 0;
  return [...fields.filter((field) => !isSaid(node.fields, field)), ...(isBare ? ['resources'] : [])];
}

function isSaid(fields: JsonObject, field: string): boolean {
  const found = field
    .split('.')
    .reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), fields);
  return found !== undefined;
}

import { CsvError, parse } from 'csv-parse/sync';
import { nearest } from '../../document/validate.ts';
import { inputLimits } from '../../model/input-limits.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Kind } from '../../model/node.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import { type FieldTarget, fieldTarget, takesValue } from './fields.ts';
import { type OutlineNode, outlineNode } from './imported.ts';

/** Values of one kind in a row, by field. */
type Values = ReadonlyMap<string, Json>;

/** Values of a row by kind and field, without empty cells. */
export function cellsOf(
  { cells }: SourceRow,
  columns: readonly SourceColumn[],
): Readonly<Record<Kind, Values>> {
  const of = (kind: Kind): Values =>
    new Map(
      columns.flatMap(({ index, target }): (readonly [string, Json])[] => {
        const cell = cells[index] ?? '';
        return target?.kind === kind && cell !== ''
          ? [[target.field, contentOf(cell, target)]]
          : [];
      }),
    );
  return { course: of('course'), unit: of('unit'), lesson: of('lesson'), resource: of('resource') };
}

/** A cell as the field takes it: a text, several, a number, or true and false. */
function contentOf(cell: string, target: FieldTarget): Json {
  const numbers =
    String(Number(cell)) === cell && Number.isFinite(Number(cell)) ? [Number(cell)] : [];
  if (target.field.includes('.')) return numbers[0] ?? cell;
  if (target.field === 'key') return cell;
  const several = cell
    .split(/[;,|]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const word = cell.toLowerCase();
  const choices = word === 'true' || word === 'false' ? [word === 'true'] : [];
  const forms: readonly Json[] = [cell, several, ...numbers, ...choices];
  return forms.find((form) => takesValue(target, form)) ?? cell;
}

/** Adds a title to values that have none. */
export function withTitle(values: Values, title: string | undefined): Values {
  return isNamed(values) || title === undefined ? values : new Map([...values, ['title', title]]);
}

/** Whether any value identifies a node. */
export function isNamed(values: Values): boolean {
  return (
    ['title', 'key', 'sourcedId'].some((field) => values.has(field)) || values.has('metadata.url')
  );
}

export interface SourceColumn {
  readonly name: string;
  readonly index: number;
  /** Content of the column; absent if unknown, so that the column is left out. */
  readonly target?: FieldTarget;
}

/** A column and its content as `--map` gives them; `-` means nothing. */
export interface Mapping {
  readonly column: string;
  readonly target: string;
}

/** Headers that reveal the content of a column, without blanks and punctuation. */
const words: readonly (readonly [RegExp, Kind, string])[] = [
  [/^course(title|name)?$/, 'course', 'title'],
  [/^course(key|id|no|number|slug)$/, 'course', 'key'],
  [/^course(uuid|guid|sourcedid)$/, 'course', 'sourcedId'],
  [/^coursecode$/, 'course', 'courseCode'],
  [/^subjects?$/, 'course', 'subjects'],
  [/^grades?(levels?)?$/, 'course', 'grades'],
  [/^org$/, 'course', 'org'],
  [/^(unit|module|section|chapter)(title|name)?$/, 'unit', 'title'],
  [/^(unit|module|section|chapter)(key|id|no|number|slug)$/, 'unit', 'key'],
  [/^(unit|module|section|chapter)(uuid|guid|sourcedid)$/, 'unit', 'sourcedId'],
  [/^(lesson|page|activity)(title|name)?$/, 'lesson', 'title'],
  [/^(title|name)$/, 'lesson', 'title'],
  [/^(lesson|page|activity)(key|id|no|number|slug|code|path)$/, 'lesson', 'key'],
  [/^(key|id|slug|path)$/, 'lesson', 'key'],
  [/^(lesson|page|activity)?(uuid|guid|sourcedid)$/, 'lesson', 'sourcedId'],
  [/^(lesson)?(description|summary)$/, 'lesson', 'metadata.description'],
  [/^(lesson)?(minutes|duration)$/, 'lesson', 'metadata.minutes'],
  [/^resource(title|name)?$/, 'resource', 'title'],
  [/^resource(key|id)$/, 'resource', 'key'],
  [/^vendorresourceid$/, 'resource', 'vendorResourceId'],
  [/^vendorid$/, 'resource', 'vendorId'],
  [/^(resource)?(url|link|href)$/, 'resource', 'metadata.url'],
];

/**
 * The content of each column: from `--map`, else from its name. A field comes from one column only.
 */
export function columnsOf(
  names: readonly string[],
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
  return checked(columns, problems);
}

function guess(name: string, taken: Set<string>): FieldTarget | undefined {
  const said = fieldTarget(name);
  if (said && !taken.has(targetText(said))) {
    taken.add(targetText(said));
    return said;
  }
  const word = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  const found = words.find(
    ([form, kind, field]) => form.test(word) && !taken.has(`${kind}.${field}`),
  );
  if (!found) return undefined;
  const [, kind, field] = found;
  taken.add(`${kind}.${field}`);
  return { kind, field };
}

export function targetText({ kind, field }: FieldTarget): string {
  return `${kind}.${field}`;
}

function faults({ column, target }: Mapping, names: readonly string[]): Problem[] {
  if (!names.includes(column)) {
    const near = nearest(column, names);
    return [
      problem('import/columns', {
        detail: `\`--map\` names the column "${column}", which the table has not. It has: ${names.join(', ')}.`,
        ...(near && { hint: `Did you mean "${near}"?` }),
      }),
    ];
  }
  if (target === '-' || fieldTarget(target)) return [];
  return [
    problem('import/columns', {
      detail: `\`--map\` says that "${column}" holds "${target}", which is no field of a node.`,
      hint: 'Write KIND.FIELD, such as lesson.title, lesson.key, unit.sourcedId, course.grades or lesson.metadata.minutes; or - for nothing.',
    }),
  ];
}

/** A row with the number of the line that it ends on. */
export interface SourceRow {
  readonly line: number;
  readonly cells: readonly string[];
}

interface Table {
  readonly names: readonly string[];
  readonly rows: readonly SourceRow[];
}

interface Found {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

const mostRows = inputLimits.rows.most;

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

/**
 * The node of a kind in a row. Without a key its title is the key, prefixed with the parent's key.
 */
export function nodeFor(
  kind: Kind,
  values: Values,
  { at, above }: { at: string; above: string },
): OutlineNode {
  const ownId = values.get('sourcedId');
  const title = String(values.get('title') ?? '');
  const own = values.get('key') ?? ownId;
  const name = own === undefined ? title : String(own);
  // Units of different courses often share a name. A lesson with a key keeps it if it moves.
  const isBelow = above !== '' && (own === undefined || kind === 'unit');
  const key = isBelow ? `${above}/${name}` : name;
  return outlineNode({
    kind,
    key,
    isKeyTitle: own === undefined,
    at,
    ...(ownId !== undefined && { ownId: String(ownId) }),
    fields: fieldsOf(values, title),
  });
}

/** The resource in a row, identified by its key, its vendor's id or its address. */
export function resourceFor(
  values: Values,
  { at, lesson }: { at: string; lesson: OutlineNode },
): OutlineNode {
  const url = values.get('metadata.url');
  const name =
    values.get('key') ?? values.get('vendorResourceId') ?? url ?? values.get('title') ?? '';
  const node = nodeFor('resource', new Map([...values, ['key', name]]), { at, above: '' });
  const title = node.fields['title'] || lesson.fields['title'] || '';
  const vendorResourceId = values.get('vendorResourceId') ?? name;
  return { ...node, fields: { ...node.fields, title, vendorResourceId: String(vendorResourceId) } };
}

function fieldsOf(values: Values, title: string): JsonObject {
  const plain = [...values].filter(([field]) => !['key', 'sourcedId', 'title'].includes(field));
  return plain.reduce<JsonObject>((map, [field, value]) => deepened(map, field.split('.'), value), {
    title,
  });
}

function deepened(
  map: JsonObject,
  [first = '', ...rest]: readonly string[],
  value: Json,
): JsonObject {
  if (rest.length === 0) return { ...map, [first]: value };
  const inner = map[first];
  return { ...map, [first]: deepened(isObject(inner) ? inner : {}, rest, value) };
}

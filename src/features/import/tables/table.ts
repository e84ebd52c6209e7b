import type { Json, JsonObject } from '../../../model/json.ts';
import type { Kind } from '../../../model/node.ts';
import { type FieldTarget, ofIdentity, takesValue } from '../fields.ts';
import { cleanTitle, type OutlineNode, outlineNode } from '../imported.ts';
import type { SourceColumn } from './columns.ts';
import type { SourceRow } from './sheet.ts';

/** Values of one kind in a row, by field. */
export type Values = ReadonlyMap<string, Json>;

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
          ? [[target.field, cellContent(cell, target)]]
          : [];
      }),
    );
  return { course: of('course'), unit: of('unit'), lesson: of('lesson'), resource: of('resource') };
}

/** Texts that a spreadsheet would read as a formula, or an import as a number or boolean. */
const looksOtherwise = /^'*(?:[=+\-@\t\r]|(?:\d[\d.]*(?:[eE][+-]?\d+)?|true|false)$)/;

/** A cell without the quote that protects such a text. */
export function withoutQuote(cell: string, { field }: FieldTarget): string {
  if (!cell.startsWith("'")) return cell;
  // Only among entries of metadata is a word in capitals a boolean, so that it may need a quote.
  const asRead = field.includes('.') ? cell.toLowerCase() : cell;
  return looksOtherwise.test(asRead) ? cell.slice(1) : cell;
}

/** A text as a cell that no spreadsheet reads as a formula. */
export function quotedCell(text: string): string {
  return /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** Texts of digits and marks, and booleans: in CSV, a spreadsheet reads them as something else. */
const changesInCsv = /^(?:\.?\d[\d.,:/-]*(?:e[+-]?\d+)?%?|true|false)$/i;

/** A cell as CSV holds it, where a spreadsheet would read `007` and `1/2` as a number and a day. */
export function csvCell(cell: string): string {
  const isValue = String(Number(cell)) === cell || cell === 'true' || cell === 'false';
  return changesInCsv.test(cell) && !isValue ? `'${cell}` : cell;
}

/** A text as a cell of metadata that is read as exactly this text. */
export function textCell(text: string): string {
  return looksOtherwise.test(text.toLowerCase()) ? `'${text}` : text;
}

/** The value of a cell in the form of its field: a text, a list of texts, a number, or a boolean. */
export function cellContent(cell: string, target: FieldTarget): Json {
  const text = withoutQuote(cell, target);
  const isQuoted = text !== cell;
  const isNumber = isPlainNumber(text) || (numeric.test(target.field) && withPoint.test(text));
  const numbers = !isQuoted && isNumber ? [Number(text)] : [];
  // Spreadsheets write them in capitals.
  const word = text.toLowerCase();
  const choices = !isQuoted && (word === 'true' || word === 'false') ? [word === 'true'] : [];
  if (target.field.includes('.')) return numbers[0] ?? choices[0] ?? text;
  if (target.field === 'title') return cleanTitle(text);
  if (ofIdentity.includes(target.field)) return text;
  const several = text
    .split(/[;,|]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const forms: readonly Json[] = [text, several, ...numbers, ...choices];
  return forms.find((form) => takesValue(target, form)) ?? text;
}

function isPlainNumber(text: string): boolean {
  return String(Number(text)) === text && Number.isFinite(Number(text));
}

/** Entries that are numbers by the schemas and in the documented apps. Others may be texts, such as the pages `3,4`. */
const numeric =
  /^metadata\.(?:xp|minutes|masteryThreshold|metrics\.total(?:Xp|Lessons|Grades)|goals\.daily(?:Xp|Lessons|ActiveMinutes|Accuracy|MasteredUnits))$/;
/** Zeros at the end change no number. Three digits after a point or a comma may be thousands. */
const withPoint = /^(?:0|-?[1-9]\d{0,9})\.\d{1,2}$/;
const decimal = /^-?(?:0|[1-9]\d*)(?:[.,](?!\d{3}$)\d+)?$/;

/** Whether a program wrote the cell in place of a value that is missing, as R and databases do. */
export function saysNothing(cell: string): boolean {
  return /^(?:NA|<NA>|NaN|nan|NULL|\\N)$/.test(cell);
}

/**
 * A table in which numbers are written plainly, and its columns, which say if they had decimal commas: if all cells
 * are numbers then. In a list of grades a comma separates, and a grade `7.0` is how pandas writes 7.
 */
export function withPlainCells(
  rows: readonly SourceRow[],
  columns: readonly SourceColumn[],
  may: { readonly commas: boolean; readonly grades: boolean },
): { readonly rows: readonly SourceRow[]; readonly columns: readonly SourceColumn[] } {
  const named = columns.map((column): SourceColumn => {
    const { index, name, target } = column;
    if (!may.commas || !target || !numeric.test(target.field)) return column;
    const cells = rows.flatMap((row) => row.cells[index] || []);
    const found = cells.filter((cell) => cell !== name && !saysNothing(cell));
    const isDecimal =
      found.some((cell) => cell.includes(',')) && found.every((cell) => decimal.test(cell));
    return isDecimal ? { ...column, numbers: 'decimal-commas' } : column;
  });
  const plain = (cell: string, index: number) => {
    const { numbers, target } = named[index] ?? {};
    if (may.grades && target?.field === 'grades') return cell.replace(/^(-?\d+)\.0$/, '$1');
    return numbers && decimal.test(cell) ? String(Number(cell.replace(',', '.'))) : cell;
  };
  return { rows: rows.map((row) => ({ ...row, cells: row.cells.map(plain) })), columns: named };
}

/** Whether any value identifies a node. */
export function isNamed(values: Values): boolean {
  return (
    ['title', 'key', 'sourcedId'].some((field) => values.has(field)) || values.has('metadata.url')
  );
}

/**
 * The node of a kind in a row, with its fields and its state by path. Without a key its title is the key, prefixed
 * with the parent's key.
 */
export function nodeFor(
  kind: Kind,
  values: Values,
  { at, above }: { at: string; above: string },
): OutlineNode {
  const ownId = values.get('sourcedId');
  const title = cleanTitle(values.get('title'));
  const own = values.get('key') ?? ownId;
  const name = own === undefined ? title : String(own);
  // Units of different courses often share a name. A lesson with a key keeps it if it moves.
  const isBelow = above !== '' && (own === undefined || kind === 'unit');
  const key = isBelow ? `${above}/${name}` : name;
  const fields = [...values].filter(([field]) => field === 'status' || !ofIdentity.includes(field));
  return outlineNode({
    kind,
    key,
    isKeyTitle: own === undefined,
    at,
    ...(ownId !== undefined && { ownId: String(ownId) }),
    fields: { title, ...Object.fromEntries(fields) },
  });
}

/** The resource in a row, by its key, vendor id or address, and its fields if no row has them. */
export function resourceFor(
  values: Values,
  { at, lesson }: { at: string; lesson: OutlineNode },
): { readonly node: OutlineNode; readonly otherwise: JsonObject } {
  const names = ['key', 'vendorResourceId', 'metadata.url', 'title'];
  const [name = ''] = names.flatMap((field) => values.get(field) ?? []);
  const key = values.get('key') ?? values.get('sourcedId') ?? name;
  const node = nodeFor('resource', new Map([...values, ['key', key]]), { at, above: '' });
  const title = lesson.fields['title'] ?? '';
  return { node, otherwise: { title, vendorResourceId: String(name) } };
}

import { inputLimits } from '../../../model/input-limits.ts';
import {
  isNumber,
  isObject,
  isSameJson,
  type Json,
  type JsonObject,
  plainNumber,
} from '../../../model/json.ts';
import { type Checked, checked } from '../../../model/problem.ts';
import { type Mapping, namesPlaceInRow } from './columns.ts';
import { exportedName } from './exported-rows.ts';
import { mostColumns, type Sheet, sheetOf, tooWide } from './sheet.ts';
import { quotedCell, textCell } from './table.ts';

/**
 * The table in a JSON value: a list of rows, each an object that names its course, unit or lesson. An object
 * in a row stands for several columns, such as `lesson.metadata.xp`. Undefined if the value is no such list.
 */
export function sheetOfJson(
  file: string,
  value: Json,
  mappings: readonly Mapping[],
): Checked<Sheet> | undefined {
  // One row too many is enough to refuse a table.
  const list = listIn(value)?.slice(0, inputLimits.rows.most + 1);
  if (!list) return undefined;
  const isExported = list.some((row: Json) => isObject(row) && Object.hasOwn(row, exportedName));
  const rows = list.map((row: Json) => (isObject(row) ? cellsIn(row, isExported) : undefined));
  if (!rows.every((row) => row !== undefined)) return undefined;
  const mapped = new Set(mappings.map(({ column }) => column));
  const names = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  if (!names.some((name) => mapped.has(name) || namesPlaceInRow(name))) return undefined;
  if (names.length > mostColumns) return tooWide(file, 'its rows');
  const table = rows.map((row, index) => ({
    line: index + 1,
    cells: names.map((name) => row.get(name) ?? ''),
  }));
  const sheet = sheetOf(file, { rows: table, place: 'row' });
  if (!sheet.ok) return sheet;
  const head = { line: 1, cells: names };
  return checked({ ...sheet.value, rows: [head, ...sheet.value.rows] }, sheet.problems);
}

/** The list itself, or the only value around it, such as `{"rows": […]}`. */
function listIn(value: Json): readonly Json[] | undefined {
  if (Array.isArray(value)) return value.length > 0 ? value : undefined;
  const [only, ...others] = isObject(value) ? Object.values(value) : [];
  return others.length === 0 && Array.isArray(only) && only.length > 0 ? only : undefined;
}

/** The cells of a row by column; empty if one of its values fits into no cell. */
function cellsIn(
  row: JsonObject,
  isExported: boolean,
  above = '',
): ReadonlyMap<string, string> | undefined {
  const cells = new Map<string, string>();
  for (const [field, value] of Object.entries(row)) {
    if (value === null) continue;
    const name = `${above}${field}`;
    const inner = isObject(value) ? cellsIn(value, isExported, `${name}.`) : undefined;
    // The texts of an exported table are cells already.
    const cell = isExported && typeof value === 'string' ? value : cellOf(name, value);
    if (inner) for (const [column, text] of inner) cells.set(column, text);
    else if (cell === undefined) return undefined;
    else cells.set(name, cell);
  }
  return cells;
}

function cellOf(name: string, value: Json): string | undefined {
  if (typeof value === 'string') {
    // A text of digits stays a text by a quote before it, and so does a text that begins like a formula.
    return name.includes('metadata.') ? textCell(value) : quotedCell(value);
  }
  if (typeof value === 'boolean') return String(value);
  if (isNumber(value)) {
    // A cell with 5.0 would be a text.
    const plain = plainNumber(value) ?? value;
    return String(isSameJson(plain, value) ? plain : value);
  }
  if (!Array.isArray(value)) return undefined;
  const texts = value.map((each: Json) =>
    typeof each === 'string' || isNumber(each) ? String(each) : undefined,
  );
  return texts.every((text) => text !== undefined) ? texts.join('; ') : undefined;
}

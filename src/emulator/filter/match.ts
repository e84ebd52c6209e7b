import { ExactNumber } from '../../model/exact-number.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Comparison, Filter } from './parse.ts';
import type { FilterValue } from './tokens.ts';

/** Whether a record passes a filter. A list passes if any of its elements does. */
export function matches(filter: Filter, record: JsonObject): boolean {
  switch (filter.type) {
    case 'and':
      return filter.terms.every((term) => matches(term, record));
    case 'or':
      return filter.terms.some((term) => matches(term, record));
    case 'comparison':
      return compares(filter, valuesAt(record, filter.path));
  }
}

/** All values at a path, inside lists as well. Absent values, null and objects are left out. */
export function valuesAt(value: Json | undefined, path: readonly string[]): readonly FilterValue[] {
  if (Array.isArray(value)) return value.flatMap((element: Json) => valuesAt(element, path));
  const [first, ...rest] = path;
  if (isObject(value) && first !== undefined) {
    return Object.hasOwn(value, first) ? valuesAt(value[first], rest) : [];
  }
  const single = value instanceof ExactNumber ? Number(value.text) : value;
  return first === undefined && isFilterValue(single) ? [single] : [];
}

function isFilterValue(value: Json | undefined): value is FilterValue {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function compares({ operator, values }: Comparison, found: readonly FilterValue[]): boolean {
  const any = (test: (order: number) => boolean) =>
    found.some((value) => values.some((wanted) => test(compareValues(value, wanted))));
  switch (operator) {
    case '=':
    case '@':
      return any((order) => order === 0);
    case '!=':
      return !any((order) => order === 0);
    case '>':
      return any((order) => order > 0);
    case '>=':
      return any((order) => order >= 0);
    case '<':
      return any((order) => order < 0);
    case '<=':
      return any((order) => order <= 0);
    case '~':
      return found.some((value) => values.some((wanted) => contains(value, wanted)));
  }
}

function contains(value: FilterValue, wanted: FilterValue): boolean {
  return String(value).toLowerCase().includes(String(wanted).toLowerCase());
}

const dateTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/;

/** Whether a text is a date-time, to be compared by its moment. */
export function isDateTime(text: string): boolean {
  return dateTime.test(text);
}

/**
 * Compares two values: negative, zero, positive, or NaN if they have no order. The stored value
 * decides how both are read, since clients quote numbers and booleans; date-times are compared by
 * their moment.
 */
export function compareValues(stored: FilterValue, wanted: FilterValue): number {
  const [left, right] = [String(stored), String(wanted)];
  if (typeof stored === 'number') return right.trim() === '' ? Number.NaN : stored - Number(wanted);
  if (isDateTime(left) && isDateTime(right)) return Date.parse(left) - Date.parse(right);
  return left < right ? -1 : left > right ? 1 : 0;
}

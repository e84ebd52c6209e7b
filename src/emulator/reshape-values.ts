import type { ExactNumber } from '../model/exact-number.ts';
import { isNumber, isObject, type Json, type JsonObject } from '../model/json.ts';

/** Maps every text in a value at any depth, except keys. */
export function mapTexts(value: Json, map: (text: string) => Json): Json {
  return mapScalars(value, (scalar) => (typeof scalar === 'string' ? map(scalar) : scalar));
}

type Scalar = string | number | ExactNumber | boolean;

/** Maps every text, number and boolean in a value at any depth. */
export function mapScalars(value: Json, map: (scalar: Scalar) => Json): Json {
  if (typeof value !== 'object' || isNumber(value)) return map(value);
  if (Array.isArray(value)) return value.map((item: Json) => mapScalars(item, map));
  if (!isObject(value)) return null;
  return mapEntries(value, (key, inner) => [key, mapScalars(inner, map)]);
}

/** A value in one Unicode form, keys of maps included. */
export function inForm(value: Json, form: 'NFC' | 'NFD'): Json {
  if (typeof value === 'string') return value.normalize(form);
  if (Array.isArray(value)) return value.map((item: Json) => inForm(item, form));
  if (!isObject(value)) return value;
  return mapEntries(value, (key, inner) => [key.normalize(form), inForm(inner, form)]);
}

/** A value with every list in it reversed. */
export function reversedWithin(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversedWithin).toReversed();
  if (!isObject(value)) return value;
  return mapEntries(value, (key, inner) => [key, reversedWithin(inner)]);
}

/** A text without blanks at its ends, and single blanks inside. */
export function trimmed(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

/** A date without time as midnight of that day; any other text unchanged. */
export function inFull(text: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00.000Z` : text;
}

/** A value as a list of one; null as an empty list. */
export function listed(value: Json): Json {
  return value === null ? [] : [value];
}

/** A record with one field renamed. An existing field of the new name is replaced. */
export function renamed(record: JsonObject, from: string, to: string): JsonObject {
  const { [from]: value, ...others } = record;
  return value === undefined ? record : { ...others, [to]: value };
}

function mapEntries(map: JsonObject, change: (key: string, value: Json) => [string, Json]) {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => change(key, value)));
}

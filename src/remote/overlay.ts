import {
  canonicalJson,
  isNumber,
  isObject,
  type Json,
  type JsonObject,
  keyIn,
} from '../model/json.ts';

/**
 * Lays fields over a record: maps leaf by leaf, everything else whole. Nothing else is lost. A key
 * stays in the Unicode form in which the record holds it: where PUT merges, another form of it
 * would be another entry. A number that is the same stays written as the record has it, `12.0` for
 * `12`, and so does a list of the same values.
 */
export function overlay(base: JsonObject, over: JsonObject): JsonObject {
  const result = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const held = keyIn(base, key) ?? key;
    const before = result.get(held);
    result.set(held, laidOver(before, value));
  }
  return Object.fromEntries(result);
}

function laidOver(before: Json | undefined, value: Json): Json {
  if (isObject(before) && isObject(value)) return overlay(before, value);
  return before !== undefined && saysTheSame(before, value) ? before : value;
}

function saysTheSame(before: Json, value: Json): boolean {
  if (isNumber(before)) return isNumber(value) && canonicalJson(before) === canonicalJson(value);
  if (!Array.isArray(before) || !Array.isArray(value)) return false;
  return before.length === value.length && canonicalJson(before) === canonicalJson(value);
}

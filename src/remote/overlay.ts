import { isObject, type JsonObject, keyIn } from '../model/json.ts';

/**
 * Lays fields over a record: maps leaf by leaf, everything else whole. Nothing else is lost. A key
 * stays in the Unicode form in which the record holds it: where PUT merges, another form of it
 * would be another entry.
 */
export function overlay(base: JsonObject, over: JsonObject): JsonObject {
  const result = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const held = keyIn(base, key) ?? key;
    const before = result.get(held);
    result.set(held, isObject(value) && isObject(before) ? overlay(before, value) : value);
  }
  return Object.fromEntries(result);
}

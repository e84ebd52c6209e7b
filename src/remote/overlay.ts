import { isObject, type JsonObject } from '../model/json.ts';

/** Lays fields over a record: maps leaf by leaf, everything else whole. Nothing else is lost. */
export function overlay(base: JsonObject, over: JsonObject): JsonObject {
  const result = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const before = result.get(key);
    result.set(key, isObject(value) && isObject(before) ? overlay(before, value) : value);
  }
  return Object.fromEntries(result);
}

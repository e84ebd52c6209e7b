import { canonicalJson, isObject, type Json, type JsonObject } from './json.ts';

/** The value at a path of keys; undefined if it is not there. Inherited keys do not count. */
export function valueUnder(value: Json | undefined, ...keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>(
    (at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined),
    value,
  );
}

/** The object at a path of keys; empty if there is no object. */
export function objectUnder(value: Json | undefined, ...keys: readonly string[]): JsonObject {
  const found = valueUnder(value, ...keys);
  return isObject(found) ? found : {};
}

/** The text at a path of keys; undefined if there is no text. */
export function textUnder(value: Json | undefined, ...keys: readonly string[]): string | undefined {
  const found = valueUnder(value, ...keys);
  return typeof found === 'string' ? found : undefined;
}

/** Grades as the platform expects them: authors write `6` for `"6"`. */
export function gradesAsTexts(grades: Json): Json {
  if (!Array.isArray(grades)) return grades;
  return grades.map((grade: Json) => (typeof grade === 'string' ? grade : canonicalJson(grade)));
}

/** A test whether a value has some form. */
export type JsonTest = (value: Json) => boolean;

/** Whether a value is a text. */
export const isText: JsonTest = (value) => typeof value === 'string';

/** Gives a test whether a value is a text that a pattern matches. */
export function isMatching(pattern: RegExp): JsonTest {
  return (value) => typeof value === 'string' && pattern.test(value);
}

/** Gives a test whether a value is a list whose elements all pass a test. */
export function listOfAll(isOne: JsonTest): JsonTest {
  return (value) => Array.isArray(value) && value.every(isOne);
}

/** An object without the properties that are undefined, for types whose optional properties are absent. */
export function defined<T extends object>(
  parts: T,
): { readonly [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const held = Object.entries(parts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(held) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}

type Leaf = readonly [path: readonly string[], value: Json];

/** An object with each value at its path. */
export function nest(leaves: readonly Leaf[]): JsonObject {
  return leaves.reduce<JsonObject>((object, [path, value]) => put(object, path, value), {});
}

/** The object with a value at a path. A value on the way that is no object is replaced. */
export function put(
  object: JsonObject,
  [key, ...rest]: readonly string[],
  value: Json,
): JsonObject {
  if (key === undefined) return object;
  const there = object[key];
  const below = isObject(there) ? there : {};
  return { ...object, [key]: rest.length === 0 ? value : put(below, rest, value) };
}

/** Whether a value is absent, or empty in a form that platforms use: null, an empty list or an empty map. */
export function isNothing(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

import { isObject, type Json, type JsonObject } from './json.ts';

/** What stands under keys, each inside the one before; undefined if it is not there. */
export function valueUnder(value: Json | undefined, ...keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), value);
}

/** The object there; empty if there is none. */
export function objectUnder(value: Json | undefined, ...keys: readonly string[]): JsonObject {
  const found = valueUnder(value, ...keys);
  return isObject(found) ? found : {};
}

/** The text there; undefined if there is none. */
export function textUnder(value: Json | undefined, ...keys: readonly string[]): string | undefined {
  const found = valueUnder(value, ...keys);
  return typeof found === 'string' ? found : undefined;
}

/** Whether a value is of a form. */
export type JsonTest = (value: Json) => boolean;

export const isText: JsonTest = (value) => typeof value === 'string';

export function isMatching(pattern: RegExp): JsonTest {
  return (value) => typeof value === 'string' && pattern.test(value);
}

/** Whether a value is a list of which every element passes. */
export function listOfAll(isOne: JsonTest): JsonTest {
  return (value) => Array.isArray(value) && value.every(isOne);
}

/** An object without the properties that are undefined: what is optional is absent then. */
export function defined<T extends object>(
  parts: T,
): { readonly [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const held = Object.entries(parts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(held) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}

type Leaf = readonly [path: readonly string[], value: Json];

/** Values with the ways to them, as one object. */
export function nest(leaves: readonly Leaf[]): JsonObject {
  return leaves.reduce<JsonObject>((object, [path, value]) => put(object, path, value), {});
}

/** The object with a value at a path; what stands in the way and is no object goes. */
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

import { isObject, type Json, type JsonObject } from '../../model/json.ts';

type Leaf = readonly [path: readonly string[], value: Json];

/** Values with the ways to them, as one object. */
export function nest(leaves: readonly Leaf[]): JsonObject {
  return leaves.reduce<JsonObject>((object, [path, value]) => put(object, path, value), {});
}

function put(object: JsonObject, [key, ...rest]: readonly string[], value: Json): JsonObject {
  if (key === undefined) return object;
  const there = object[key];
  const below = isObject(there) ? there : {};
  return { ...object, [key]: rest.length === 0 ? value : put(below, rest, value) };
}

import { canonicalJson, isObject, type Json, type JsonObject, keyIn } from '../model/json.ts';

/**
 * Where a record of a list shows less than the same record read by itself: the names of fields that
 * it lacks or has otherwise, `metadata.xp`. What a list shows beyond a single reading is not less.
 */
export function showsLess(
  listed: JsonObject,
  single: JsonObject,
  serverOwned: readonly string[],
): readonly string[] {
  const own = Object.entries(single).filter(([key]) => !serverOwned.includes(key));
  return own.flatMap(([key, value]) => lacking(valueIn(listed, key), value, key));
}

function lacking(listed: Json | undefined, single: Json, path: string): readonly string[] {
  // That there is nothing can be said by null and by saying nothing.
  if (single === null || listed === single) return [];
  if (isObject(single) && isObject(listed)) {
    return Object.entries(single).flatMap(([key, value]) =>
      lacking(valueIn(listed, key), value, `${path}.${key}`),
    );
  }
  return listed !== undefined && canonicalJson(listed) === canonicalJson(single) ? [] : [path];
}

function valueIn(map: JsonObject, key: string): Json | undefined {
  const held = keyIn(map, key);
  return held === undefined ? undefined : map[held];
}

import { isObject, type Json, type JsonObject } from '../model/json.ts';

/** Maps of metadata that are merged all the way down: each goal and each number stands for itself. */
const deep = ['goals', 'metrics'];

/**
 * The fields of a node with those of an override laid over, by the rule of `timeback.config.json`:
 * texts, numbers and lists are replaced, a map is merged key by key, and `metadata.goals` and
 * `metadata.metrics` all the way down. null is a value: it clears.
 */
export function overridden(fields: JsonObject, over: JsonObject): JsonObject {
  return {
    ...fields,
    ...map(over, (name, value) => {
      const isDeep = (key: string) => name === 'metadata' && deep.includes(key);
      return merge(fields[name], value, isDeep);
    }),
  };
}

function merge(base: Json | undefined, over: Json, isDeep: (key: string) => boolean): Json {
  if (!isObject(base) || !isObject(over)) return over;
  const always = () => true;
  const merged = map(over, (key, value) => (isDeep(key) ? merge(base[key], value, always) : value));
  return { ...base, ...merged };
}

function map(object: JsonObject, to: (key: string, value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, to(key, value)]));
}

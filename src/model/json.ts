/** JSON as a value. Objects made by this project from outside text have no prototype tricks. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Lists and objects inside each other. No record comes near it; deeper JSON is damaged or hostile. */
export const deepestJson = 100;

/** The value of a JSON text; undefined where it is none, or too deep to be walked through. */
export function parseJson(text: string): Json | undefined {
  try {
    const json: Json = JSON.parse(text);
    return isWithin(json, deepestJson) ? json : undefined;
  } catch {
    return undefined;
  }
}

/** Every answer passes here: a list of what is inside each object would cost five times as much. */
function isWithin(json: Json, levels: number): boolean {
  if (typeof json !== 'object' || json === null) return true;
  if (levels === 0) return false;
  if (Array.isArray(json)) return json.every((inner) => isWithin(inner, levels - 1));
  const object = json as JsonObject;
  for (const key in object) if (!isWithin(object[key] ?? null, levels - 1)) return false;
  return true;
}

/**
 * The key under which an object holds what `key` names: itself or, where a platform stores texts in
 * another Unicode form, the same letters. What every object inherits, `toString`, is not held.
 */
export function keyIn(object: JsonObject, key: string): string | undefined {
  if (Object.hasOwn(object, key)) return key;
  if (!/[^\p{ASCII}]/u.test(key)) return undefined;
  const form = key.normalize('NFC');
  return Object.keys(object).find((held) => held.normalize('NFC') === form);
}

/** JSON with the keys of every object sorted: equal values give equal text. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  // Much quicker, and most objects are so: thousands of nodes in a plan among them.
  if (keys.every((key) => isPlain(value[key]))) return JSON.stringify(value, keys);
  const pairs = keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${pairs.join(',')}}`;
}

/** What is written alike wherever it stands. */
function isPlain(value: Json | undefined): boolean {
  return value !== undefined && (typeof value !== 'object' || value === null);
}

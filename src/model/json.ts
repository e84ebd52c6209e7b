import { type Measured, mayBeBent, readExactly } from './exact-json.ts';
import { canonicalNumber, ExactNumber } from './exact-number.ts';

/**
 * JSON as a value. A number is an `ExactNumber` if a JavaScript number would lose its text:
 * `12345678901234567890`, `1e400`, `1.0`, `-0`. `Number(String(value))` of either is the nearest
 * JavaScript number. Objects read from outside text cannot change prototypes.
 */
export type Json = null | boolean | number | ExactNumber | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof ExactNumber)
  );
}

/** Whether a value is a number of either form. */
export function isNumber(value: Json | undefined): value is number | ExactNumber {
  return typeof value === 'number' || value instanceof ExactNumber;
}

/** Most levels of lists and objects. No record comes near; deeper JSON is damaged or hostile. */
export const deepestJson = 100;

/**
 * Parses a JSON text, numbers with their exact text; undefined if it is invalid or nested too
 * deeply.
 */
export function parseJson(text: string): Json | undefined {
  try {
    const json: Json = JSON.parse(text);
    const measured = { members: 0, listsNumbers: typeof json === 'number' };
    if (!measure(json, deepestJson, measured)) return undefined;
    return mayBeBent(text, measured) ? readExactly(text) : json;
  } catch {
    return undefined;
  }
}

/**
 * Counts members, and says whether the value keeps within `levels`. Every answer passes here:
 * listing the content of each object would take five times as long.
 */
function measure(json: Json, levels: number, measured: Measured): boolean {
  if (typeof json !== 'object' || json === null) return true;
  if (levels === 0) return false;
  if (Array.isArray(json)) {
    for (const inner of json) {
      if (typeof inner === 'number') measured.listsNumbers = true;
      else if (!measure(inner, levels - 1, measured)) return false;
    }
    return true;
  }
  const object = json as JsonObject;
  for (const key in object) {
    measured.members += 1;
    if (!measure(object[key] ?? null, levels - 1, measured)) return false;
  }
  return true;
}

/**
 * The own key of an object that equals `key`, if need be in another Unicode form, since some
 * platforms change the form. Inherited keys such as `toString` do not count.
 */
export function keyIn(object: JsonObject, key: string): string | undefined {
  if (Object.hasOwn(object, key)) return key;
  if (!/[^\p{ASCII}]/u.test(key)) return undefined;
  const form = key.normalize('NFC');
  return Object.keys(object).find((held) => held.normalize('NFC') === form);
}

/**
 * JSON with sorted keys and canonical numbers: equal values give equal text, and `12`, `12.0` and
 * `1.2e1` are equal.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value instanceof ExactNumber) return canonicalNumber(value);
  if (!isObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  // Much faster, and true of most objects, such as thousands of nodes in a plan.
  if (keys.every((key) => isPlain(value[key]))) return JSON.stringify(value, keys);
  const pairs = keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${pairs.join(',')}}`;
}

/** Whether two values have the same `canonicalJson`, in a fraction of the time. */
export function isSameJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (isNumber(a) && isNumber(b)) return canonicalNumber(a) === canonicalNumber(b);
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, at) => isSameJson(item, b[at] ?? null));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSameJson(a[key] ?? null, b[key] ?? null))
  );
}

/** A value with all numbers as JavaScript numbers, for calculations. They may be infinite. */
export function withPlainNumbers(value: Json): Json {
  if (value instanceof ExactNumber) return Number(value.text);
  if (!holdsExactNumber(value)) return value;
  if (Array.isArray(value)) return value.map(withPlainNumbers);
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withPlainNumbers(inner)]));
}

/** Whether a value contains an ExactNumber. */
export function holdsExactNumber(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof ExactNumber) return true;
  if (Array.isArray(value)) return value.some(holdsExactNumber);
  const object = value as JsonObject;
  for (const key in object) if (holdsExactNumber(object[key] ?? null)) return true;
  return false;
}

/** Whether `JSON.stringify` already writes the canonical text. */
function isPlain(value: Json | undefined): boolean {
  return value !== undefined && (typeof value !== 'object' || value === null);
}

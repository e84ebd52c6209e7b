import { canonicalJson, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { FieldChange } from '../model/plan.ts';
import { normalise } from './normalise.ts';
import type { CompareRules } from './rules.ts';

type Path = readonly [string, ...string[]];

/**
 * What must change on the platform for it to hold what the author wrote.
 *
 * A field that the author did not write is not looked at. Maps are compared leaf by leaf, so that
 * what a server adds inside `metadata` is no difference; lists and scalars are compared whole.
 * Null and absent are the same: both say that there is nothing.
 */
export function diffFields(
  desired: JsonObject,
  actual: JsonObject,
  rules: CompareRules,
): FieldChange[] {
  return Object.keys(desired).flatMap((field) =>
    diffValue([field], { desired: desired[field], actual: actual[field] }, rules),
  );
}

interface Sides {
  readonly desired: Json | undefined;
  readonly actual: Json | undefined;
}

function diffValue(path: Path, { desired, actual }: Sides, rules: CompareRules): FieldChange[] {
  if (isObject(desired) && Object.keys(desired).length > 0 && !isScalarOrList(actual)) {
    const inner = isObject(actual) ? actual : {};
    return Object.keys(desired).flatMap((key) =>
      diffValue([...path, key], { desired: desired[key], actual: ownValue(inner, key) }, rules),
    );
  }
  const after = desired ?? null;
  const before = actual ?? null;
  if (sameValue(after, before, { field: path[0], rules })) return [];
  return [
    before === null ? { path, kind: 'added', after } : { path, kind: 'changed', before, after },
  ];
}

/** No list and an empty list say the same; an empty map asks only that there be a map. */
function sameValue(a: Json, b: Json, by: { field: string; rules: CompareRules }): boolean {
  if (isNothing(a) && isNothing(b)) return true;
  if (isObject(a) && isObject(b) && Object.keys(a).length === 0) return true;
  const shape = (value: Json) => canonicalJson(normalise(value, by.field, by.rules));
  return a === b || shape(a) === shape(b);
}

function isNothing(value: Json): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

function isScalarOrList(value: Json | undefined): boolean {
  return value !== undefined && value !== null && !isObject(value);
}

/** A key such as `toString` must not find what every object inherits. */
function ownValue(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

import { canonicalJson, isObject, type Json, type JsonObject, keyIn } from '../model/json.ts';
import type { FieldChange } from '../model/plan.ts';
import { normalise } from './normalise.ts';
import { type CompareRules, covers, isDropped } from './rules.ts';

type Path = readonly [string, ...string[]];

/**
 * What must change on the platform for it to hold what the author wrote.
 *
 * A field that the author did not write is not looked at. Maps are compared leaf by leaf, so that
 * what a server adds inside `metadata` is no difference; lists and scalars are compared whole.
 * Null and absent are the same: both say that there is nothing. So do an empty list, and an empty
 * map where there is no other value: it manages no entry. A zero value that the platform keeps
 * nothing of, by the rules, is held where it has nothing.
 */
export function diffFields(
  desired: JsonObject,
  actual: JsonObject,
  rules: CompareRules,
): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const field of Object.keys(desired)) {
    const sides = { desired: desired[field], actual: valueIn(actual, field) };
    if (!isHeld(sides)) compare([field], sides);
  }
  return changes;

  function compare(path: Path, { desired, actual }: Sides): void {
    if (covers(rules.ignored, path)) return;
    if (isObject(desired) && !isEmptyMap(desired) && !isScalarOrList(actual)) {
      const inner = isObject(actual) ? actual : {};
      for (const key of Object.keys(desired)) {
        compare([...path, key], { desired: desired[key], actual: valueIn(inner, key) });
      }
      return;
    }
    const after = desired ?? null;
    const before = actual ?? null;
    if (isSame(after, before, { path, rules })) return;
    changes.push(
      before === null ? { path, kind: 'added', after } : { path, kind: 'changed', before, after },
    );
  }
}

interface Sides {
  readonly desired: Json | undefined;
  readonly actual: Json | undefined;
}

/**
 * Whether every leaf is held to the letter. Nearly all are, and so it is seen without a path for each.
 * A list of anything but scalars is left to the whole comparison.
 */
function isHeld({ desired, actual }: Sides): boolean {
  if (desired === actual) return true;
  if (Array.isArray(desired)) {
    return (
      Array.isArray(actual) &&
      actual.length === desired.length &&
      desired.every((item, index) => item === actual[index])
    );
  }
  if (!isObject(desired) || !isObject(actual)) return false;
  for (const key in desired) {
    if (!isHeld({ desired: desired[key], actual: valueIn(actual, key) })) return false;
  }
  return true;
}

function isSame(wanted: Json, held: Json, by: { path: Path; rules: CompareRules }): boolean {
  if (wanted === held || (isNothing(wanted) && isNothing(held))) return true;
  if (isEmptyMap(wanted) && (isNothing(held) || isObject(held))) return true;
  if (isDropped(wanted, by.rules) && isNothing(held)) return true;
  const shape = (value: Json) => canonicalJson(normalise(value, by.path, by.rules));
  return shape(asKept(wanted, held, by.rules)) === shape(held);
}

/** A list in whose maps the platform keeps nothing of zero values, as it can be held. */
function asKept(wanted: Json, held: Json, rules: CompareRules): Json {
  if (!rules.dropped || rules.dropped.length === 0) return wanted;
  if (Array.isArray(wanted) && Array.isArray(held) && wanted.length === held.length) {
    return wanted.map((item: Json, index) => asKept(item, held[index] ?? null, rules));
  }
  if (!isObject(wanted) || !isObject(held)) return wanted;
  const kept = Object.entries(wanted).filter(
    ([key, value]) => !isDropped(value, rules) || !isNothing(valueIn(held, key) ?? null),
  );
  return Object.fromEntries(
    kept.map(([key, value]) => [key, asKept(value, valueIn(held, key) ?? null, rules)]),
  );
}

function isNothing(value: Json): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

function isEmptyMap(value: Json): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

function isScalarOrList(value: Json | undefined): boolean {
  return value !== undefined && value !== null && !isObject(value);
}

function valueIn(object: JsonObject, key: string): Json | undefined {
  const held = keyIn(object, key);
  return held === undefined ? undefined : object[held];
}

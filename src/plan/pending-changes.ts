import type { Address } from '../model/address.ts';
import { canonicalJson, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Change, FieldChange } from '../model/plan.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import { diffFields } from './diff.ts';
import type { CompareRules } from './rules.ts';

/** What the platform held of the objects of a run before it; undefined for those that it made. */
export type BeforeImages = ReadonlyMap<Address, RemoteEntity | undefined>;

/** The platform as it was before a run: what the run touched as it was, all else as it is now. */
export function stateBefore(now: RemoteState, befores: BeforeImages): RemoteState {
  const entities = new Map(now.entities);
  for (const [address, before] of befores) {
    if (before) entities.set(address, before);
    else entities.delete(address);
  }
  return { ...now, entities };
}

interface Remaining {
  /** Not written yet, or in part: the platform holds what it held before, or some of what it should. */
  readonly pending: readonly Change[];
  readonly done: readonly Change[];
  /** Neither as before nor as the change wants it: somebody else was there. */
  readonly elsewhere: readonly Change[];
}

/** What is left of the changes of an interrupted run. */
export function progressOf(
  changes: readonly Change[],
  sides: {
    readonly now: RemoteState;
    readonly befores: BeforeImages;
    readonly rules: CompareRules;
  },
): Remaining {
  const pending: Change[] = [];
  const done: Change[] = [];
  const elsewhere: Change[] = [];
  for (const change of changes) {
    const now = sides.now.entities.get(change.address);
    const before = sides.befores.get(change.address);
    if (isDone(change, now, sides.rules)) done.push(change);
    else if (isSame(before, now) || isInPart(change, { before, ...(now && { now }) }, sides.rules))
      pending.push(change);
    else elsewhere.push(change);
  }
  return { pending, done, elsewhere };
}

/**
 * Whether the platform shows of a written change what it held before, or parts of both: the write may
 * not show yet. Where the date of the record moved, it shows.
 */
export function isUnseen(
  change: Change,
  {
    before,
    now,
  }: { readonly before: RemoteEntity | undefined; readonly now: RemoteEntity | undefined },
  rules: CompareRules,
): boolean {
  if (isDone(change, now, rules)) return false;
  const isAsBefore = isSame(before, now) && dateOf(before) === dateOf(now);
  return isAsBefore || isInPart(change, { before, ...(now && { now }) }, rules);
}

function dateOf(entity: RemoteEntity | undefined): Json | undefined {
  return entity?.record['dateLastModified'];
}

function isSame(before: RemoteEntity | undefined, now: RemoteEntity | undefined): boolean {
  if (!before || !now) return before === now;
  return canonicalJson(essenceOf(before)) === canonicalJson(essenceOf(now));
}

/** A node without its record, which holds what only the server decides: when it was last asked. */
export function essenceOf({ entity, status, sortOrder }: RemoteEntity): Json {
  const { parent, fields } = entity;
  return { status, sortOrder: sortOrder ?? null, parent: parent ?? null, fields };
}

function isDone(change: Change, now: RemoteEntity | undefined, rules: CompareRules): boolean {
  // Some platforms leave the retired out of their lists.
  if (change.action === 'retire') return !now || now.status === 'tobedeleted';
  if (!now || now.status === 'tobedeleted') return false;
  if (change.action === 'create') {
    const { parent, fields } = change.after;
    return (
      diffFields(fields, now.entity.fields, rules).length === 0 &&
      parent === now.entity.parent &&
      (!change.to || change.to.sortOrder === now.sortOrder)
    );
  }
  const fields = nested(change.fields);
  if (diffFields(fields, now.entity.fields, rules).length > 0) return false;
  if (change.action === 'update') return true;
  return change.to.parent === now.entity.parent && change.to.sortOrder === now.sortOrder;
}

/**
 * Whether a change got half-way: what is kept apart has some of what it had and some of what it should
 * have, and all else is written.
 */
function isInPart(
  change: Change,
  { before, now }: { readonly before: RemoteEntity | undefined; readonly now?: RemoteEntity },
  rules: CompareRules,
): boolean {
  const { apart = [] } = rules;
  if (!now || now.status === 'tobedeleted' || change.action === 'retire') return false;
  if (apart.length === 0) return false;
  const own = withoutFields(change, apart);
  if (own && !isDone(own, now, rules)) return false;
  return apart.every((field) => {
    const wanted = change.action === 'create' ? change.after.fields : nested(change.fields);
    const sides = [before?.entity.fields[field], wanted[field]].flatMap((list) => list ?? []);
    const held = now.entity.fields[field] ?? [];
    return Array.isArray(held) && held.every((id: Json) => sides.includes(id));
  });
}

/** The change without some fields; undefined where nothing is left of it. */
function withoutFields(change: Change, names: readonly string[]): Change | undefined {
  if (change.action === 'retire') return change;
  if (change.action === 'create') {
    const others = Object.entries(change.after.fields).filter(([name]) => !names.includes(name));
    return { ...change, after: { ...change.after, fields: Object.fromEntries(others) } };
  }
  const [first, ...rest] = change.fields.filter(({ path: [name] }) => !names.includes(name));
  if (change.action !== 'update') return { ...change, fields: first ? [first, ...rest] : [] };
  return first && { ...change, fields: [first, ...rest] };
}

/** Differences as the fields that they ask for. The status is no field: see `RemoteEntity`. */
export function nested(
  changes: readonly FieldChange[],
  wanted: (change: FieldChange) => Json = ({ after }) => after,
): JsonObject {
  const result: Record<string, Json> = {};
  for (const change of changes) {
    const [first, ...rest] = change.path;
    if (first === 'status') continue;
    result[first] = within(result[first], rest, wanted(change));
  }
  return result;
}

function within(base: Json | undefined, path: readonly string[], value: Json): Json {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  const object = isObject(base) ? base : {};
  return { ...object, [first]: within(object[first], rest, value) };
}

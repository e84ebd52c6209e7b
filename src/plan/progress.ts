import { canonicalJson, isObject, type Json, type JsonObject } from '../model/json.ts';
import { put } from '../model/json-values.ts';
import type { Address } from '../model/node.ts';
import { placementsIn } from '../model/placements.ts';
import type { Change, FieldChange } from '../model/plan.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import { type CompareRules, diffFields } from './compare.ts';

/** The state of the nodes of a run before it; undefined for those that the run created. */
export type BeforeImages = ReadonlyMap<Address, RemoteEntity | undefined>;

/** The platform as it was before a run: nodes of the run as they were, all others as they are now. */
export function stateBefore(now: RemoteState, befores: BeforeImages): RemoteState {
  const entities = new Map(now.entities);
  for (const [address, before] of befores) {
    if (before) entities.set(address, before);
    else entities.delete(address);
  }
  return { ...now, entities };
}

/** The changes of an interrupted run, by what the platform shows of them. */
interface Remaining {
  /** Changes that are not written, or only in part: the platform has the state before, or some of both. */
  readonly pending: readonly Change[];
  readonly done: readonly Change[];
  /** Changes whose nodes are neither as before nor as wanted: somebody else changed them. */
  readonly elsewhere: readonly Change[];
}

/** Sorts the changes of an interrupted run by what the platform shows of them. */
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
    else if (
      isSame(before, now) ||
      isInPart(change, { before, ...(now && { now }) }, sides.rules) ||
      isInOtherWord(change, before, now)
    )
      pending.push(change);
    else elsewhere.push(change);
  }
  return { pending, done, elsewhere };
}

/**
 * Whether the platform shows the state before a written change, or parts of both: the write may show later.
 * If the date of the record moved, it shows already.
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

/** Whether a node is in the same state at two times. */
export function isSame(before: RemoteEntity | undefined, now: RemoteEntity | undefined): boolean {
  if (!before || !now) return before === now;
  return canonicalJson(comparableState(before)) === canonicalJson(comparableState(now));
}

/** The status, place and fields of a node, without its record, which has values of the platform's own. */
export function comparableState({ entity, status, sortOrder }: RemoteEntity): Json {
  const { parent, fields } = entity;
  return { status, sortOrder: sortOrder ?? null, parent: parent ?? null, fields };
}

/** Whether a node is as before its retirement but for a status that no row of the table has. */
export function isInOtherWord(
  { action }: Change,
  before: RemoteEntity | undefined,
  now: RemoteEntity | undefined,
): boolean {
  if (action !== 'retire' || !before || now?.status !== 'other') return false;
  return isSame(before, { ...now, status: before.status });
}

function isDone(change: Change, now: RemoteEntity | undefined, rules: CompareRules): boolean {
  // Some platforms leave retired nodes out of their lists.
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
 * Whether a change was written in part: fields in separate records have some old and some new values, and
 * all other fields are written.
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
  const was = before?.entity.fields ?? {};
  const wanted =
    change.action === 'create' ? change.after.fields : nested(change.fields, undefined, was);
  return isPlacedByEither(now.entity.fields, [was, wanted]);
}

/**
 * Whether each placement that is held is one of the sides, with values of the sides. One with an id is found
 * by it: while two records place a resource, names depend on both.
 */
function isPlacedByEither(held: JsonObject, sides: readonly JsonObject[]): boolean {
  const known = sides.flatMap((side) => placementsIn(side) ?? []);
  return (placementsIn(held) ?? []).every(({ resource, mark, said }) => {
    const same = known.filter((one) =>
      one.said['sourcedId'] === undefined
        ? one.resource === resource && one.mark === mark
        : one.resource === resource && one.said['sourcedId'] === said['sourcedId'],
    );
    return (
      same.length > 0 &&
      isOfEither(
        said,
        same.map((one) => one.said),
      )
    );
  });
}

/** Whether all values within a map come from one of the sides. */
function isOfEither(held: Json, sides: readonly Json[]): boolean {
  if (held === null) return true;
  if (!isObject(held)) return sides.some((side) => canonicalJson(side) === canonicalJson(held));
  // A value that no side has came with a new record: it gets an id and a title at once.
  const maps = sides.filter(isObject);
  return Object.entries(held).every(([key, value]) => {
    const within = maps.flatMap((side) => side[key] ?? []);
    return within.length === 0 || isOfEither(value, within);
  });
}

/** The change without some fields; undefined if nothing is left of it. */
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

/**
 * The values that field changes want, as fields of a node, laid over `base`, without `status`: see
 * `RemoteEntity`.
 */
export function nested(
  changes: readonly FieldChange[],
  wanted: (change: FieldChange) => Json = ({ after }) => after,
  base: JsonObject = {},
): JsonObject {
  return changes
    .filter(({ path: [first] }) => first !== 'status')
    .reduce((fields, change) => put(fields, change.path, wanted(change)), base);
}

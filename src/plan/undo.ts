import type { Catalog, CatalogNode } from '../model/catalog.ts';
import { canonicalJson, isObject, type Json, type JsonObject } from '../model/json.ts';
import { type Address, titleIn } from '../model/node.ts';
import { placementsListed, saidOf } from '../model/placements.ts';
import type { Change, FieldChange, Place, WritableChange, WritablePlan } from '../model/plan.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import { contextOf, decide } from './build.ts';
import { guardsOf } from './bulk-guards.ts';
import { type CompareRules, checkRepeatedKeys, diffFields } from './compare.ts';
import { titlesOf } from './desired.ts';
import { digestOf, type Sha256 } from './digest.ts';
import { comparePlacements, placementIdsIn } from './placement-moves.ts';
import { checkOrphans } from './retirements.ts';
import { presentPlaces, type WantedPlace } from './sibling-order.ts';

interface UndoInputs {
  /** The changes of the run that may have been written. */
  readonly changes: readonly Change[];
  readonly befores: BeforeImages;
  readonly remote: RemoteState;
  readonly rules: CompareRules;
  readonly sha256: Sha256;
  /** What the plan says of the run: "undo of the apply of …". */
  readonly reason: string;
  /** What is managed here. */
  readonly managed: Catalog;
  /** Whether a node is one of this catalog, for the guards; absent: what `managed` holds is. */
  readonly isOurs?: (address: Address) => boolean;
  /** Nodes that another catalog has by now, and its name: they are left as they are. */
  readonly released?: ReadonlyMap<Address, string>;
  /** What lets the plan through a guard: `undo RECEIPT` with the receipt as it was named. */
  readonly command?: string;
  /** From reading the platform. */
  readonly warnings?: readonly Problem[];
}

/**
 * What takes the platform back to where it was before a run: an ordinary plan. No record is ever
 * deleted, so what the run created is retired. What was changed again since is named and goes back
 * all the same: somebody else may have changed it.
 */
export function undoPlan(inputs: UndoInputs): Checked<WritablePlan> {
  const { remote, managed, sha256, command = 'undo RECEIPT' } = inputs;
  const { isOurs = (address) => managed.nodes.has(address) } = inputs;
  const present = presentPlaces(remote, (address) => managed.nodes.has(address));
  const before = [...inputs.befores].flatMap(([address, node]) =>
    node ? [[address, node] as const] : [],
  );
  const { moved } = comparePlacements(before, remote);
  const steps = inputs.changes.map((change) => step(change, { ...inputs, present, moved }));
  const changes = childrenFirst(steps.flatMap(({ change }) => change ?? []));
  const { platform } = remote;
  const digest = digestOf({ platform, changes }, sha256);
  const retiring = changes.filter((change) => change.action === 'retire');
  const back = new Set(changes.filter((one) => one.action !== 'retire').map((one) => one.address));
  const plan: WritablePlan = {
    platform,
    changes,
    context: contextOf({ changes, held: [] }, (address) => remote.entities.get(address)?.entity),
    unchanged: 0,
    unmanaged: [],
    held: [],
    restored: [],
    guards: guardsOf({ changes, digest, isOurs, isEmpty: false, remote, again: { command } }),
    warnings: [...steps.flatMap(({ warning }) => warning ?? []), ...(inputs.warnings ?? [])],
    digest,
  };
  const problems = [
    ...checkOrphans(retiring, {
      isPlaced: (address) => back.has(address),
      remote,
      ...(inputs.released && { released: inputs.released }),
    }),
    ...checkRepeatedKeys(changes, remote),
  ];
  return checked(plan, problems);
}

interface Step {
  readonly change?: WritableChange;
  readonly warning?: Problem;
}

interface Sides extends UndoInputs {
  readonly present: ReadonlyMap<Address, Place>;
  /** Placements that go back to where they came from. */
  readonly moved: ReadonlySet<string>;
}

function step(change: Change, inputs: Sides): Step {
  const owner = inputs.released?.get(change.address);
  if (owner !== undefined) return handedOver(change, owner);
  const now = inputs.remote.entities.get(change.address);
  const before = inputs.befores.get(change.address);
  if (!now) return change.action === 'create' || change.action === 'retire' ? {} : gone(change);
  // A node that the run made, or made live, goes back to where it came from.
  if (!before || before.status === 'tobedeleted') return retireAgain(change, now, inputs.reason);
  return goBack(change, { now, before }, inputs);
}

function retireAgain(change: Change, now: RemoteEntity, reason: string): Step {
  if (now.status === 'tobedeleted') return {};
  const { title, parent } = now.entity;
  const { address, source } = change;
  const common = { address, source, title, ...(parent && { parent }) };
  const content = { entity: now.entity };
  return { change: { ...common, action: 'retire', reason, fields: [], content } };
}

function goBack(
  change: Change,
  { now, before }: { readonly now: RemoteEntity; readonly before: RemoteEntity },
  { rules, ...inputs }: Sides,
): Step {
  const { address, source } = change;
  const { kind, sourcedId, parent } = before.entity;
  const present = inputs.present.get(address);
  const changed = nested(change.action === 'create' ? [] : change.fields, (field) =>
    field.kind === 'changed' ? field.before : null,
  );
  const fields = withIdsOf(before.entity.fields, changed);
  const title = titleIn({ ...now.entity.fields, ...fields });
  const entity = { kind, sourcedId, title, ...(parent && { parent }), fields };
  const node: CatalogNode = { entity, source: { ...source, fields: new Map() } };
  const { befores, remote } = inputs;
  const content = {
    entity,
    ...titlesOf(fields, (one) => (befores.get(one) ?? remote.entities.get(one))?.entity),
    ...(inputs.moved.size > 0 && { moved: inputs.moved }),
  };
  const wanted = wantedPlace(change, now);
  const back = decide({ address, node, content, remote: now, present, wanted }, rules);
  if (!back) return {};
  const later = changedSince(change, back, { now, before }, rules);
  return {
    change: { ...back, source },
    ...(later.length > 0 && { warning: changedAgain(change, now, later) }),
  };
}

/** What would go back of a node although it is neither as before the run nor as the run wanted it. */
function changedSince(
  change: Change,
  back: WritableChange,
  { now, before }: { readonly now: RemoteEntity; readonly before: RemoteEntity },
  rules: CompareRules,
): string[] {
  if (change.action === 'create' || back.action === 'create' || back.action === 'retire') return [];
  const goingBack = new Set(back.fields.map(({ path }) => path.join('.')));
  const fields = diffFields(nested(change.fields), now.entity.fields, rules)
    .map(({ path }) => path.join('.'))
    .filter((name) => goingBack.has(name));
  if (change.action !== 'move' || back.action !== 'move') return fields;
  const { parent } = now.entity;
  const isElsewhere = parent !== change.to.parent && parent !== before.entity.parent;
  return [...fields, ...(isElsewhere ? ['the place'] : [])];
}

/** The fields, each placement that they list with the id that it had before. */
function withIdsOf(before: JsonObject, fields: JsonObject): JsonObject {
  const names = placementsListed(fields['resources']) ?? [];
  const ids = placementIdsIn(before);
  const said = names.flatMap((name): [string, JsonObject][] => {
    const sourcedId = ids.get(name);
    return sourcedId === undefined ? [] : [[name, { ...saidOf(name, fields), sourcedId }]];
  });
  if (said.length === 0) return fields;
  const others = isObject(fields['placements'] ?? null) ? (fields['placements'] as JsonObject) : {};
  return { ...fields, placements: { ...others, ...Object.fromEntries(said) } };
}

/** A number that was not there before cannot be taken away again: only the place counts then. */
function wantedPlace(change: Change, now: RemoteEntity): WantedPlace | undefined {
  if (!('from' in change)) return undefined;
  const { from } = change;
  if (from.sortOrder === null && from.parent === now.entity.parent) return undefined;
  return { place: from, isInOrder: false };
}

function gone({ address, title }: Change): Step {
  return {
    warning: problem('undo/gone', {
      detail: `"${address}" (${title}) is no longer on the platform: there is nothing to revert.`,
      address,
    }),
  };
}

function changedAgain({ address }: Change, { entity }: RemoteEntity, what: readonly string[]) {
  return problem('undo/changed-since', {
    detail: `"${address}" (${entity.title}) was changed again after that run: ${what.join(', ')}. Undo overwrites the later change as well.`,
    hint: 'To keep the later change, revert the commit of the run in git, and run `timeback-catalog apply`.',
    address,
  });
}

function handedOver({ address, title }: Change, owner: string): Step {
  return {
    warning: problem('undo/released', {
      detail: `"${address}" (${title}) was released to the catalog ${owner} since then. It is left untouched.`,
      address,
    }),
  };
}

/** A retirement waits for what leaves; for a reader the children come first as well. */
function childrenFirst(changes: readonly WritableChange[]): WritableChange[] {
  const retires = changes.filter(({ action }) => action === 'retire').reverse();
  return [...changes.filter(({ action }) => action !== 'retire'), ...retires];
}

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
 * not show yet. If the date of the record moved, it shows.
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
  return canonicalJson(comparableState(before)) === canonicalJson(comparableState(now));
}

/** A node without its record, which holds what only the server decides: when it was last asked. */
export function comparableState({ entity, status, sortOrder }: RemoteEntity): Json {
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
    return isOfEither(now.entity.fields[field] ?? null, [
      before?.entity.fields[field] ?? null,
      wanted[field] ?? null,
    ]);
  });
}

/** Whether all that is held comes from one of two sides: entries of lists, and values within maps. */
function isOfEither(held: Json, sides: readonly Json[]): boolean {
  if (held === null) return true;
  if (Array.isArray(held)) {
    const known = sides.flatMap((side) => (Array.isArray(side) ? side : []));
    return held.every((one: Json) => known.includes(one));
  }
  if (!isObject(held)) return sides.some((side) => canonicalJson(side) === canonicalJson(held));
  // What one side does not say came with the other: a new record has an id and a title at once.
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

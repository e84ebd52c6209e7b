import type { Catalog, CatalogNode } from '../model/catalog.ts';
import { canonicalJson, isObject, type Json, type JsonObject } from '../model/json.ts';
import { put } from '../model/json-values.ts';
import { type Address, titleIn } from '../model/node.ts';
import type { Change, FieldChange, Place, WritableChange, WritablePlan } from '../model/plan.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import { contextOf, decide } from './build.ts';
import { guardsOf } from './bulk-guards.ts';
import { type CompareRules, checkRepeatedKeys, diffFields } from './compare.ts';
import { desiredFields, titlesOf } from './desired.ts';
import { digestOf, type Sha256 } from './digest.ts';
import {
  comparePlacements,
  placementIdsIn,
  placementsBack,
  placementsSaid,
} from './placement-moves.ts';
import { checkOrphans } from './retirements.ts';
import { presentPlaces, type WantedPlace } from './sibling-order.ts';

interface UndoInputs {
  /** The changes of the run that may have been written. */
  readonly changes: readonly Change[];
  readonly befores: BeforeImages;
  readonly remote: RemoteState;
  readonly rules: CompareRules;
  readonly sha256: Sha256;
  /** The reason that the plan names: "undo of the apply of …". */
  readonly reason: string;
  /** The catalog that is managed now. */
  readonly managed: Catalog;
  /** Whether a node belongs to this catalog, for the guards. Absent: whether `managed` has it. */
  readonly isOurs?: (address: Address) => boolean;
  /** Released nodes, each with the name of the catalog that has it now. They are left untouched. */
  readonly released?: ReadonlyMap<Address, string>;
  /** The command that the guards advise: `undo RECEIPT` with the receipt as the user named it. */
  readonly command?: string;
  /** Warnings from reading the platform. */
  readonly warnings?: readonly Problem[];
}

/**
 * The plan that takes the platform back to where it was before a run. Records are never deleted, so nodes
 * that the run created are retired. A node that was changed again since then goes back too, with a warning:
 * somebody else may have changed it.
 */
export function undoPlan(inputs: UndoInputs): Checked<WritablePlan> {
  const { remote, managed, sha256, command = 'undo RECEIPT' } = inputs;
  const { isOurs = (address) => managed.nodes.has(address) } = inputs;
  const present = presentPlaces(remote, (address) => managed.nodes.has(address));
  // A node that the run created placed nothing before, and may have a placement that goes back.
  const before = [...inputs.befores].flatMap(([address, was]) => {
    const node = was ?? remote.entities.get(address);
    if (!node) return [];
    return [[address, was ?? { entity: { ...node.entity, fields: {} } }] as const];
  });
  const ids = comparePlacements(before, remote).moved;
  const moved = placementsSaid(ids, inputs.befores.keys(), remote);
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
  /** What is said now of the placements that go back to where they came from, by their ids. */
  readonly moved: ReadonlyMap<string, JsonObject>;
}

function step(change: Change, inputs: Sides): Step {
  const owner = inputs.released?.get(change.address);
  if (owner !== undefined) return handedOver(change, owner);
  const now = inputs.remote.entities.get(change.address);
  const before = inputs.befores.get(change.address);
  if (!now) return change.action === 'create' || change.action === 'retire' ? {} : gone(change);
  // A node that the run created or made live is retired.
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
  const changed = nested(
    change.action === 'create' ? [] : change.fields,
    (field) => (field.kind === 'changed' ? field.before : null),
    keptFields(address, now, { rules, managed: inputs.managed }),
  );
  const held = before.entity.fields;
  // A retirement changes no field, and a placement may have left the node in the same run.
  const isLeft = [...placementIdsIn(held).values()].some((id) => inputs.moved.has(id));
  const { resources = null } = held;
  const isEmptied = change.action === 'retire' && isLeft;
  const fields = placementsBack(
    held,
    isEmptied ? { ...changed, resources } : changed,
    inputs.moved,
  );
  const title = titleIn({ ...now.entity.fields, ...fields });
  const entity = { kind, sourcedId, title, ...(parent && { parent }), fields };
  const node: CatalogNode = { entity, source: { ...source, fields: new Map() } };
  const { befores, remote } = inputs;
  const content = {
    entity,
    ...titlesOf(fields, (one) => (befores.get(one) ?? remote.entities.get(one))?.entity),
    ...(inputs.moved.size > 0 && { moved: new Set(inputs.moved.keys()) }),
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

/**
 * The fields that stay as they are: all that are managed here, or all of a node that is not, without those in
 * records apart. What is written holds them too: a platform may replace a record by a body of these fields.
 */
function keptFields(
  address: Address,
  { entity }: RemoteEntity,
  { rules, managed }: Pick<Sides, 'rules' | 'managed'>,
): JsonObject {
  const node = managed.nodes.get(address);
  const known = node ? desiredFields(managed, node, rules) : entity.fields;
  const kept = Object.entries(entity.fields).filter(
    ([name]) => Object.hasOwn(known, name) && !rules.apart?.includes(name),
  );
  return Object.fromEntries(kept);
}

/**
 * The names of fields that undo would revert although they are neither as before the run nor as the run
 * wrote them.
 */
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

/** The place to go back to; undefined if only the number is new: a number cannot be removed again. */
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

/** Puts retirements last and in reverse order: for a reader the children come first as well. */
function childrenFirst(changes: readonly WritableChange[]): WritableChange[] {
  const retires = changes.filter(({ action }) => action === 'retire').reverse();
  return [...changes.filter(({ action }) => action !== 'retire'), ...retires];
}

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
    else if (isSame(before, now) || isInPart(change, { before, ...(now && { now }) }, sides.rules))
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
  return apart.every((field) => {
    const wanted = change.action === 'create' ? change.after.fields : nested(change.fields);
    return isOfEither(now.entity.fields[field] ?? null, [
      before?.entity.fields[field] ?? null,
      wanted[field] ?? null,
    ]);
  });
}

/** Whether all that is held comes from one of the sides: entries of lists, and values within maps. */
function isOfEither(held: Json, sides: readonly Json[]): boolean {
  if (held === null) return true;
  if (Array.isArray(held)) {
    const known = sides.flatMap((side) => (Array.isArray(side) ? side : []));
    return held.every((one: Json) => known.includes(one));
  }
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

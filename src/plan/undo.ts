import type { Catalog, CatalogNode } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import { type Address, titleIn } from '../model/node.ts';
import type { Change, Place, WritableChange, WritablePlan } from '../model/plan.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import { contextOf, decide } from './build.ts';
import { guardsOf } from './bulk-guards.ts';
import { type CompareRules, checkRepeatedKeys, diffFields } from './compare.ts';
import { desiredFields, titlesOf } from './desired.ts';
import { digestOf, type Sha256 } from './digest.ts';
import {
  comparePlacements,
  listBack,
  placementIdsIn,
  placementsBack,
  placementsSaid,
} from './placement-moves.ts';
import { type BeforeImages, nested } from './progress.ts';
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
  const isRetired = !before || before.status === 'tobedeleted';
  if (isRetired && now.status === 'tobedeleted') return {};
  const back = before ? goBack(change, { now, before }, inputs) : {};
  return isRetired ? retireAgain(change, now, { back, reason: inputs.reason }) : back;
}

/** Retires a node. Its fields go back too if it was retired before. */
function retireAgain(
  { address, source }: Change,
  { entity }: RemoteEntity,
  { back, reason }: { readonly back: Step; readonly reason: string },
): Step {
  const { parent } = entity;
  const {
    fields = [],
    title = entity.title,
    content = { entity },
  } = back.change && back.change.action !== 'create' ? back.change : {};
  const common = { address, source, title, ...(parent && { parent }) };
  return { ...back, change: { ...common, action: 'retire', reason, fields, content } };
}

function goBack(
  change: Change,
  { now, before }: { readonly now: RemoteEntity; readonly before: RemoteEntity },
  { rules, ...inputs }: Sides,
): Step {
  const { address, source } = change;
  const isRetired = before.status === 'tobedeleted';
  const { kind, sourcedId } = before.entity;
  const { parent } = (isRetired ? now : before).entity;
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
  const wanted = change.action === 'create' ? held : nested(change.fields, undefined, held);
  const list = changed['resources'] === undefined && listBack(held, wanted, now.entity.fields);
  const listed = isEmptied ? { resources } : list ? { resources: list } : {};
  const fields = placementsBack(held, { ...changed, ...listed }, inputs.moved);
  const title = titleIn({ ...now.entity.fields, ...fields });
  const entity = { kind, sourcedId, title, ...(parent && { parent }), fields };
  const node: CatalogNode = { entity, source: { ...source, fields: new Map() } };
  const { befores, remote } = inputs;
  const content = {
    entity,
    ...titlesOf(fields, (one) => (befores.get(one) ?? remote.entities.get(one))?.entity),
    ...(inputs.moved.size > 0 && { moved: new Set(inputs.moved.keys()) }),
    ...wordBack(change, { now, before }),
  };
  const place = isRetired ? undefined : wantedPlace(change, now);
  const back = decide({ address, node, content, remote: now, present, wanted: place }, rules);
  if (!back) return {};
  const later = changedSince(change, back, { now, before }, rules);
  return {
    change: { ...back, source },
    ...(later.length > 0 && { warning: changedAgain(change, now, later) }),
  };
}

/**
 * The status that a retirement took, in the platform's own word, if that word or the one of now is not
 * known: then only the records say that it goes back.
 */
function wordBack(
  change: Change,
  { now, before }: { readonly now: RemoteEntity; readonly before: RemoteEntity },
): { readonly word?: string } {
  const [was, is] = [before.record['status'], now.record['status']];
  const isKnown = now.status !== 'other' && before.status !== 'other';
  if (change.action !== 'retire' || isKnown || typeof was !== 'string' || was === is) return {};
  return { word: was };
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

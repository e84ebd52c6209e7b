import type { Address } from '../model/address.ts';
import type { Catalog, CatalogNode } from '../model/catalog.ts';
import { titleIn } from '../model/entity.ts';
import type { Change, Place, WritableChange, WritablePlan } from '../model/plan.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import { contextOf, decide } from './build.ts';
import { guardsOf } from './bulk-guards.ts';
import { titlesOf } from './desired.ts';
import { digestOf, type Sha256 } from './digest.ts';
import { presentPlaces, type WantedPlace } from './order.ts';
import { type BeforeImages, nested } from './pending-changes.ts';
import { checkRepeatedKeys } from './repeated-key.ts';
import { checkOrphans } from './retire.ts';
import type { CompareRules } from './rules.ts';

export interface UndoInputs {
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
 * all the same: a reviewer sees both values.
 */
export function undoPlan(inputs: UndoInputs): Checked<WritablePlan> {
  const { remote, managed, sha256, command = 'undo RECEIPT' } = inputs;
  const { isOurs = (address) => managed.nodes.has(address) } = inputs;
  const present = presentPlaces(remote, managed);
  const steps = inputs.changes.map((change) => step(change, { ...inputs, present }));
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
  const fields = nested(change.action === 'create' ? [] : change.fields, (field) =>
    field.kind === 'changed' ? field.before : null,
  );
  const title = titleIn({ ...now.entity.fields, ...fields });
  const entity = { kind, sourcedId, title, ...(parent && { parent }), fields };
  const node: CatalogNode = { entity, source: { ...source, fields: new Map() } };
  const { befores, remote } = inputs;
  const content = {
    entity,
    ...titlesOf(entity, (one) => (befores.get(one) ?? remote.entities.get(one))?.entity),
  };
  const wanted = wantedPlace(change, now);
  const back = decide({ address, node, content, remote: now, present, wanted }, rules);
  if (!back) return {};
  return { change: { ...back, source } };
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
      detail: `"${address}" (${title}) is not on the platform any more: there is nothing to take back.`,
      address,
    }),
  };
}

function handedOver({ address, title }: Change, owner: string): Step {
  return {
    warning: problem('undo/released', {
      detail: `"${address}" (${title}) was released to the catalog ${owner} since. It is left as it is.`,
      address,
    }),
  };
}

/** A retirement waits for what leaves; for a reader the children come first as well. */
function childrenFirst(changes: readonly WritableChange[]): WritableChange[] {
  const retires = changes.filter(({ action }) => action === 'retire').reverse();
  return [...changes.filter(({ action }) => action !== 'retire'), ...retires];
}

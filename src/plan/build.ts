import type { Address } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Ledger } from '../model/ledger.ts';
import type {
  Against,
  ContextNode,
  Partial,
  Place,
  WritableChange,
  WritablePlan,
} from '../model/plan.ts';
import { type Checked, checked, type Problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import { decide } from './change.ts';
import { contextNode, contextOf } from './context.ts';
import { contentOf } from './desired.ts';
import { digestOf, type Sha256 } from './digest.ts';
import { checkAgainstRemote } from './guard.ts';
import { type Again, guardsOf } from './limits.ts';
import { presentPlaces, wantedPlaces } from './place.ts';
import { releasedIn } from './released.ts';
import { checkRepeatedKeys } from './repeated-key.ts';
import { checkOrphans, retires } from './retire.ts';
import type { CompareRules } from './rules.ts';
import { everything, type Scope, type Selection, select } from './scope.ts';

export interface PlanInputs {
  readonly catalog: Catalog;
  readonly remote: RemoteState;
  readonly rules: CompareRules;
  readonly sha256: Sha256;
  /** Says what is retired. Without one nothing ever is. */
  readonly ledger?: Ledger;
  /** Nodes that the platform holds as retired and that are to be live again. */
  readonly restore?: ReadonlySet<Address>;
  /** The part of the catalog that the run is about; absent: all of it. */
  readonly scope?: Scope;
  /** Where `remote` is not what a platform said but what a commit would have published. */
  readonly against?: Against;
  /** What applies the plan, for the advice of its guards: `apply` if absent. */
  readonly command?: string;
  /** Warnings from earlier stages that belong in front of a reviewer. */
  readonly warnings?: readonly Problem[];
}

/** What publishing the catalog would change on the platform. A pure function of its inputs. */
export function buildPlan(inputs: PlanInputs): Checked<WritablePlan> {
  const { catalog, remote, sha256, ledger, restore = new Set(), warnings = [], against } = inputs;
  const { scope = everything } = inputs;
  const kept = changesOf(inputs);
  const retiring = retires(ledger, remote);
  const selection = select([...kept, ...retiring], scope, { catalog, remote });
  const { changes, held } = selection;
  const partial = partialOf(scope, selection);
  const { platform } = remote;
  const digest = digestOf({ platform, changes, ...(partial && { partial }) }, sha256);
  const plan: WritablePlan = {
    platform,
    ...(against && { against }),
    changes,
    context: contextOf(
      selection,
      (address) => (catalog.nodes.get(address) ?? remote.entities.get(address))?.entity,
    ),
    unchanged: catalog.nodes.size - kept.length,
    unmanaged: unmanagedOf(inputs, new Set(retiring.map(({ address }) => address))),
    ...(partial && { partial }),
    held,
    restored: [...restore].sort(),
    guards: guardsOf({
      changes,
      digest,
      remote,
      isOurs: (address) => catalog.nodes.has(address),
      isEmpty: catalog.nodes.size === 0,
      again: againOf(inputs, partial),
    }),
    warnings,
    digest,
  };
  const problems = [
    ...checkAgainstRemote(catalog, remote, restore),
    ...checkOrphans(retiring, {
      isPlaced: (address) => catalog.nodes.has(address),
      remote,
      released: releasedIn(ledger),
    }),
    ...checkRepeatedKeys(changes, remote),
  ];
  return checked(plan, problems);
}

/** A command that names a receipt knows itself what narrowed the run. */
function againOf(
  { command, restore = new Set() }: PlanInputs,
  partial: Partial | undefined,
): Again {
  if (command !== undefined) return { command };
  return { target: partial?.target ?? [], exclude: partial?.exclude ?? [], restore: [...restore] };
}

function partialOf(
  { target, exclude }: Scope,
  { brought, outside }: Selection,
): Partial | undefined {
  if (target.size === 0 && exclude.size === 0) return undefined;
  return { target: [...target].sort(), exclude: [...exclude].sort(), brought, outside };
}

function changesOf({ catalog, remote, rules }: PlanInputs): WritableChange[] {
  const wanted = wantedPlaces(catalog, remote);
  const present: ReadonlyMap<Address, Place> =
    wanted.size > 0 ? presentPlaces(remote, catalog, catalog.nodes.keys()) : new Map();
  const changes: WritableChange[] = [];
  catalog.nodes.forEach((node, address) => {
    const sides = {
      address,
      node,
      content: contentOf(catalog, node, rules),
      remote: remote.entities.get(address),
      wanted: wanted.get(address),
      present: present.get(address),
    };
    const change = decide(sides, rules);
    if (change) changes.push(change);
  });
  return changes;
}

function unmanagedOf(
  { catalog, remote, ledger }: PlanInputs,
  retiring: ReadonlySet<Address>,
): ContextNode[] {
  const unmanaged: ContextNode[] = [];
  const released = releasedIn(ledger);
  remote.entities.forEach(({ entity, status }, address) => {
    const isKnown = catalog.nodes.has(address) || retiring.has(address) || released.has(address);
    if (!isKnown && status !== 'tobedeleted') unmanaged.push(contextNode(address, entity));
  });
  return unmanaged;
}

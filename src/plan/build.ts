import type { Address } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Change, ContextNode, Plan } from '../model/plan.ts';
import { type Checked, checked, type Problem } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import { decide, titleOf } from './change.ts';
import { desiredFields } from './desired.ts';
import { digestOf, type Sha256 } from './digest.ts';
import { checkAgainstRemote } from './guard.ts';
import { presentPlaces, wantedPlaces } from './place.ts';
import { checkOrphans, retires } from './retire.ts';
import type { CompareRules } from './rules.ts';

export interface PlanInputs {
  readonly catalog: Catalog;
  readonly remote: RemoteState;
  readonly rules: CompareRules;
  readonly sha256: Sha256;
  /** Says what is retired. Without one nothing ever is. */
  readonly ledger?: Ledger;
  /** Nodes that the platform holds as retired and that are to be live again. */
  readonly restore?: ReadonlySet<Address>;
  /** Warnings from earlier stages that belong in front of a reviewer. */
  readonly warnings?: readonly Problem[];
}

/** What publishing the catalog would change on the platform. A pure function of its inputs. */
export function buildPlan(inputs: PlanInputs): Checked<Plan> {
  const { catalog, remote, sha256, ledger, restore = new Set(), warnings = [] } = inputs;
  const kept = changesOf(inputs);
  const retiring = retires(ledger, remote);
  const changes = [...kept, ...retiring];
  const plan: Plan = {
    platform: remote.platform,
    changes,
    context: contextOf(changes, inputs),
    unchanged: catalog.nodes.size - kept.length,
    unmanaged: unmanagedOf(inputs, new Set(retiring.map(({ address }) => address))),
    warnings,
    digest: digestOf(remote.platform, changes, sha256),
  };
  const problems = [
    ...checkAgainstRemote(catalog, remote, restore),
    ...checkOrphans(retiring, catalog, remote),
  ];
  return checked(plan, problems);
}

function changesOf({ catalog, remote, rules }: PlanInputs): Change[] {
  const wanted = wantedPlaces(catalog, remote);
  const present = presentPlaces(remote, catalog);
  return [...catalog.nodes].flatMap(([address, node]) => {
    const change = decide(
      {
        address,
        node,
        fields: desiredFields(catalog, node, rules),
        remote: remote.entities.get(address),
        wanted: wanted.get(address),
        present: present.get(address),
      },
      rules,
    );
    return change ? [change] : [];
  });
}

/** The unchanged ancestors of what changes, and the parents that moved nodes leave. */
function contextOf(changes: readonly Change[], { catalog, remote }: PlanInputs): ContextNode[] {
  const changing = new Set(changes.map(({ address }) => address));
  const context = new Map<Address, ContextNode>();
  const add = (address: Address | undefined): void => {
    if (!address || changing.has(address) || context.has(address)) return;
    const entity = (catalog.nodes.get(address) ?? remote.entities.get(address))?.entity;
    if (!entity) return;
    context.set(address, contextNode(address, entity));
    add(entity.parent);
  };
  for (const change of changes) {
    add(change.parent);
    if (change.action === 'move') add(change.from.parent);
  }
  return [...context.values()];
}

function unmanagedOf(
  { catalog, remote }: PlanInputs,
  retiring: ReadonlySet<Address>,
): ContextNode[] {
  return [...remote.entities]
    .filter(([, { status }]) => status !== 'tobedeleted')
    .filter(([address]) => !catalog.nodes.has(address) && !retiring.has(address))
    .map(([address, { entity }]) => contextNode(address, entity));
}

function contextNode(address: Address, entity: RemoteEntity['entity']): ContextNode {
  const { parent, fields } = entity;
  return { address, title: titleOf(fields), ...(parent && { parent }) };
}

import type { Address } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Change, ContextNode, Plan } from '../model/plan.ts';
import { type Checked, checked, type Problem } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import { decide, titleOf } from './change.ts';
import { desiredFields } from './desired.ts';
import { digestOf, type Sha256 } from './digest.ts';
import { checkAgainstRemote } from './guard.ts';
import { presentPlaces, wantedPlaces } from './place.ts';
import type { CompareRules } from './rules.ts';

export interface PlanInputs {
  readonly catalog: Catalog;
  readonly remote: RemoteState;
  readonly rules: CompareRules;
  readonly sha256: Sha256;
  /** Warnings from earlier stages that belong in front of a reviewer. */
  readonly warnings?: readonly Problem[];
}

/** What publishing the catalog would change on the platform. A pure function of its inputs. */
export function buildPlan(inputs: PlanInputs): Checked<Plan> {
  const { catalog, remote, sha256, warnings = [] } = inputs;
  const changes = changesOf(inputs);
  const plan: Plan = {
    platform: remote.platform,
    changes,
    context: contextOf(changes, inputs),
    unchanged: catalog.nodes.size - changes.length,
    unmanaged: unmanagedOf(inputs),
    warnings,
    digest: digestOf(remote.platform, changes, sha256),
  };
  return checked(plan, checkAgainstRemote(catalog, remote));
}

function changesOf({ catalog, remote, rules }: PlanInputs): Change[] {
  const wanted = wantedPlaces(catalog, remote);
  const present = presentPlaces(remote);
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

function unmanagedOf({ catalog, remote }: PlanInputs): ContextNode[] {
  return [...remote.entities]
    .filter(([address, { status }]) => status !== 'tobedeleted' && !catalog.nodes.has(address))
    .map(([address, { entity }]) => contextNode(address, entity));
}

function contextNode(address: Address, entity: RemoteEntity['entity']): ContextNode {
  const { parent, fields } = entity;
  return { address, title: titleOf(fields), ...(parent && { parent }) };
}

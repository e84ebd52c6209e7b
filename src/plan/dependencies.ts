import { type Json, textsIn } from '../model/json.ts';
import { type Address, addressOf, kindIn } from '../model/node.ts';
import { resourceOfName } from '../model/placements.ts';
import type { Change } from '../model/plan.ts';

/**
 * Gives a function from a change to the addresses of the changes that must be written before it. A node
 * waits for its parent and for the nodes that its fields refer to; a node that retires waits for those that
 * leave it: children that retire or move away, and lessons that stop placing it. All other changes may run
 * in parallel.
 */
export function dependencies(changes: readonly Change[]): (change: Change) => readonly Address[] {
  const planned = new Set(changes.map(({ address }) => address));
  /** By node: the changes that take a child or a reference away from it. */
  const leaving = new Map<Address, Address[]>();
  const add = (from: Address | undefined, address: Address): void => {
    if (from) leaving.set(from, [...(leaving.get(from) ?? []), address]);
  };
  for (const change of changes) {
    const { address } = change;
    if (change.action === 'retire') add(change.parent, address);
    if (change.action === 'move') add(change.from.parent, address);
    if (change.action === 'create') continue;
    for (const { path, ...values } of change.fields) {
      const before = values.kind === 'changed' ? values.before : null;
      for (const named of nodesNamedBy(address, path[0], before)) add(named, address);
    }
  }
  return (change) => {
    const { address, parent } = change;
    const sent =
      change.action === 'create'
        ? referring.map((field) => nodesNamedBy(address, field, change.after.fields[field] ?? null))
        : change.fields.map(({ path, after }) => nodesNamedBy(address, path[0], after));
    const needed = parent ? [parent, ...sent.flat()] : sent.flat();
    const before = change.action === 'retire' ? (leaving.get(address) ?? []) : needed;
    return before.filter((one) => one !== address && planned.has(one));
  };
}

/** Fields that refer to other nodes. */
const referring = ['prerequisites', 'resources'] as const;

/** The nodes that a field of a node refers to. A prerequisite is of the same kind as the node. */
function nodesNamedBy(address: Address, field: string, value: Json): readonly Address[] {
  const ids = textsIn(value);
  if (field === 'resources') return ids.map((id) => addressOf('resource', resourceOfName(id)));
  return field === 'prerequisites' ? ids.map((id) => addressOf(kindIn(address), id)) : [];
}

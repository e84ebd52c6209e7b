import { type Json, textsIn } from '../model/json.ts';
import { type Address, addressOf, kindIn } from '../model/node.ts';
import { resourceOfName } from '../model/placements.ts';
import type { Change } from '../model/plan.ts';

/**
 * For each change the changes that must be written before it. A node waits for its parent and for
 * what its fields refer to; a node that retires waits for what leaves it: children that retire or
 * move away, and lessons that stop placing it. Everything else may run side by side.
 */
export function dependencies(changes: readonly Change[]): (change: Change) => readonly Address[] {
  const planned = new Set(changes.map(({ address }) => address));
  const leaving = leavingBy(changes);
  return (change) => {
    const before = change.action === 'retire' ? (leaving.get(change.address) ?? []) : needs(change);
    return before.filter((address) => address !== change.address && planned.has(address));
  };
}

function needs(change: Change): readonly Address[] {
  const named = fieldsSent(change).flatMap(([field, value]) => namedBy(change, field, value));
  return change.parent ? [change.parent, ...named] : named;
}

/** By node, the changes that take something away from it. */
function leavingBy(changes: readonly Change[]): ReadonlyMap<Address, readonly Address[]> {
  const leaving = new Map<Address, Address[]>();
  const add = (from: Address | undefined, address: Address): void => {
    if (from) leaving.set(from, [...(leaving.get(from) ?? []), address]);
  };
  for (const change of changes) {
    if (change.action === 'retire') add(change.parent, change.address);
    if (change.action === 'move') add(change.from.parent, change.address);
    if (change.action === 'create') continue;
    for (const { path, ...values } of change.fields) {
      const before = values.kind === 'changed' ? values.before : null;
      for (const named of namedBy(change, path[0], before)) add(named, change.address);
    }
  }
  return leaving;
}

function fieldsSent(change: Change): readonly (readonly [string, Json])[] {
  return change.action === 'create'
    ? Object.entries(change.after.fields)
    : change.fields.map(({ path, after }) => [path[0], after] as const);
}

/** The nodes that a field of a change refers to: what comes before a node is of its own kind. */
function namedBy({ address }: Change, field: string, value: Json): readonly Address[] {
  const ids = textsIn(value);
  if (field === 'resources') return ids.map((id) => addressOf('resource', resourceOfName(id)));
  return field === 'prerequisites' ? ids.map((id) => addressOf(kindIn(address), id)) : [];
}

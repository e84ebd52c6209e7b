import { type Address, addressOf } from '../model/address.ts';
import type { Json } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';
import type { Change } from '../model/plan.ts';

/** The fields that refer to other nodes, and what they refer to. */
const references: Readonly<Record<string, Kind>> = {
  resources: 'resource',
  prerequisites: 'unit',
};

/**
 * The changes of the plan that must be written before this one: its parent, and what its fields
 * refer to. Everything else may run beside it.
 */
export function dependenciesOf(
  change: Change,
  planned: ReadonlyMap<Address, Change>,
): readonly Address[] {
  const named = fieldsSent(change).flatMap(([field, value]) => {
    const kind = references[field];
    return kind ? idsIn(value).map((id) => addressOf(kind, id)) : [];
  });
  const all = change.parent ? [change.parent, ...named] : named;
  return all.filter((address) => address !== change.address && planned.has(address));
}

function fieldsSent(change: Change): readonly (readonly [string, Json])[] {
  return change.action === 'create'
    ? Object.entries(change.after.fields)
    : change.fields.map(({ path, after }) => [path[0], after] as const);
}

function idsIn(value: Json): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

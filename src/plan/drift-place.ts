import type { Address } from '../model/address.ts';
import type { FieldDrift } from '../model/drift.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import type { LastApplied } from './last-applied.ts';
import { keepingOrder } from './order.ts';
import { causeOf } from './three-way.ts';

export interface ThreeSides {
  readonly base: LastApplied;
  readonly head: LastApplied;
  readonly server: RemoteState;
}

/** Whether a node hangs elsewhere than it should, as a field named `parent`. */
export function parentDrift(address: Address, { base, head, server }: ThreeSides): FieldDrift[] {
  const wanted = head.nodes.get(address)?.parent;
  if (!wanted) return [];
  const before = base.nodes.get(address)?.parent;
  const after = server.entities.get(address)?.entity.parent;
  const kept = before && before === after;
  const cause = causeOf({ kept, wanted: wanted === after }, () => wanted === before);
  if (cause === 'as applied' || cause === 'settled') return [];
  const values = { before: before ?? null, after: after ?? null, wanted };
  return [{ of: 'place', path: ['parent'], cause, ...values }];
}

/**
 * The siblings that do not stand in the order of the manifests, each with its drift as a field
 * named `order`. Order is compared, numbers are not. Who changed it is judged for all siblings of a
 * parent at once: which of them was moved past which cannot be told from the outcome.
 */
export function orderDrift({ base, head, server }: ThreeSides): ReadonlyMap<Address, FieldDrift> {
  const number = (address: Address) => server.entities.get(address)?.sortOrder;
  const before = familiesOf(base.nodes);
  const found = new Map<Address, FieldDrift>();
  for (const [parent, children] of familiesOf(head.nodes)) {
    const family = children.filter((address) => standsUnder(parent, server.entities.get(address)));
    const settled = keepingOrder(family.map(number));
    if (settled.size === family.length) continue;
    const members = new Set(family);
    const applied = (before.get(parent) ?? []).filter((address) => members.has(address));
    const kept = keepingOrder(applied.map(number)).size === applied.length;
    const cause = kept
      ? 'edited in git'
      : isSameOrder(applied, family)
        ? 'changed on the server'
        : 'both';
    const positions = { applied: rank(applied), held: ranksByNumber(family, number) };
    family.forEach((address, index) => {
      if (settled.has(index)) return;
      const wanted = index + 1;
      const values = {
        before: positions.applied.get(address) ?? null,
        after: positions.held.get(address) ?? null,
      };
      found.set(address, { of: 'place', path: ['order'], cause, ...values, wanted });
    });
  }
  return found;
}

type Families = ReadonlyMap<Address, readonly Address[]>;

function familiesOf(nodes: LastApplied['nodes']): Families {
  const families = new Map<Address, Address[]>();
  for (const [address, { parent }] of nodes) {
    if (!parent) continue;
    const family = families.get(parent);
    if (family) family.push(address);
    else families.set(parent, [address]);
  }
  return families;
}

function standsUnder(parent: Address, there: RemoteEntity | undefined): boolean {
  return there?.entity.parent === parent && there.status !== 'tobedeleted';
}

/** Whether two lists have their common members in the same order; the first has no others. */
function isSameOrder(few: readonly Address[], many: readonly Address[]): boolean {
  const common = new Set(few);
  const rest = many.filter((address) => common.has(address));
  return rest.every((address, index) => address === few[index]);
}

function rank(addresses: readonly Address[]): ReadonlyMap<Address, number> {
  return new Map(addresses.map((address, index) => [address, index + 1]));
}

/** Positions by number; none for a node whose number is missing or another's as well. */
function ranksByNumber(
  family: readonly Address[],
  numberOf: (address: Address) => number | undefined,
): ReadonlyMap<Address, number> {
  const numbers = family.flatMap((address) => numberOf(address) ?? []).sort((a, b) => a - b);
  const ranks = new Map<Address, number>();
  for (const address of family) {
    const number = numberOf(address);
    const first = number === undefined ? -1 : numbers.indexOf(number);
    if (number !== undefined && numbers.lastIndexOf(number) === first)
      ranks.set(address, first + 1);
  }
  return ranks;
}

import { longestRisingRun } from '../model/ledger.ts';
import type { Address } from '../model/node.ts';
import type { Place } from '../model/plan.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';

/** The distance between new neighbours, which leaves room to insert without touching a sibling. */
const step = 10;

/**
 * The `sortOrder` numbers that put siblings in the wanted order and change as few of them as possible.
 *
 * `present` has the numbers of now in the wanted order (`undefined`: new, moved here, or without a number).
 * Only the order counts: numbers that already rise stay, whatever they are.
 */
export function sortOrders(present: readonly (number | undefined)[]): number[] {
  const kept = isAscending(present) ? present.map((_, index) => index) : longestKept(present);
  const anchors: Anchor[] = kept.map((index) => ({ index, number: present[index] ?? 0 }));
  const result: number[] = [];
  let before: Anchor | undefined;
  for (const anchor of [...anchors, undefined]) {
    const count = (anchor?.index ?? present.length) - result.length;
    result.push(...between(before?.number, anchor?.number, count));
    if (anchor) result.push(anchor.number);
    before = anchor;
  }
  return result;
}

interface Anchor {
  readonly index: number;
  readonly number: number;
}

/** Whether all siblings have numbers that rise. */
function isAscending(numbers: readonly (number | undefined)[]): boolean {
  return numbers.every((number, index) => {
    const before = numbers[index - 1];
    return number !== undefined && (index === 0 || (before !== undefined && before < number));
  });
}

/**
 * The indices of the most siblings that can keep their numbers. Two may both stay if enough whole numbers
 * are left for the siblings between them: `number - index` does not fall from one to the other. A result
 * below zero is left out: the siblings before it would need negative numbers.
 */
function longestKept(present: readonly (number | undefined)[]): number[] {
  const rooms = present.map((number, index) => (number === undefined ? undefined : number - index));
  return longestRisingRun(
    rooms.map((room) => (room !== undefined && room < 0 ? undefined : room)),
    { strict: false },
  );
}

/** The indices of the most siblings whose present numbers are already in the wanted order. */
export function keepingOrder(present: readonly (number | undefined)[]): ReadonlySet<number> {
  return new Set(longestRisingRun(present, { strict: true }));
}

/** `count` whole numbers strictly between two neighbours, spread evenly; without an upper one, by steps. */
function between(low: number | undefined, high: number | undefined, count: number): number[] {
  if (high === undefined) {
    const start = Math.floor(low ?? 0);
    return Array.from({ length: count }, (_, index) => start + step * (index + 1));
  }
  const first = Math.floor(low ?? -1) + 1;
  const room = Math.ceil(high) - first;
  return Array.from(
    { length: count },
    (_, index) => first + Math.floor((room * (2 * index + 1)) / (2 * count)),
  );
}

/** Where a node should be, and whether its number is already in order with those of its siblings. */
export interface WantedPlace {
  readonly place: Place;
  readonly isInOrder: boolean;
}

/**
 * The wanted places of siblings by address. `families` gives the children of each parent in the wanted
 * order. A family that is already in order, as nearly all are, is left out.
 */
export function wantedPlaces(
  families: ReadonlyMap<Address, readonly Address[]>,
  remote: RemoteState,
): ReadonlyMap<Address, WantedPlace> {
  const places = new Map<Address, WantedPlace>();
  for (const [parent, family] of families) {
    const present = family.map((address) => presentNumber(remote.entities.get(address), parent));
    if (isAscending(present)) continue;
    const settled = keepingOrder(present);
    sortOrders(present).forEach((sortOrder, index) => {
      const address = family[index];
      if (address)
        places.set(address, {
          place: { parent, position: index + 1, sortOrder },
          isInOrder: settled.has(index),
        });
    });
  }
  return places;
}

/** The number of a node under a parent; undefined if it is elsewhere: numbers count only among siblings. */
function presentNumber(remote: RemoteEntity | undefined, parent: Address): number | undefined {
  return remote?.entity.parent === parent ? remote.sortOrder : undefined;
}

/** The places of nodes and their siblings on the platform. Positions do not count retired ones of others. */
export function presentPlaces(
  remote: RemoteState,
  isOurs: (address: Address) => boolean,
  nodes: Iterable<Address> = remote.entities.keys(),
): ReadonlyMap<Address, Place> {
  // Only the families of these nodes are built: the rest may be a hundred times as much.
  const families = new Map<Address, [Address, RemoteEntity][]>();
  for (const address of nodes) {
    const parent = remote.entities.get(address)?.entity.parent;
    if (parent) families.set(parent, []);
  }
  for (const [address, entity] of remote.entities) {
    const family = families.get(entity.entity.parent ?? address);
    const isGone = entity.status === 'tobedeleted' && !isOurs(address);
    if (entity.entity.parent && !isGone) family?.push([address, entity]);
  }
  const places = new Map<Address, Place>();
  for (const [parent, family] of families) {
    // A node without a number comes last; the sort is stable, so the platform's order decides.
    family.sort(([, a], [, b]) => (a.sortOrder ?? Infinity) - (b.sortOrder ?? Infinity) || 0);
    family.forEach(([address, { sortOrder }], index) => {
      places.set(address, { parent, position: index + 1, sortOrder: sortOrder ?? null });
    });
  }
  return places;
}

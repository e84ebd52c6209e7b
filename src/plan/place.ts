import type { Address } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Place } from '../model/plan.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import { siblingsByParent } from './desired.ts';
import { isAscending, keepingOrder, sortOrders } from './order.ts';

/** Where a node should stand, and whether its number already puts it in order with the others. */
export interface WantedPlace {
  readonly place: Place;
  readonly isInOrder: boolean;
}

/**
 * Where nodes with an order should stand: the parent, the position, and the number for it. Siblings
 * that all stand so already, as nearly all do, are left out.
 */
export function wantedPlaces(
  catalog: Catalog,
  remote: RemoteState,
): ReadonlyMap<Address, WantedPlace> {
  const places = new Map<Address, WantedPlace>();
  for (const [parent, family] of siblingsByParent(catalog)) {
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

/** A number counts only among the siblings it was given for. */
function presentNumber(remote: RemoteEntity | undefined, parent: Address): number | undefined {
  return remote?.entity.parent === parent ? remote.sortOrder : undefined;
}

/** Where nodes and their siblings stand on the platform now; positions count all but the retired. */
export function presentPlaces(
  remote: RemoteState,
  catalog: Catalog,
  nodes: Iterable<Address> = remote.entities.keys(),
): ReadonlyMap<Address, Place> {
  // What hangs elsewhere may be a hundred times as much.
  const families = new Map<Address, [Address, RemoteEntity][]>();
  for (const address of nodes) {
    const parent = remote.entities.get(address)?.entity.parent;
    if (parent) families.set(parent, []);
  }
  for (const [address, entity] of remote.entities) {
    const family = families.get(entity.entity.parent ?? address);
    const isGone = entity.status === 'tobedeleted' && !catalog.nodes.has(address);
    if (entity.entity.parent && !isGone) family?.push([address, entity]);
  }
  const places = new Map<Address, Place>();
  for (const [parent, family] of families) {
    // A node without a number stands last; the sort is stable, so the platform's order decides.
    family.sort(([, a], [, b]) => (a.sortOrder ?? Infinity) - (b.sortOrder ?? Infinity) || 0);
    family.forEach(([address, { sortOrder }], index) => {
      places.set(address, { parent, position: index + 1, sortOrder: sortOrder ?? null });
    });
  }
  return places;
}

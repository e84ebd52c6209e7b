import { valueAt } from '../document/place.ts';
import type { Catalog, CatalogNode } from '../model/catalog.ts';
import { isNumber, type Json, type JsonObject } from '../model/json.ts';
import { type Address, addressOf, courseAbove } from '../model/node.ts';
import { placementsIn } from '../model/placements.ts';

/** A resource where a lesson or unit places it. */
export interface PlacedResource {
  readonly place: Address;
  /** The resource; absent where the catalog does not have it. */
  readonly resource?: CatalogNode;
  readonly id: string;
  /** What is said of the placement itself. */
  readonly said: JsonObject;
}

/** A catalog with what rules ask of it more than once. */
export interface RuleFacts {
  readonly nodes: Catalog['nodes'];
  readonly placed: readonly PlacedResource[];
  /** The course above a node. */
  readonly courseOf: (address: Address) => Address | undefined;
}

export function factsOf({ nodes }: Catalog): RuleFacts {
  const courseOf = (address: Address) => courseAbove(address, (one) => nodes.get(one)?.entity);
  const placed = [...nodes].flatMap(([place, { entity }]) => placedBy(place, entity.fields, nodes));
  return { nodes, placed, courseOf };
}

function placedBy(place: Address, fields: JsonObject, nodes: Catalog['nodes']): PlacedResource[] {
  return (placementsIn(fields) ?? []).map(({ resource: id, said }) => {
    const resource = nodes.get(addressOf('resource', id));
    return { place, id, ...(resource && { resource }), said };
  });
}

/** The value at a path of keys; undefined if there is none, or nothing. */
export function valueIn(fields: JsonObject, path: readonly string[]): Json | undefined {
  return valueAt(fields, path) ?? undefined;
}

/** The texts of a value: of one, or of a list. Numbers count as their text. */
export function anyTextsIn(value: Json | undefined): readonly string[] {
  const list: readonly Json[] = Array.isArray(value) ? value : [value ?? null];
  return list.flatMap((item) => (typeof item === 'string' || isNumber(item) ? [String(item)] : []));
}

import { valueAt } from '../document/place.ts';
import type { Catalog, CatalogNode } from '../model/catalog.ts';
import { isNumber, type Json, type JsonObject } from '../model/json.ts';
import { type Address, addressOf, courseAbove, kindIn } from '../model/node.ts';
import { placementsIn } from '../model/placements.ts';

/** A placement: a resource, and the lesson or unit that places it. */
export interface PlacedResource {
  readonly place: Address;
  /** The resource; absent if the catalog does not have it. */
  readonly resource?: CatalogNode;
  readonly id: string;
  /** The fields written about the placement itself. */
  readonly said: JsonObject;
}

/** A catalog with the facts that several rules ask for. */
export interface RuleFacts {
  readonly nodes: Catalog['nodes'];
  readonly placed: readonly PlacedResource[];
  /** The course above a node; undefined if there is none. */
  readonly courseOf: (address: Address) => Address | undefined;
}

/** Collects the facts that rules ask for. */
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

/** The value at a path of keys; undefined if there is none, or if it is null. */
export function valueIn(fields: JsonObject, path: readonly string[]): Json | undefined {
  return valueAt(fields, path) ?? undefined;
}

/** The texts in a value, which may be a list. A number counts as its text, other values are left out. */
export function anyTextsIn(value: Json | undefined): readonly string[] {
  const list: readonly Json[] = Array.isArray(value) ? value : [value ?? null];
  return list.flatMap((item) => (typeof item === 'string' || isNumber(item) ? [String(item)] : []));
}

interface CourseTotals {
  readonly totalLessons: number;
  /** Absent if no node below the course has XP. */
  readonly totalXp?: number;
}

/**
 * The totals of all courses. The XP of a placement is its own, else that of its resource. A lesson whose
 * placements have no XP counts with its own.
 */
export function totalsOf({
  nodes,
  placed,
  courseOf,
}: RuleFacts): ReadonlyMap<Address, CourseTotals> {
  const byPlace = new Map<Address, number>();
  for (const { place, said, resource } of placed) {
    const xp = xpIn(said) ?? (resource && xpIn(resource.entity.fields));
    if (xp !== undefined) byPlace.set(place, (byPlace.get(place) ?? 0) + xp);
  }
  const totals = new Map<Address, { totalLessons: number; totalXp?: number }>();
  for (const [address, { entity }] of nodes) {
    const course = kindIn(address) === 'resource' ? undefined : courseOf(address);
    if (!course) continue;
    const sum = totals.get(course) ?? { totalLessons: 0 };
    totals.set(course, sum);
    if (entity.kind === 'lesson') sum.totalLessons += 1;
    const own = entity.kind === 'lesson' ? xpIn(entity.fields) : undefined;
    const xp = byPlace.get(address) ?? own;
    if (xp !== undefined) sum.totalXp = (sum.totalXp ?? 0) + xp;
  }
  return totals;
}

function xpIn(fields: Parameters<typeof valueIn>[0]): number | undefined {
  const xp = valueIn(fields, ['metadata', 'xp']);
  return isNumber(xp) && Number.isFinite(Number(xp)) ? Number(xp) : undefined;
}

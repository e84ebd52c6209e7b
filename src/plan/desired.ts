import { type Address, idIn } from '../model/address.ts';
import type { Catalog, CatalogNode } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import type { CompareRules } from './rules.ts';

/** What the platform should hold for a node: the author's fields and those that follow from its place. */
export function desiredFields(
  catalog: Catalog,
  { entity }: CatalogNode,
  rules: CompareRules,
): JsonObject {
  if (entity.kind !== 'lesson' || !rules.lessonNamesCourse) return entity.fields;
  const course = courseOf(catalog, entity.parent);
  return course ? { ...entity.fields, course: idIn(course) } : entity.fields;
}

function courseOf(catalog: Catalog, unit: Address | undefined): Address | undefined {
  return unit && catalog.nodes.get(unit)?.entity.parent;
}

/** Siblings that have an order, by parent, in the authors' order. */
export function siblingsByParent(catalog: Catalog): ReadonlyMap<Address, readonly Address[]> {
  const families = new Map<Address, Address[]>();
  for (const [address, { entity }] of catalog.nodes) {
    if (!entity.parent) continue;
    const family = families.get(entity.parent);
    if (family) family.push(address);
    else families.set(entity.parent, [address]);
  }
  return families;
}

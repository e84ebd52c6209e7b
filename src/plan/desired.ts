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
  catalog.nodes.forEach(({ entity: { parent } }, address) => {
    const family = parent && families.get(parent);
    if (family) family.push(address);
    else if (parent) families.set(parent, [address]);
  });
  return families;
}

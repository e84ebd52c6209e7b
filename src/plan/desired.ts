import type { Catalog, CatalogNode } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import { type Address, addressOf, type Entity, idIn, withFields } from '../model/node.ts';
import type { Content } from '../model/plan.ts';
import type { CompareRules } from './compare.ts';

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

/** What is written of a node of the catalog. */
export function contentToWrite(catalog: Catalog, node: CatalogNode, rules: CompareRules): Content {
  const entity = withFields(node.entity, desiredFields(catalog, node, rules));
  return { entity, ...titlesOf(entity, (address) => catalog.nodes.get(address)?.entity) };
}

/** The titles of the resources that a lesson places, which some dialects write beside it. */
export function titlesOf(
  { kind, fields: { resources } }: Entity,
  find: (resource: Address) => Entity | undefined,
): Pick<Content, 'titles'> {
  if (kind !== 'lesson' || !Array.isArray(resources) || resources.length === 0) return {};
  const named = resources.map(String).flatMap((id): [string, string][] => {
    const title = find(addressOf('resource', id))?.title;
    return title ? [[id, title]] : [];
  });
  return { titles: new Map(named) };
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

/** The orgs that courses name, course by course. */
export function orgsOf({ nodes }: Catalog): string[] {
  return [...nodes.values()].flatMap(({ entity }) => {
    const org = entity.kind === 'course' ? entity.fields['org'] : undefined;
    return typeof org === 'string' ? [org] : [];
  });
}

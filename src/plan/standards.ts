import { addressOf } from '../model/address.ts';
import type { Catalog, CatalogNode } from '../model/catalog.ts';
import { withFields } from '../model/entity.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { StandardsPaths } from '../model/standards.ts';

/**
 * The catalog with standards where the platform keeps them, in the documented form of a
 * learningObjectiveSet; left out where it takes none. From there on they are fields like any other.
 */
export function withStandards(catalog: Catalog, paths: StandardsPaths): Catalog {
  if (![...catalog.nodes.values()].some(hasStandards)) return catalog;
  const nodes = new Map(catalog.nodes);
  for (const node of catalog.nodes.values()) {
    const { kind, sourcedId } = node.entity;
    if (hasStandards(node)) nodes.set(addressOf(kind, sourcedId), placed(node, paths));
  }
  return { nodes };
}

function hasStandards({ entity: { kind, fields } }: CatalogNode): boolean {
  return (kind === 'lesson' || kind === 'resource') && fields['standards'] !== undefined;
}

function placed(node: CatalogNode, paths: StandardsPaths): CatalogNode {
  const { entity } = node;
  const { standards = null, ...others } = entity.fields;
  const path = entity.kind === 'lesson' ? paths.lesson : paths.resource;
  const set: Json =
    standards === null ? null : [{ source: 'CASE', learningObjectiveIds: standards }];
  const fields = path === '' ? others : laidAt(others, path.split('.'), set);
  return { ...node, entity: withFields(entity, fields) };
}

function laidAt(
  fields: JsonObject,
  [key = '', ...rest]: readonly string[],
  value: Json,
): JsonObject {
  const inner = fields[key];
  const laid = rest.length === 0 ? value : laidAt(isObject(inner) ? inner : {}, rest, value);
  return { ...fields, [key]: laid };
}

import type { Address } from '../model/address.ts';
import type { Catalog, CatalogNode } from '../model/catalog.ts';

/** What an environment adds to the manifests. */
export interface EnvironmentDefaults {
  /** The org of every course that names none. */
  readonly org?: string;
}

/** The catalog as one environment should hold it. An org that an author wrote stands. */
export function forEnvironment(catalog: Catalog, { org }: EnvironmentDefaults): Catalog {
  if (org === undefined) return catalog;
  const nodes = new Map<Address, CatalogNode>();
  for (const [address, node] of catalog.nodes) {
    const { entity } = node;
    const lacksOrg = entity.kind === 'course' && entity.fields['org'] === undefined;
    nodes.set(
      address,
      lacksOrg ? { ...node, entity: { ...entity, fields: { ...entity.fields, org } } } : node,
    );
  }
  return { nodes };
}

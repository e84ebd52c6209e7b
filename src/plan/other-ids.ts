import type { Catalog, CatalogNode } from '../model/catalog.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Address, addressOf, idIn, idKey, type Kind, kindIn } from '../model/node.ts';
import { placementsIn, withPlacements } from '../model/placements.ts';

/** The id under which a node goes. */
export type IdOf = (kind: Kind | 'placement', id: string) => string;

/** The same catalog under other ids: every reference to a node follows. */
export function withOtherIds({ nodes }: Catalog, idOf: IdOf): Catalog {
  const at = (address: Address) => addressOf(kindIn(address), idOf(kindIn(address), idIn(address)));
  const renamed = [...nodes].map(([address, node]): [Address, CatalogNode] => {
    const { entity } = node;
    const { kind, sourcedId, parent } = entity;
    return [
      at(address),
      {
        ...node,
        entity: {
          ...entity,
          sourcedId: idOf(kind, sourcedId),
          ...(parent && { parent: at(parent) }),
          fields: withOtherLinks(entity.fields, idOf),
        },
      },
    ];
  });
  return { nodes: new Map(renamed) };
}

/** The same ledger under other ids. Placements keep theirs, which belong to no node. */
export function ledgerWithOtherIds(ledger: Ledger, idOf: IdOf): Ledger {
  const entries = [...ledger.entries.values()].map((entry) => {
    const sourcedId = idOf(entry.kind, entry.sourcedId);
    return [idKey(entry.kind, sourcedId), { ...entry, sourcedId }] as const;
  });
  const meant = ledger.meant?.map((one) => ({ ...one, sourcedId: idOf(one.kind, one.sourcedId) }));
  return { ...ledger, entries: new Map(entries), ...(meant && { meant }) };
}

function withOtherLinks(fields: JsonObject, idOf: IdOf): JsonObject {
  const { prerequisites } = fields;
  const ids = Array.isArray(prerequisites) ? prerequisites : [];
  const named: Json[] = ids.map((id: Json) => (typeof id === 'string' ? idOf('unit', id) : id));
  const own = prerequisites === undefined ? fields : { ...fields, prerequisites: named };
  const placed = placementsIn(own);
  if (!placed) return own;
  const other = placed.map(({ resource, said, ...one }) => {
    const { sourcedId } = said;
    const id = typeof sourcedId === 'string' && { sourcedId: idOf('placement', sourcedId) };
    return { ...one, resource: idOf('resource', resource), said: { ...said, ...id } };
  });
  return withPlacements(own, other);
}

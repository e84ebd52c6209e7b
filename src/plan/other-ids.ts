import type { Catalog, CatalogNode } from '../model/catalog.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Address, addressOf, idIn, type Kind, kindIn } from '../model/node.ts';

/** The id under which a node goes. */
export type IdOf = (kind: Kind, id: string) => string;

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
    return [sourcedId, { ...entry, sourcedId }] as const;
  });
  return { ...ledger, entries: new Map(entries) };
}

/** Fields whose values are ids of the catalog, and of which kind. */
const references = { resources: 'resource', prerequisites: 'unit' } as const;

function withOtherLinks(fields: JsonObject, idOf: IdOf): JsonObject {
  const own = Object.entries(references).flatMap(([name, kind]) => {
    const value = fields[name];
    return value === undefined ? [] : [[name, otherLinks(value, (id) => idOf(kind, id))] as const];
  });
  return own.length === 0 ? fields : { ...fields, ...Object.fromEntries(own) };
}

/** A reference is an id, or an object that holds one beside what is said of it. */
function otherLinks(links: Json, other: (id: string) => string): Json {
  if (typeof links === 'string') return other(links);
  if (Array.isArray(links)) return links.map((link) => otherLinks(link, other));
  if (!isObject(links)) return links;
  const own = ['resource', 'sourcedId'].flatMap((key) => {
    const id = links[key];
    return typeof id === 'string' ? [[key, other(id)] as const] : [];
  });
  return { ...links, ...Object.fromEntries(own) };
}

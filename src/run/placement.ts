import type { Catalog } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Address, addressOf } from '../model/node.ts';
import { placementNames, resourceOfName, saidOf } from '../model/placements.ts';

/** A placement of the manifests, as an id names it. */
export interface FoundPlacement {
  readonly sourcedId: string;
  /** The lesson or unit that it stands in. */
  readonly parent: Address;
  /** What it goes by among the fields of that. */
  readonly name: string;
  readonly resource: string;
  /** What the manifest says of it beyond that. */
  readonly said: JsonObject;
}

/**
 * The placement with an id, or with `placement/ID`: one that an entry of `resources` writes out, or that
 * the ledger has for a lesson or unit and a resource in it.
 */
export function findPlacement(
  text: string,
  { nodes }: Catalog,
  ledger: Ledger | undefined,
): FoundPlacement | undefined {
  const sourcedId = text.replace(/^placement\//, '');
  for (const [parent, { entity }] of nodes) {
    for (const name of placementNames(entity.fields) ?? []) {
      const said = saidOf(name, entity.fields);
      if (said['sourcedId'] === sourcedId) {
        return { sourcedId, parent, name, resource: resourceOfName(name), said };
      }
    }
  }
  const line = ledger?.placements.get(sourcedId);
  if (!line) return undefined;
  const { parent: place, resource } = line;
  const parent = [addressOf('lesson', place), addressOf('unit', place)].find((one) =>
    nodes.has(one),
  );
  const fields = (parent && nodes.get(parent)?.entity.fields) ?? {};
  const isThere = parent && placementNames(fields)?.includes(resource);
  const said = saidOf(resource, fields);
  // An entry with an id of its own is another placement of the same resource.
  if (!isThere || said['sourcedId'] !== undefined) return undefined;
  return { sourcedId, parent, name: resource, resource, said };
}

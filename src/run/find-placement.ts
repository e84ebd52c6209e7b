import type { Catalog } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Address, addressOf } from '../model/node.ts';
import { placementsListed, resourceOfName, saidOf } from '../model/placements.ts';

/** A placement of the manifests that was found by its id. */
export interface FoundPlacement {
  readonly sourcedId: string;
  /** The lesson or unit that has the placement. */
  readonly parent: Address;
  /** The name of the placement in the fields of that node. */
  readonly name: string;
  readonly resource: string;
  /** The other fields of the placement in the manifest. */
  readonly said: JsonObject;
}

/**
 * The placement with an id, given as `ID` or `placement/ID`: an entry of `resources` writes the id, or the
 * ledger has it for a resource in a lesson or unit. Undefined if there is none.
 */
export function findPlacement(
  text: string,
  { nodes }: Catalog,
  ledger: Ledger | undefined,
): FoundPlacement | undefined {
  const sourcedId = text.replace(/^placement\//, '');
  for (const [parent, { entity }] of nodes) {
    for (const name of placementsListed(entity.fields['resources']) ?? []) {
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
  const isThere = parent && placementsListed(fields['resources'])?.includes(resource);
  const said = saidOf(resource, fields);
  // An entry with its own id is another placement of the same resource.
  if (!isThere || said['sourcedId'] !== undefined) return undefined;
  return { sourcedId, parent, name: resource, resource, said };
}

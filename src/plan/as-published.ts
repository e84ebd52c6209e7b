import type { Address } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import { withFields } from '../model/entity.ts';
import type { Platform, RemoteEntity, RemoteState } from '../model/remote.ts';
import { desiredFields } from './desired.ts';
import { wantedPlaces } from './order.ts';
import type { CompareRules } from './rules.ts';

/** What an empty platform would hold once a catalog was published to it. */
export function asPublished(
  catalog: Catalog,
  { platform, rules }: { readonly platform: Platform; readonly rules: CompareRules },
): RemoteState {
  const empty: RemoteState = { platform, entities: new Map(), requests: 0 };
  const places = wantedPlaces(catalog, empty);
  const entities = [...catalog.nodes].map(([address, node]): [Address, RemoteEntity] => {
    const sortOrder = places.get(address)?.place.sortOrder ?? undefined;
    return [
      address,
      {
        entity: withFields(node.entity, desiredFields(catalog, node, rules)),
        status: 'active',
        ...(sortOrder !== undefined && { sortOrder }),
        record: {},
      },
    ];
  });
  return { ...empty, entities: new Map(entities) };
}

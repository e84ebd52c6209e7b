import type { Catalog } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Address, addressOf, withFields } from '../model/node.ts';
import type { Platform, RemoteEntity, RemoteState } from '../model/remote.ts';
import type { CompareRules } from './compare.ts';
import { desiredFields } from './desired.ts';
import { releasedIn } from './retirements.ts';
import { wantedPlaces } from './sibling-order.ts';

/** A node as it was written to the platform. */
export interface AppliedNode {
  readonly parent?: Address;
  /** The fields that were managed, those that follow from the place included. */
  readonly fields: JsonObject;
}

/** What a platform was last made to hold. From a commit or from a receipt: drift does not ask. */
export interface LastApplied {
  /** Siblings in the order that they were put in. */
  readonly nodes: ReadonlyMap<Address, AppliedNode>;
  readonly retired: ReadonlySet<Address>;
  /** Handed over to another catalog: not asked for here. Absent: nothing was. */
  readonly released?: ReadonlySet<Address>;
}

/** What the platform would hold had exactly these manifests been applied. */
export function asApplied(
  catalog: Catalog,
  ledger: Ledger | undefined,
  rules: CompareRules,
): LastApplied {
  const nodes = [...catalog.nodes].map(([address, node]): [Address, AppliedNode] => {
    const { parent } = node.entity;
    return [address, { ...(parent && { parent }), fields: desiredFields(catalog, node, rules) }];
  });
  const entries = [...(ledger?.entries.values() ?? [])];
  const retired = entries.filter(({ state }) => state === 'retired');
  return {
    nodes: new Map(nodes),
    retired: new Set(retired.map(({ kind, sourcedId }) => addressOf(kind, sourcedId))),
    released: new Set(releasedIn(ledger).keys()),
  };
}

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

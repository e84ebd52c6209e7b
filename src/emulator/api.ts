import type { Json, JsonObject } from '../model/json.ts';
import type { EmulatorClient } from './client.ts';
import type { Conduct } from './conduct.ts';
import { type Collection, type Dialect, namesOf, shown } from './dialect.ts';
import type { Lagging } from './lag.ts';
import type { Entry, Store } from './store.ts';

/** What every endpoint of a dialect works with. */
export interface Api extends Lagging {
  readonly dialect: Dialect;
  readonly conduct: Conduct;
  readonly now: () => Date;
  /** Milliseconds from an event until its results can be read. */
  readonly materialiseAfterMs: number;
}

/** One request whose token was accepted. */
export interface Visit {
  readonly request: Request;
  readonly client: EmulatorClient;
  readonly exchange: Exchange;
}

/** A request to a collection. */
export interface Call extends Visit {
  readonly collection: Collection;
  /** The id in the path; empty for a list. */
  readonly sourcedId: string;
}

/** Notes of an endpoint for the request log. */
export interface Exchange {
  /** The JSON body, if the request came as far as being read. */
  body?: Json;
}

/** Owner of records that every client may see. */
export const everybody = '*';

export function ownerOf({ collection, client }: Call): string {
  return collection.fixed ? everybody : client.id;
}

/** The entry under an id in a collection, whoever owns it. */
export function findEntry(
  { store }: { readonly store: Pick<Store, 'find'> },
  collection: Collection,
  sourcedId: string,
): Entry | undefined {
  for (const name of namesOf(collection)) {
    const entry = store.find(name, sourcedId);
    if (entry) return entry;
  }
  return undefined;
}

/** The entry under an id that this client may see. Records of other owners count as absent. */
export function findVisible(
  api: { readonly store: Pick<Store, 'find'> },
  client: EmulatorClient,
  { collection, sourcedId }: { readonly collection: Collection; readonly sourcedId: string },
): Entry | undefined {
  const entry = findEntry(api, collection, sourcedId);
  return entry?.owner === client.id || entry?.owner === everybody ? entry : undefined;
}

/** A stored record as answers to GET and to writes show it. */
export function show(entry: Entry, call: Call, api: Api): JsonObject {
  return present(shown(entry, call.collection), call, api);
}

/** A stored record as lists show it. */
export function showInList(entry: Entry, call: Call, api: Api): JsonObject {
  const { collection } = call;
  return present(api.conduct.list(shown(entry, collection), collection), call, api);
}

function present(record: JsonObject, { request, collection }: Call, api: Api): JsonObject {
  const hrefOf = (name: string, sourcedId: string) => {
    const { origin } = new URL(request.url);
    const path = api.dialect.collections.find((other) => other.name === name)?.path ?? '';
    return `${origin}${path.replace(/\/$/, '')}/${encodeURIComponent(sourcedId)}`;
  };
  return api.conduct.read(record, { collection, hrefOf });
}

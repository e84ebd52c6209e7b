import { createHash, timingSafeEqual } from 'node:crypto';
import type { EventForms } from '../../../model/event-check.ts';
import type { Json, JsonObject } from '../../../model/json.ts';
import type { Behaviour } from './behaviour.ts';
import {
  type Collection,
  type Page,
  type Right,
  type Scope,
  shown,
  storedNames,
} from './collection.ts';
import type { FieldProblem } from './fields.ts';
import type { EmulatorAnswer } from './http.ts';
import type { Entry, Lagging, Store } from './store.ts';

/** What every endpoint of a dialect works with. */
export interface Api extends Lagging {
  readonly dialect: EmulatorDialect;
  readonly behaviour: Behaviour;
  readonly now: () => Date;
  /** Milliseconds from an event until its results can be read. */
  readonly materialiseAfterMs: number;
}

/** One request whose token was accepted. */
export interface Visit {
  readonly request: Request;
  readonly client: EmulatorClient;
  readonly exchange: RequestNotes;
}

/** A request to a collection. */
export interface Call extends Visit {
  readonly collection: Collection;
  /** The id in the path; empty for a list. */
  readonly sourcedId: string;
}

/** Notes of an endpoint for the request log. */
export interface RequestNotes {
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
  for (const name of storedNames(collection)) {
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
export function showRecord(entry: Entry, call: Call, api: Api): JsonObject {
  return present(shown(entry, call.collection), call, api);
}

/** A stored record as lists show it. */
export function showListedRecord(entry: Entry, call: Call, api: Api): JsonObject {
  const { collection } = call;
  return present(api.behaviour.list(shown(entry, collection), collection), call, api);
}

function present(record: JsonObject, { request, collection }: Call, api: Api): JsonObject {
  const hrefOf = (name: string, sourcedId: string) => {
    const { origin } = new URL(request.url);
    const path = api.dialect.collections.find((other) => other.name === name)?.path ?? '';
    return `${origin}${path.replace(/\/$/, '')}/${encodeURIComponent(sourcedId)}`;
  };
  return api.behaviour.read(record, { collection, hrefOf });
}

/** Context of an endpoint beside the request. */
export interface EndpointContext {
  readonly api: Api;
  /** A named part of the path; empty if the path has none of that name. */
  readonly param: (name: string) => string;
}

/** A route of a dialect that is not a collection of records. */
export interface Endpoint {
  readonly paths: readonly string[];
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly right: Right;
  readonly answer: (
    visit: Visit,
    means: EndpointContext,
  ) => EmulatorAnswer | Promise<EmulatorAnswer>;
}

/** The differences between documented APIs, one value for each API. */
export interface EmulatorDialect {
  readonly name: string;
  readonly tokenPath: string;
  /** Granted if a client asks for none, as far as it has the rights. */
  readonly scopes: readonly Scope[];
  readonly collections: readonly Collection[];
  /** The forms of events as the documents have them. */
  readonly events: EventForms;
  /** Endpoints that are not collections of records. */
  readonly endpoints?: readonly Endpoint[];
  /** Records on a page: without a limit in the request, and at most. */
  readonly pageSize: { readonly usual: number; readonly most: number };
  /** Longest sourcedId, in UTF-16 units. */
  readonly longestId: number;
  readonly largestBodyBytes: number;
  listBody(collection: Collection, records: readonly JsonObject[], page: Page): JsonObject;
  refusal(status: number, description: string, details?: readonly FieldProblem[]): EmulatorAnswer;
}

/**
 * A registered application. `canWrite: false`: its tokens only read. `scopes`: its tokens have only
 * these.
 */
export interface EmulatorClient {
  readonly id: string;
  readonly secret: string;
  readonly canWrite?: boolean;
  readonly scopes?: readonly string[];
}

/** The client of an emulator that is created without clients. */
export const defaultClient: EmulatorClient = { id: 'emulator', secret: 'emulator' };

/**
 * Finds the client with this id and secret. Takes equally long for a wrong secret as for a right
 * one.
 */
export function authenticate(
  clients: readonly EmulatorClient[],
  id: string,
  secret: string,
): EmulatorClient | undefined {
  const client = clients.find((candidate) => candidate.id === id);
  const equal = timingSafeEqual(digest(client?.secret ?? ''), digest(secret));
  return equal ? client : undefined;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

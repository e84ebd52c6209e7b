import { createHash, timingSafeEqual } from 'node:crypto';
import type { EventForms } from '../../../model/event-check.ts';
import type { Json, JsonObject } from '../../../model/json.ts';
import type { Behaviour } from './behaviour.ts';
import {
  type Collection,
  type Page,
  pathOfOne,
  type Right,
  type Scope,
  shown,
  storedNames,
} from './collection.ts';
import type { FieldProblem } from './fields.ts';
import type { EmulatorAnswer } from './http.ts';
import { withHrefs } from './reshape.ts';
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
  /** Fields that the path adds to the record in the body. */
  readonly laidOver?: JsonObject;
  /** The condition for a record to be in the list; absent: all of the collection are. */
  readonly isListed?: (entry: Entry) => boolean;
  /** A second key of the list in the answer. */
  readonly listedAlsoAs?: string;
}

/** Notes of an endpoint for the request log. */
export interface RequestNotes {
  /** The JSON body, if the request came as far as being read. */
  body?: Json;
  /** Body of the answer, if that refuses the request. */
  refusal?: Json;
}

/** Owner of records that every client may see. */
export const everybody = '*';

/** The owner of what a client makes in a collection, whose records are listed. */
export function ownerOf({ collection, client }: Pick<Call, 'collection' | 'client'>): string {
  return collection.isShared ? everybody : client.id;
}

/** Whether a client may see and change a record. */
export function isOpenTo(client: EmulatorClient, { owner }: Entry): boolean {
  return owner === client.id || owner === everybody;
}

/** The entry under an id in a collection, whoever owns it. */
export function findEntry(
  { store }: { readonly store: Pick<Store, 'find'> },
  collection: Collection,
  sourcedId: string,
): Entry | undefined {
  for (const name of storedNames(collection)) {
    const entry = store.find(name, sourcedId);
    if (entry && (collection.holds?.(entry.record) ?? true)) return entry;
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
  return entry && isOpenTo(client, entry) ? entry : undefined;
}

/** The entry with a name and an id, if this client owns it. */
export function ownEntry(
  name: string,
  sourcedId: string,
  { client }: { readonly client: Pick<EmulatorClient, 'id'> },
  { store }: { readonly store: Pick<Store, 'find'> },
): Entry | undefined {
  const entry = store.find(name, sourcedId);
  return entry?.owner === client.id ? entry : undefined;
}

/** The refusal of a request for a record that is hidden from this client. */
export function notThere(name: string, sourcedId: string, { dialect }: Api): EmulatorAnswer {
  return dialect.refusal(404, `There is no ${name} with sourcedId "${sourcedId}".`);
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
    const named = api.dialect.collections.find((other) => other.name === name);
    return `${origin}${named ? pathOfOne(named) : ''}/${encodeURIComponent(sourcedId)}`;
  };
  const linked = collection.showsLinks ? withHrefs(record, collection.rules, hrefOf) : record;
  return api.behaviour.read(linked, { collection, hrefOf });
}

/** What an endpoint gets in addition to the request. */
export interface EndpointContext {
  readonly api: Api;
  /** A named part of the path; empty if the path has none of that name. */
  readonly param: (name: string) => string;
}

/** A route of a dialect that is not a collection of records. */
export interface Endpoint {
  readonly paths: readonly string[];
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly right: Right;
  readonly answer: (
    visit: Visit,
    means: EndpointContext,
  ) => EmulatorAnswer | Promise<EmulatorAnswer>;
}

/** Looks records up on behalf of one client. */
export interface Looking {
  readonly find: (name: string, sourcedId: string) => Entry | undefined;
  /** All live records of a name. */
  readonly all: (name: string) => readonly Entry[];
}

/** A list of records below another one: `/courses/:course/classes`. */
export interface NestedList {
  /** The path; each `:name` in it is the id of a record of that name. */
  readonly path: string;
  /** Name of the collection that the records are in. */
  readonly of: string;
  /**
   * A further key of the list, in addition to that of its collection, as its document has it; official
   * clients read it.
   */
  readonly alsoAs?: string;
  /** The condition for a record to be in the list. `ids`: by the names in the path. */
  readonly holds: (
    ids: Readonly<Record<string, string>>,
    looking: Looking,
  ) => (record: JsonObject) => boolean;
  /** The collection of a record that is posted here, and what the path adds to it; absent: no POST. */
  readonly adds?: {
    readonly to: string;
    readonly laid: (ids: Readonly<Record<string, string>>) => JsonObject;
  };
}

/** Paths that answer 501, and why. */
export interface AbsentPart {
  /** A path, or with a star at its end every path that begins so. */
  readonly paths: readonly string[];
  /** The method; absent: all methods. */
  readonly method?: string;
  /** Completes the sentence "The emulator has no …". */
  readonly what: string;
  /** What the emulator has instead, or what to send: a sentence. */
  readonly advice?: string;
}

/** The differences between documented APIs, one value for each API. */
export interface EmulatorDialect {
  readonly name: string;
  readonly tokenPath: string;
  /** Scopes that a client gets if it asks for none, as far as it has the rights. */
  readonly scopes: readonly Scope[];
  readonly collections: readonly Collection[];
  /** Lists of records below another record. */
  readonly nested?: readonly NestedList[];
  /** The forms of events as the documents have them. */
  readonly events: EventForms;
  /** Endpoints that are not collections of records. */
  readonly endpoints?: readonly Endpoint[];
  /** What its documents describe and the emulator lacks. */
  readonly absent?: readonly AbsentPart[];
  /** Records on a page: without a limit in the request, and at most. */
  readonly pageSize: { readonly usual: number; readonly most: number };
  /** Longest sourcedId, in UTF-16 units. */
  readonly longestId: number;
  readonly largestBodyBytes: number;
  /** Whether an unknown name in `fields` is refused or ignored. */
  readonly unknownFields: 'refused' | 'ignored';
  /** The numbers of a list answer, in addition to its records. */
  counts(page: Page): JsonObject;
  /** Headers of a list; absent: none. */
  listHeaders?(url: URL, page: Page): Readonly<Record<string, string>>;
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
 * Finds the client with this id and secret; undefined if there is none. Takes equally long for a wrong secret
 * and a right one.
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

import type { JsonObject } from '../../../model/json.ts';
import type { Kind } from '../../../model/node.ts';
import {
  defaultClient,
  type EmulatorClient,
  type EmulatorDialect,
  everybody,
  findEntry,
} from './api.ts';
import { createApp } from './app.ts';
import { behaviourOf } from './behaviour.ts';
import { createFaultInjection, type FaultSpec } from './faults.ts';
import { emulatedOneroster } from './oneroster.ts';
import { emulatedPartner } from './partner.ts';
import { putInStep } from './placements.ts';
import { isQuirk, lagOf, type QuirkSpec, quirkText } from './quirks.ts';
import { type Entry, lagging, openStore, type Store } from './store.ts';
import { createAccessTokens } from './tokens.ts';
import { createRequestGateway, type LoggedRequest, statusOf } from './traffic.ts';

export { defaultClient, type EmulatorClient, type LoggedRequest };

/** How an emulator behaves: its orgs and clients, its data file, its quirks, faults and delays. */
export interface EmulatorOptions {
  /** SQLite file, created if it does not exist; absent: in memory. */
  readonly data?: string;
  /** Registered clients; absent: the default client alone. */
  readonly clients?: readonly EmulatorClient[];
  /** Delay of every answer, in milliseconds. */
  readonly latencyMs?: number;
  readonly quirks?: readonly QuirkSpec[];
  readonly faults?: readonly FaultSpec[];
  /** Milliseconds from an event until its results can be read; absent: at once. */
  readonly materialiseAfterMs?: number;
  /** Lifetime of a token in seconds; absent: 3600. */
  readonly tokenSeconds?: number;
  /** sourcedIds of orgs that exist besides partner-sandbox. */
  readonly orgs?: readonly string[];
  /** Current time; absent: the system clock. */
  readonly now?: () => Date;
}

/**
 * Names of stored records: the kinds in the form of the partner dialect, placements of resources, people and
 * classes that a client makes for its tests, and records derived from events.
 */
export type StoredKind =
  | Kind
  | 'componentResource'
  | 'user'
  | 'class'
  | 'enrollment'
  | 'org'
  | 'academicSession'
  | 'demographics'
  | 'assessmentLineItem'
  | 'assessmentResult'
  | 'framework'
  | 'objective';

export interface SeedRecord {
  readonly kind: StoredKind;
  /** Stored unchanged. Only `sourcedId` is checked. */
  readonly record: JsonObject;
  /** Id of the client that owns the record; absent: the first client. */
  readonly owner?: string;
}

/** A unit or a lesson in the form of the OneRoster API; its parent must come before it. */
export type SeedComponent = Omit<SeedRecord, 'kind'> & { readonly kind: 'courseComponent' };

/** A platform in this process with its own data. Both dialects read and write it. */
export interface Emulator {
  /**
   * The whole API as a function, used in place of a network by the embedded emulator. Rejects as
   * `fetch` does if a fault drops the connection or the request is aborted.
   */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Every request so far, in the order in which they ended; of very many the last. */
  readonly requests: readonly LoggedRequest[];
  /**
   * Puts records directly into the store, as another client or somebody with database access would.
   * All or none: throws an Error if a record has no `sourcedId`.
   */
  seed(records: readonly (SeedRecord | SeedComponent)[]): void;
  /** All stored records of a kind, of every owner, retired ones included, exactly as stored. */
  records(kind: StoredKind): readonly JsonObject[];
  /** Closes the data. Later requests fail as if nobody listened. */
  close(): void;
}

/**
 * Creates an emulator. Throws an Error if quirks contradict each other or the data file cannot be
 * used.
 */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const { clients = [defaultClient], tokenSeconds = 3600, now = () => new Date() } = options;
  const { materialiseAfterMs = 0 } = options;
  const specs = options.quirks ?? [];
  const behaviour = behaviourOf(specs.filter(isQuirk));
  const tokens = createAccessTokens(tokenSeconds, now);
  const store = openStore(options.data);
  const putAll = (entries: readonly Entry[]) =>
    store.atOnce(() => {
      for (const given of entries) {
        const entry = asKept(given, store);
        putInStep(entry, store.find(entry.name, entry.sourcedId), store);
      }
    });
  putAll([...fixedEntries, ...(options.orgs ?? []).map(orgEntry)]);
  // Seeded records count as old, so that reads show them at once.
  const shared = { ...lagging(store, lagOf(specs), now), behaviour, now, materialiseAfterMs };
  const about = describe(options);
  const status = () => statusOf({ store, traffic }, about);
  const app = createApp({
    apis: [
      { dialect: emulatedPartner, ...shared },
      { dialect: emulatedOneroster, ...shared },
    ],
    clients,
    tokens,
    about,
    status,
  });
  const disturb = createFaultInjection(options.faults ?? [], {
    tokenPaths: [emulatedPartner.tokenPath, emulatedOneroster.tokenPath],
    refusal: emulatedPartner.refusal,
    expireTokens: tokens.expireAll,
    now,
  });
  const answer = (request: Request, exchange: object) => app.fetch(request, exchange);
  const traffic = createRequestGateway({
    answer,
    injectFaults: disturb,
    latencyMs: options.latencyMs ?? 0,
    now,
  });
  const firstClient = clients[0]?.id ?? defaultClient.id;
  return {
    fetch: traffic.fetch,
    requests: traffic.requests,
    seed: (records) => putAll(records.map((record) => entryOf(record, firstClient))),
    records: (kind) => store.everyOwners(kind).map(({ record }) => record),
    close: () => {
      traffic.close();
      store.close();
    },
  };
}

const fixedEntries: readonly Entry[] = [emulatedPartner, emulatedOneroster].flatMap(
  ({ collections }) =>
    collections.flatMap(({ name, fixed = [] }) =>
      fixed.map((record) => entryOf({ kind: name, record }, everybody)),
    ),
);

/** An entry in the form in which it is stored: a component becomes a unit or a lesson. */
function asKept(entry: Entry, store: Store): Entry {
  const collectionOf = (name: string) =>
    emulatedOneroster.collections.find((one) => one.name === name);
  const view = entry.name === 'courseComponent' ? collectionOf(entry.name)?.view : undefined;
  if (!view) return entry;
  const find = (name: string, sourcedId: string) => {
    const collection = collectionOf(name);
    return collection && findEntry({ store }, collection, sourcedId);
  };
  const existing = find(entry.name, entry.sourcedId);
  return { ...entry, ...view.keep(entry.record, { existing, find }) };
}

function orgEntry(sourcedId: string): Entry {
  const record = { sourcedId, status: 'active', name: sourcedId, type: 'school' };
  return entryOf({ kind: 'org', record }, everybody);
}

function entryOf(
  { kind, record, owner }: { kind: string; record: JsonObject; owner?: string },
  usualOwner: string,
): Entry {
  const { sourcedId } = record;
  if (typeof sourcedId !== 'string') throw new Error(`A ${kind} to seed has no sourcedId.`);
  return { name: kind, sourcedId, owner: owner ?? usualOwner, record };
}

function describeDialect({ name, tokenPath, collections }: EmulatorDialect): JsonObject {
  return { dialect: name, token: tokenPath, collections: collections.map(({ path }) => path) };
}

function describe({ quirks: names = [], faults = [] }: EmulatorOptions): JsonObject {
  return {
    emulator: 'timeback-catalog',
    notice: 'A local emulator of the Partner API. Nothing sent here reaches a real platform.',
    ...describeDialect(emulatedPartner),
    also: [describeDialect(emulatedOneroster)],
    quirks: Object.fromEntries(names.map((name) => [name, quirkText(name)])),
    faults: faults.map((fault) => ({ ...fault })),
  };
}

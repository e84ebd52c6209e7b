import type { JsonObject } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';
import { everybody } from './api.ts';
import { createApp } from './app.ts';
import { defaultClient, type EmulatorClient } from './client.ts';
import { conductOf } from './conduct.ts';
import type { Dialect } from './dialect.ts';
import { createDisturbance } from './disturbance.ts';
import type { FaultSpec } from './faults.ts';
import { lagging } from './lag.ts';
import { oneroster } from './oneroster/dialect.ts';
import { partner } from './partner/dialect.ts';
import { alongWith } from './placements.ts';
import { isQuirk, lagOf, type QuirkSpec, quirkText } from './quirks.ts';
import { statusOf } from './status.ts';
import { type Entry, openStore } from './store.ts';
import { createTokens } from './tokens.ts';
import { createTraffic, type RequestRecord } from './traffic.ts';

export { defaultClient, type EmulatorClient, type RequestRecord };

export interface EmulatorOptions {
  /** SQLite file, made where there is none; absent: in memory. */
  readonly data?: string;
  /** Absent: the default client alone. */
  readonly clients?: readonly EmulatorClient[];
  /** How late every answer comes. */
  readonly latencyMs?: number;
  readonly quirks?: readonly QuirkSpec[];
  readonly faults?: readonly FaultSpec[];
  /** How long after an event what follows from it can be read; absent: at once. */
  readonly materialiseAfterMs?: number;
  /** How long a token is good for; absent: 3600. */
  readonly tokenSeconds?: number;
  /** sourcedIds of orgs that exist beside partner-sandbox. */
  readonly orgs?: readonly string[];
  /** Absent: the clock. */
  readonly now?: () => Date;
}

/**
 * What is stored: the kinds, in the form of the partner dialect, what places resources, whom a client
 * rosters to test itself, and what follows from events.
 */
export type StoredName =
  | Kind
  | 'componentResource'
  | 'user'
  | 'class'
  | 'enrollment'
  | 'assessmentResult'
  | 'framework'
  | 'objective';

export interface SeedRecord {
  readonly kind: StoredName;
  /** Stored as it is, unchecked but for having a `sourcedId`. */
  readonly record: JsonObject;
  /** A client's id; absent: the first client. */
  readonly owner?: string;
}

/** A local platform with data of its own, which two dialects read and write. */
export interface Emulator {
  /**
   * The whole API as a function: what the embedded default uses instead of a network. Rejects like
   * fetch does when a fault drops the connection or the request is aborted.
   */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Every request so far, in the order in which they ended. */
  readonly requests: readonly RequestRecord[];
  /**
   * Puts records directly into the store, as another client or a person with database access would.
   * All or none: throws an Error where a record has no `sourcedId`.
   */
  seed(records: readonly SeedRecord[]): void;
  /** All stored records of a kind, of every owner and incl. retired, exactly as stored. */
  records(kind: StoredName): readonly JsonObject[];
  /** Closes the data; from then on requests fail as if nobody listened. */
  close(): void;
}

/** Throws an Error where quirks contradict each other or the data file cannot be used. */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const { clients = [defaultClient], tokenSeconds = 3600, now = () => new Date() } = options;
  const { materialiseAfterMs = 0 } = options;
  const specs = options.quirks ?? [];
  const conduct = conductOf(specs.filter(isQuirk));
  const tokens = createTokens(tokenSeconds, now);
  const store = openStore(options.data);
  const putAll = (entries: readonly Entry[]) =>
    store.atOnce(() => {
      for (const entry of entries) {
        const others = alongWith(entry, store.find(entry.name, entry.sourcedId), store);
        for (const each of [entry, ...others]) store.put(each);
      }
    });
  putAll([...fixedEntries, ...(options.orgs ?? []).map(orgEntry)]);
  // What is seeded was there for long.
  const shared = { ...lagging(store, lagOf(specs), now), conduct, now, materialiseAfterMs };
  const about = describe(options);
  const status = () => statusOf({ store, traffic }, about);
  const app = createApp({
    apis: [
      { dialect: partner, ...shared },
      { dialect: oneroster, ...shared },
    ],
    clients,
    tokens,
    about,
    status,
  });
  const disturb = createDisturbance(options.faults ?? [], {
    tokenPaths: [partner.tokenPath, oneroster.tokenPath],
    refusal: partner.refusal,
    expireTokens: tokens.expireAll,
    now,
  });
  const answer = (request: Request, exchange: object) => app.fetch(request, exchange);
  const traffic = createTraffic({ answer, disturb, latencyMs: options.latencyMs ?? 0 });
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

const fixedEntries: readonly Entry[] = partner.collections.flatMap(({ name, fixed = [] }) =>
  fixed.map((record) => entryOf({ kind: name, record }, everybody)),
);

function orgEntry(sourcedId: string): Entry {
  const record = { sourcedId, status: 'active', name: sourcedId, type: 'local' };
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

function describeDialect({ name, tokenPath, collections }: Dialect): JsonObject {
  return { dialect: name, token: tokenPath, collections: collections.map(({ path }) => path) };
}

function describe({ quirks: names = [], faults = [] }: EmulatorOptions): JsonObject {
  return {
    emulator: 'timeback-catalog',
    notice: 'A local emulator of the Partner API. Nothing sent here reaches a real platform.',
    ...describeDialect(partner),
    also: [describeDialect(oneroster)],
    quirks: Object.fromEntries(names.map((name) => [name, quirkText(name)])),
    faults: faults.map((fault) => ({ ...fault })),
  };
}

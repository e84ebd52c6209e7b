import type { Platform } from '../model/remote.ts';
import type { ClassroomFacts } from './classroom/facts.ts';
import type { Dialect } from './dialects/dialect.ts';
import type { Offers } from './http/failures.ts';
import type { Secret } from './http/redact.ts';
import type { RetryPolicy } from './http/retry.ts';
import type { Network } from './http/transport.ts';

/** How far a list is read. */
export interface PageRead {
  readonly collection: string;
  readonly records: number;
  readonly total: number;
}

/** Everything that is needed to talk to one platform. */
export interface Connection {
  /** What people are told; its url and destination are part of every plan's digest. */
  readonly platform: Platform;
  /** Where requests go, without a slash at the end. */
  readonly baseUrl: string;
  /** Where events go, in the same form; absent: to `baseUrl`. */
  readonly eventsUrl?: string;
  readonly dialect: Dialect;
  /** What is taken to be so of people, events and what follows from them; absent: the table as it stands. */
  readonly classroom?: ClassroomFacts;
  /** Absolute. */
  readonly tokenUrl: string;
  readonly credentials: { readonly clientId: string; readonly clientSecret: Secret };
  /** What hints may name; absent: nothing that only some commands have. */
  readonly offers?: Offers;
  /** Whether readings may be about a part of the platform: they wait until it is known. */
  readonly readsPart?: boolean;
  /** The most requests in flight at once. */
  readonly parallelism: number;
  readonly now: () => Date;
  /** A new id for each request, the same through its repetitions. */
  readonly requestId: () => string;
  /** How requests leave this machine; absent: directly. */
  readonly network?: Network;
  /** In place of the network: the embedded emulator. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Stops waiting and sends nothing more. */
  readonly signal: AbortSignal;
  /** Absent: the usual one. */
  readonly retryPolicy?: RetryPolicy;
  /** Told why a request is tried again, and for which time. */
  readonly onRetry?: (reason: string, time: number) => void;
  /** Told after each page of a list how many of its records are read, and how many it says there are. */
  readonly onPage?: (page: PageRead) => void;
  /** Told how every try ended, for `--debug`: method, URL, status. Never headers or bodies. */
  readonly onAnswer?: (line: string) => void;
}

import type { Platform } from '../model/remote.ts';
import type { ClassroomFacts } from './classroom/facts.ts';
import type { Dialect } from './dialects/dialect.ts';
import type { Offers } from './http/failures.ts';
import type { Secret } from './http/redact.ts';
import type { RetryPolicy } from './http/retry.ts';
import type { Network } from './http/transport.ts';

/** How far a list has been read. */
export interface PageRead {
  readonly collection: string;
  readonly records: number;
  readonly total: number;
}

/** Everything that is needed to talk to one platform. */
export interface Connection {
  /** The platform as people see it; its url and destination are part of every plan hash. */
  readonly platform: Platform;
  /** The address that requests go to, without a slash at the end. */
  readonly baseUrl: string;
  /** The address that events go to, in the same form; absent: `baseUrl`. */
  readonly eventsUrl?: string;
  readonly dialect: Dialect;
  /** The assumptions about people and events; absent: the table without corrections. */
  readonly classroom?: ClassroomFacts;
  /** The absolute URL of the token endpoint. */
  readonly tokenUrl: string;
  readonly credentials: { readonly clientId: string; readonly clientSecret: Secret };
  /** What hints may name; absent: nothing that only some commands have. */
  readonly offers?: Offers;
  /** Whether a read may be about a part of the platform: it waits until the part is known. */
  readonly readsPart?: boolean;
  /** The most requests in flight at once. */
  readonly parallelism: number;
  readonly now: () => Date;
  /** Makes an id for a request; its repetitions carry the same id. */
  readonly requestId: () => string;
  /** How requests leave this machine; absent: directly. */
  readonly network?: Network;
  /** Used instead of the network if it is given: the embedded emulator. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Aborting it ends all waits, and nothing more is sent. */
  readonly signal: AbortSignal;
  /** The retry policy; absent: the usual one. */
  readonly retryPolicy?: RetryPolicy;
  /** Called when a request is tried again, with the reason and the milliseconds of the pause. */
  readonly onRetry?: (reason: string, time: number) => void;
  /** Called after each page of a list with the number of records read and the total. */
  readonly onPage?: (page: PageRead) => void;
  /** Called after every try with its method, URL and status, for `--debug`; never with headers or bodies. */
  readonly onAnswer?: (line: string) => void;
}

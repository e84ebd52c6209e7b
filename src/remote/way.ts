import type { IncomingMessage, RequestOptions, request } from 'node:http';

/** How one request leaves this machine. */
export interface Way {
  readonly request: typeof request;
  /** What is connected to and asked for; headers are sent beside those of the request. */
  readonly options: RequestOptions;
  /** In place of what a failed connection is blamed on. */
  readonly blame?: (cause: unknown) => unknown;
  /** An answer that does not come from where the request was meant to go, as the fault that it is. */
  readonly refusal?: (answer: IncomingMessage) => Error | undefined;
}

/** Finds the way to a URL. The signal ends whatever has to happen before the request can be sent. */
export type WayTo = (url: URL, signal: AbortSignal) => Way;

import { type Json, parseJson } from '../model/json.ts';
import {
  type AnswerHeaders,
  type Arrived,
  ConnectionError,
  exchange,
  readBody,
  type Size,
  TooMuchError,
} from './exchange.ts';
import type { Lease } from './intake.ts';
import type { WayTo } from './way.ts';

/** One request as it is sent, try by try the same. */
export interface Sending {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Of a write it is the status that counts: platforms may answer it with an empty body. */
  readonly expects: 'json' | 'status';
}

export interface Answered {
  readonly type: 'answered';
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly text: string;
  readonly size: Size;
  /** Only the beginning was read. */
  readonly isCut?: true;
  readonly isOtherwiseEncoded?: true;
  /** Undefined where the text is none that is JSON in UTF-8, or nested beyond reason. */
  readonly json: Json | undefined;
  /** An earlier try of the same write may have been carried out. */
  readonly afterDoubt?: true;
}

/** What one try of a request led to. */
export type Tried =
  | Answered
  /** No answer, or not to its end: the request may have arrived all the same. */
  | { readonly type: 'lost'; readonly cause: unknown }
  | { readonly type: 'out of time' }
  /**
   * Beyond the limits of what is taken from a platform; `what` says which answer and which limit. A
   * shorter page may be within them.
   */
  | { readonly type: 'too much'; readonly what: string; readonly isPage: boolean }
  /** It holds a credential of this run; `what` says which, and where. */
  | { readonly type: 'telling'; readonly what: string; readonly credential: string }
  | { readonly type: 'interrupted' };

export interface Means {
  /** In place of the network. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** How requests leave this machine; absent: directly. */
  readonly wayTo?: WayTo | undefined;
  /** Stops waiting. */
  readonly signal: AbortSignal;
  /** A part of the room that all answers on their way share. */
  readonly lease: Lease;
  /** Milliseconds, from sending to the last byte. */
  readonly time: number;
}

/** Sends a request once and reads the answer to its end. What is tried again is decided elsewhere. */
export async function attempt(
  sending: Sending,
  { fetch, wayTo, signal, time, lease }: Means,
): Promise<Tried> {
  // What is left of a total is a fraction, and none may be left once a place is free.
  const late = AbortSignal.timeout(Math.max(1, Math.ceil(time)));
  const either = AbortSignal.any([signal, late]);
  try {
    const arrived = await (fetch
      ? throughFetch(fetch, sending, { signal: either, lease })
      : exchange(sending, either, lease, wayTo));
    // What was lost of a text would be lost on the platform as well, once it is written back.
    const json = arrived.isOtherwiseEncoded ? undefined : parseJson(arrived.text);
    return { type: 'answered', ...arrived, json };
  } catch (error) {
    if (signal.aborted) return { type: 'interrupted' };
    if (late.aborted) return { type: 'out of time' };
    if (error instanceof TooMuchError)
      return { type: 'too much', what: error.message, isPage: error.isPage };
    if (error instanceof ConnectionError) return { type: 'lost', cause: error.cause };
    throw error;
  } finally {
    lease.end();
  }
}

async function throughFetch(
  fetch: NonNullable<Means['fetch']>,
  sending: Sending,
  { signal, lease }: Pick<Means, 'signal' | 'lease'>,
): Promise<Arrived> {
  const { method, url, headers, body } = sending;
  const init = { method, headers, signal, ...(body !== undefined && { body }) };
  try {
    return await readBody(await fetch(new Request(url, init)), sending, lease);
  } catch (error) {
    // What fetch throws for a network; another TypeError is a fault of somebody's program.
    const isNetwork =
      error instanceof TypeError && /fetch failed|terminated|network/i.test(error.message);
    throw isNetwork ? new ConnectionError(error.cause ?? error) : error;
  }
}

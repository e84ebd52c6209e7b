import ky, { NetworkError } from 'ky';
import { type Json, parseJson } from '../model/json.ts';

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
  readonly headers: Headers;
  readonly text: string;
  /** Undefined where the text is none that is JSON, or nested beyond reason. */
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
  | { readonly type: 'interrupted' };

export interface Means {
  /** In place of the network. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** Stops waiting. */
  readonly signal: AbortSignal;
  /** Milliseconds, from sending to the last byte. */
  readonly time: number;
}

/** Only carries: what is tried again, and when, is decided where all requests are seen. */
const http = ky.create({
  retry: 0,
  timeout: false,
  throwHttpErrors: false,
  // A redirect could carry the client secret to another host.
  redirect: 'manual',
});

/** Sends a request once and reads the answer to its end. */
export async function attempt(sending: Sending, { fetch, signal, time }: Means): Promise<Tried> {
  const { method, url, headers, body } = sending;
  // What is left of a total is a fraction, and none may be left once a place is free.
  const late = AbortSignal.timeout(Math.max(1, Math.ceil(time)));
  try {
    const response = await http(url, {
      method,
      headers,
      signal: AbortSignal.any([signal, late]),
      ...(body !== undefined && { body }),
      ...(fetch && { fetch: (input, init) => fetch(new Request(input as Request | string, init)) }),
    });
    const text = await response.text();
    return {
      type: 'answered',
      status: response.status,
      headers: response.headers,
      text,
      json: parseJson(text),
    };
  } catch (error) {
    if (signal.aborted) return { type: 'interrupted' };
    if (late.aborted) return { type: 'out of time' };
    if (isNetworkFailure(error)) return { type: 'lost', cause: error };
    throw error;
  }
}

/** A connection that breaks before the answer, or while its body is read. */
function isNetworkFailure(error: unknown): boolean {
  return (
    error instanceof NetworkError ||
    (error instanceof TypeError && /fetch failed|terminated|network/i.test(error.message))
  );
}

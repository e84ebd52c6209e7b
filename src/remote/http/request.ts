import type { JsonObject } from '../../model/json.ts';
import { type Checked, checked, type Problem } from '../../model/problem.ts';
import type { Connection } from '../connection.ts';
import { type AllowedRequests, publishing } from './allowed-requests.ts';
import { type HttpClient, httpClient } from './client.ts';
import { failureProblem, hasErrorInside, refusalInside, rejection } from './failures.ts';
import type { RequestFailure } from './retry.ts';
import { type Token, type TokenSource, tokenSource } from './token.ts';
import { type HttpAnswer, isSuccess } from './transport.ts';

/** One request of the API, which is sent with a token. */
export interface ApiRequest {
  /** The method; absent: GET. */
  readonly method?: 'PUT' | 'POST';
  /** The path on the platform with its query, percent-encoded. */
  readonly path: string;
  readonly body?: JsonObject;
  /** What the request does, for messages: "Reading courses". */
  readonly doing: string;
  /** Whether 404 or 410 is an answer rather than a failure; it then has `isAbsent`. */
  readonly mayBeAbsent?: boolean;
  /** Whether the result can be found out differently, so that the request is not worth a second try. */
  readonly isDispensable?: boolean;
}

/** An answer to a request of the API. `isAbsent`: it says that nothing is there, which the request allowed. */
interface ApiAnswer extends HttpAnswer {
  readonly isAbsent?: true;
}

/** The answer, or problems; a failure has the status of the answer, if there was one. */
export type ApiResult = Checked<ApiAnswer> & { readonly status?: number };

/** Sends requests to one platform. Expected failures are returned as problems. */
export interface Requester {
  readonly send: (request: ApiRequest) => Promise<ApiResult>;
  /** Sends a request when a slot is free. */
  readonly ask: (request: ApiRequest) => Promise<ApiResult>;
  /** Runs a task when a slot is free. A task that sends requests waits here for its turn. */
  readonly turn: <T>(task: () => Promise<T>) => Promise<T>;
  readonly authenticate: () => Promise<Checked<Token>>;
  /** The number of requests answered so far, including repetitions and tokens. */
  readonly count: () => number;
  /**
   * A requester with the same token and circuit breakers of its own: its failures stop no other requests.
   * `baseUrl` names another service of the platform.
   */
  readonly apart: (allowed?: AllowedRequests, baseUrl?: string) => Requester;
}

/**
 * Opens the requester of a platform. It sends only requests that are `allowed`; absent: those of publishing.
 */
export function requester(
  connection: Connection,
  allowed = publishing(connection.dialect),
): Requester {
  const http = httpClient(connection, allowed);
  return requesterWith(http, tokenSource(connection, http), connection);
}

function requesterWith(http: HttpClient, tokens: TokenSource, connection: Connection): Requester {
  const { baseUrl, offers } = connection;
  const base = baseAddressOf(connection);
  return {
    turn: http.turn,
    count: http.count,
    apart: (allowed = publishing(connection.dialect), at = baseUrl) => {
      const there = { ...connection, baseUrl: at };
      return requesterWith(httpClient(there, allowed), tokens, there);
    },
    authenticate: tokens.get,
    send,
    ask: (request) => http.turn(() => send(request)),
  };

  async function send(
    request: ApiRequest,
    requestId = connection.requestId(),
    isAgain = false,
  ): Promise<ApiResult> {
    const { method, doing, mayBeAbsent, isDispensable } = request;
    const repetitions = isDispensable ? 0 : undefined;
    const ended = await sendWithToken(request, { http, tokens, base, requestId, repetitions });
    if ('problems' in ended) return { ok: false, problems: ended.problems };
    if (ended.type === 'failed') {
      return { ok: false, problems: [failureProblem(ended, doing, offers)] };
    }
    const { status } = ended;
    // The platform may have withdrawn the token early: one new token is worth a try, a second is not.
    if (status === 401 && !isAgain) return send(request, requestId, true);
    const isWrite = method !== undefined;
    if (isSuccess(status) && hasErrorInside(ended.json)) {
      return { ok: false, problems: [refusalInside(ended, doing, { isWrite, offers })] };
    }
    // 410 says that there is no longer one, as some platforms do of a retired record.
    if (mayBeAbsent && (status === 404 || status === 410)) {
      return checked({ ...ended, isAbsent: true }, []);
    }
    return isSuccess(status)
      ? checked(ended, [])
      : { ok: false, problems: [rejection(ended, doing, { isWrite, offers })], status };
  }
}

/** The base address, normalised as it is sent, so that no part of it is read differently later. */
export function baseAddressOf({ baseUrl }: Pick<Connection, 'baseUrl'>): string {
  return (URL.parse(baseUrl)?.href ?? baseUrl).replace(/\/$/, '');
}

/**
 * Sends a request with a token, and forgets the token if the platform refuses it. Problems: there is no
 * token.
 */
export async function sendWithToken(
  { method, path, body }: Pick<ApiRequest, 'method' | 'path' | 'body'>,
  by: {
    readonly http: HttpClient;
    readonly tokens: TokenSource;
    readonly base: string;
    readonly requestId: string;
    readonly repetitions: number | undefined;
  },
): Promise<HttpAnswer | RequestFailure | { readonly problems: readonly Problem[] }> {
  const token = await by.tokens.get();
  if (!token.ok) return token;
  const headers = {
    accept: 'application/json',
    authorization: `Bearer ${token.value.secret.reveal()}`,
    'x-request-id': by.requestId,
    // A cache in between may hold the state before the last write.
    'cache-control': 'no-cache',
  };
  const url = `${by.base}${path}`;
  const ended = await by.http.send(
    method === undefined
      ? { method: 'GET', url, headers, expects: 'json' }
      : {
          ...{ method, url, expects: 'status', body: JSON.stringify(body) },
          headers: { ...headers, 'content-type': 'application/json' },
        },
    by.repetitions,
  );
  if (ended.type === 'answered' && ended.status === 401) by.tokens.forget(token.value);
  return ended;
}

import type { JsonObject } from '../../model/json.ts';
import { type Checked, checked } from '../../model/problem.ts';
import type { Connection } from '../connection.ts';
import { type AllowedRequests, publishing } from './allowed-requests.ts';
import { type HttpClient, httpClient } from './client.ts';
import { failureProblem, hasErrorInside, refusalInside, rejection } from './failures.ts';
import { type Token, type TokenSource, tokenSource } from './token.ts';
import { type HttpAnswer, isSuccess } from './transport.ts';

/** One request of the API, which is sent with a token. */
export interface ApiRequest {
  /** Absent: GET. */
  readonly method?: 'PUT' | 'POST';
  /** Path on the platform, encoded, with its query. */
  readonly path: string;
  readonly body?: JsonObject;
  /** What is being done, for messages: "Reading courses". */
  readonly doing: string;
  /** Whether 404 is an answer rather than a failure. */
  readonly mayBeAbsent?: boolean;
  /** Whether the same can be found out in another way: then it is not worth a second try. */
  readonly isDispensable?: boolean;
}

/** A failure has the status of the answer, if there was one. */
export type ApiResult = Checked<HttpAnswer> & { readonly status?: number };

/** Sends requests to one platform; expected failures come back as problems. */
export interface Requester {
  readonly send: (request: ApiRequest) => Promise<ApiResult>;
  /** Runs a task when one of the places is free. What sends waits for its turn. */
  readonly turn: <T>(task: () => Promise<T>) => Promise<T>;
  readonly authenticate: () => Promise<Checked<Token>>;
  /** Requests answered so far, repetitions and tokens included. */
  readonly count: () => number;
  /**
   * A requester with the same token and breakers of its own: its failures stop no other requests.
   * `baseUrl`: another service of the platform.
   */
  readonly apart: (allowed?: AllowedRequests, baseUrl?: string) => Requester;
}

/** The requester of a platform. Nothing is sent that is not `allowed`; absent: what publishing needs. */
export function requester(connection: Connection, allowed = allowedBy(connection)): Requester {
  const http = httpClient(connection, allowed);
  return requesterWith(http, tokenSource(connection, http), connection);
}

function allowedBy({ dialect }: Connection): AllowedRequests {
  return publishing(dialect.collections, dialect.standardsService);
}

function requesterWith(http: HttpClient, tokens: TokenSource, connection: Connection): Requester {
  const { baseUrl, offers } = connection;
  // In the one spelling in which it is sent, so that nothing of it is read otherwise later.
  const base = (URL.parse(baseUrl)?.href ?? baseUrl).replace(/\/$/, '');
  return {
    turn: http.turn,
    count: http.count,
    apart: (allowed = allowedBy(connection), at = baseUrl) => {
      const there = { ...connection, baseUrl: at };
      return requesterWith(httpClient(there, allowed), tokens, there);
    },
    authenticate: tokens.get,
    send,
  };

  async function send(
    request: ApiRequest,
    requestId = connection.requestId(),
    isAgain = false,
  ): Promise<ApiResult> {
    const { method, path, body, doing, mayBeAbsent, isDispensable } = request;
    const token = await tokens.get();
    if (!token.ok) return token;
    const headers = {
      accept: 'application/json',
      authorization: `Bearer ${token.value.secret.reveal()}`,
      'x-request-id': requestId,
    };
    const url = `${base}${path}`;
    const isWrite = method !== undefined;
    const ended = await http.send(
      isWrite
        ? {
            ...{ method, url, expects: 'status', body: JSON.stringify(body) },
            headers: { ...headers, 'content-type': 'application/json' },
          }
        : { method: 'GET', url, headers, expects: 'json' },
      ...(isDispensable ? [0] : []),
    );
    if (ended.type === 'failed') {
      return { ok: false, problems: [failureProblem(ended, doing, offers)] };
    }
    const { status } = ended;
    if (status === 401) tokens.forget(token.value);
    // The token may have been withdrawn early: one new token is worth a try, a second is not.
    if (status === 401 && !isAgain) return send(request, requestId, true);
    if (isSuccess(status) && hasErrorInside(ended.json)) {
      return { ok: false, problems: [refusalInside(ended, doing, { isWrite, offers })] };
    }
    return isSuccess(status) || (status === 404 && mayBeAbsent)
      ? checked(ended, [])
      : { ok: false, problems: [rejection(ended, doing, { isWrite, offers })], status };
  }
}

import type { Json, JsonObject } from '../model/json.ts';
import { type Checked, checked, type Problem } from '../model/problem.ts';
import { type Allowance, publishing } from './allowance.ts';
import type { Answered } from './attempt.ts';
import type { Connection } from './connection.ts';
import { hasErrorInside } from './error-inside.ts';
import type { AnswerHeaders, Size } from './exchange.ts';
import { failureProblem, refusalInside, rejection } from './fault.ts';
import { type HttpClient, httpClient } from './http.ts';
import type { Failure } from './repeat.ts';
import { type Token, type TokenSource, tokenSource } from './token.ts';

/** One request with a token. */
export interface Ask {
  /** Absent: GET. */
  readonly method?: 'PUT' | 'POST';
  /** Path on the platform, encoded, with its query. */
  readonly path: string;
  readonly body?: JsonObject;
  /** What is being done, for messages: "Reading courses". */
  readonly doing: string;
  /** 404 is an answer and not a failure. */
  readonly mayBeAbsent?: boolean;
  /** There is another way to what is asked: not worth a second try. */
  readonly isDispensable?: boolean;
}

/** `json` is undefined where the answer had no body, or none that is JSON. */
export interface Answer {
  readonly status: number;
  readonly json: Json | undefined;
  readonly headers: AnswerHeaders;
  readonly size: Size;
}

/** A failure has the status of the answer, where there was one. */
export type Sent = Checked<Answer> & { readonly status?: number };

export interface Requester {
  readonly send: (ask: Ask) => Promise<Sent>;
  /** Runs a task when one of the places is free. What sends waits for its turn. */
  readonly turn: <T>(task: () => Promise<T>) => Promise<T>;
  readonly authenticate: () => Promise<Checked<Token>>;
  /** Requests answered so far, repetitions and tokens included. */
  readonly count: () => number;
  /**
   * With the same token, and a mind of its own about the platform: that what is asked here fails gives
   * nobody else up.
   */
  readonly apart: (allowance?: Allowance) => Requester;
}

/**
 * Sends requests to one platform; expected failures come back as problems. Nothing leaves that the
 * allowance does not name: where it is absent, what publishing needs.
 */
export function requester(connection: Connection, allowance = allowanceOf(connection)): Requester {
  const http = httpClient(connection, allowance);
  return requesterWith(http, tokenSource(connection, http), connection);
}

function allowanceOf({ dialect }: Connection): Allowance {
  return publishing(dialect.collections, dialect.standardsService);
}

function requesterWith(http: HttpClient, tokens: TokenSource, connection: Connection): Requester {
  const base = baseOf(connection);
  return {
    turn: http.turn,
    count: http.count,
    apart: (allowance = allowanceOf(connection)) =>
      requesterWith(httpClient(connection, allowance), tokens, connection),
    authenticate: tokens.get,
    send: async (ask) => {
      const means = { base, http, tokens, requestId: connection.requestId() };
      const first = await send(ask, means);
      // The token may have been withdrawn early: one new one is worth a try, a second is not.
      const isRefused = 'status' in first && first.status === 401;
      return settled(isRefused ? await send(ask, means) : first, ask, connection);
    },
  };
}

interface Means {
  /** Without a slash at its end. */
  readonly base: string;
  readonly http: HttpClient;
  readonly tokens: TokenSource;
  readonly requestId: string;
}

interface NoToken {
  readonly type: 'no token';
  readonly problems: readonly Problem[];
}

async function send(
  { method, path, body, isDispensable }: Ask,
  { base, http, tokens, requestId }: Means,
): Promise<Answered | Failure | NoToken> {
  const token = await tokens.get();
  if (!token.ok) return { type: 'no token', problems: token.problems };
  const headers = {
    accept: 'application/json',
    authorization: `Bearer ${token.value.secret.reveal()}`,
    'x-request-id': requestId,
  };
  const url = `${base}${path}`;
  const ended = await http.send(
    method
      ? {
          method,
          url,
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify(body),
          expects: 'status',
        }
      : { method: 'GET', url, headers, expects: 'json' },
    ...(isDispensable ? [0] : []),
  );
  if (ended.type === 'answered' && ended.status === 401) tokens.forget(token.value);
  return ended;
}

/** In the one spelling in which it is sent, so that nothing of it is read otherwise later. */
function baseOf({ baseUrl }: Connection): string {
  return (URL.parse(baseUrl)?.href ?? baseUrl).replace(/\/$/, '');
}

function settled(
  ended: Answered | Failure | NoToken,
  { doing, method, mayBeAbsent = false }: Ask,
  { offers }: Pick<Connection, 'offers'>,
): Sent {
  if (ended.type === 'no token') return { ok: false, problems: ended.problems };
  if (ended.type === 'failed')
    return { ok: false, problems: [failureProblem(ended, doing, offers)] };
  const { status, json, headers, size } = ended;
  const isWrite = method !== undefined;
  const isSuccess = status >= 200 && status < 300;
  if (isSuccess && hasErrorInside(json)) {
    return { ok: false, problems: [refusalInside(ended, doing, { isWrite, offers })] };
  }
  return isSuccess || (status === 404 && mayBeAbsent)
    ? checked({ status, json, headers, size }, [])
    : { ok: false, problems: [rejection(ended, doing, { isWrite, offers })], status };
}

import { HTTPError, type KyInstance } from 'ky';
import pLimit from 'p-limit';
import type { Json, JsonObject } from '../model/json.ts';
import { type Checked, type Problem, problem } from '../model/problem.ts';
import type { Connection } from './connection.ts';
import { toProblem } from './fault.ts';
import { httpClient } from './http.ts';
import { NoTokenError, type TokenSource, tokenSource } from './token.ts';

/** One request with a token. `body` makes it a PUT. */
export interface Ask {
  /** Path on the platform, encoded, with its query. */
  readonly path: string;
  readonly body?: JsonObject;
  /** What is being done, for messages: "Reading courses". */
  readonly doing: string;
  /** 404 is an answer and not a failure. */
  readonly mayBeAbsent?: boolean;
}

/** `json` is undefined where the answer had no body, or none that is JSON. */
export interface Answer {
  readonly status: number;
  readonly json: Json | undefined;
}

export interface Requester {
  readonly send: (ask: Ask) => Promise<Checked<Answer>>;
  /** Runs a task when one of the `parallelism` places is free. What sends waits for its turn. */
  readonly turn: <T>(task: () => Promise<T>) => Promise<T>;
  readonly authenticate: () => Promise<Checked<true>>;
  /** Requests answered so far, repetitions and tokens included. */
  readonly count: () => number;
}

/** Sends requests to one platform; expected failures come back as problems. */
export function requester(connection: Connection): Requester {
  let count = 0;
  const http = httpClient({
    ...connection,
    onAnswer: (line) => {
      count += 1;
      connection.onAnswer?.(line);
    },
  });
  const tokens = tokenSource(connection, http);
  const turn = pLimit(connection.parallelism);
  return {
    turn: (task) => turn(task),
    count: () => count,
    authenticate: async () => {
      try {
        await tokens.get();
        return { ok: true, value: true, problems: [] };
      } catch (error) {
        return failed(tokenProblem(error));
      }
    },
    send: async (ask) => {
      try {
        return { ok: true, value: await sendRenewing(ask), problems: [] };
      } catch (error) {
        if (error instanceof TokenFailure) return failed(tokenProblem(error.cause));
        return failed(toProblem(error, ask.doing));
      }
    },
  };

  async function sendRenewing(ask: Ask): Promise<Answer> {
    const options = { connection, http, tokens, requestId: connection.requestId() };
    try {
      return await send(ask, options);
    } catch (error) {
      // The token may have been withdrawn early: one new one is worth a try, a second is not.
      if (error instanceof HTTPError && error.response.status === 401) return send(ask, options);
      throw error;
    }
  }
}

interface Means {
  readonly connection: Connection;
  readonly http: KyInstance;
  readonly tokens: TokenSource;
  readonly requestId: string;
}

class TokenFailure extends Error {}

async function send(ask: Ask, { connection, http, tokens, requestId }: Means): Promise<Answer> {
  const token = await tokens.get().catch((cause: unknown) => {
    throw new TokenFailure('no token', { cause });
  });
  const headers = {
    accept: 'application/json',
    authorization: `Bearer ${token.reveal()}`,
    'x-request-id': requestId,
  };
  const url = `${connection.baseUrl}${ask.path}`;
  try {
    const response = ask.body
      ? await http.put(url, { json: ask.body, headers })
      : await http.get(url, { headers });
    return { status: response.status, json: parse(await response.text()) };
  } catch (error) {
    const status = error instanceof HTTPError ? error.response.status : undefined;
    if (status === 401) tokens.forget(token);
    if (status === 404 && ask.mayBeAbsent) return { status, json: undefined };
    throw error;
  }
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tokenProblem(error: unknown): Problem {
  if (error instanceof NoTokenError) {
    return problem('remote/unexpected-answer', { detail: `Getting a token: ${error.message}.` });
  }
  const found = toProblem(error, 'Getting a token');
  // Whatever the token endpoint rejects is about the credentials.
  return found.code === 'remote/rejected' ? problem('auth/refused', found) : found;
}

function failed(found: Problem): { readonly ok: false; readonly problems: readonly Problem[] } {
  return { ok: false, problems: [found] };
}

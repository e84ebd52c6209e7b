import type { Scopes } from '../model/drift.ts';
import type { Json } from '../model/json.ts';
import type { Checked, Problem } from '../model/problem.ts';
import type { Connection } from './connection.ts';
import { publishing } from './http/allowed-requests.ts';
import { type HttpClient, httpClient } from './http/client.ts';
import { failureProblem, hasErrorInside } from './http/failures.ts';
import { type ApiRequest, baseAddressOf, sendWithToken } from './http/request.ts';
import { usualRetries } from './http/retry.ts';
import { type TokenSource, tokenSource } from './http/token.ts';
import { type AnswerHeaders, isSuccess } from './http/transport.ts';

/** An answer as it came, of any status. */
export interface RawAnswer {
  readonly status: number;
  /** Whether the status is a success and the body does not say otherwise. */
  readonly isTaken: boolean;
  readonly headers: AnswerHeaders;
  readonly json: Json | undefined;
  readonly text: string;
}

/** The number of tries so far, including repetitions and tokens. */
export interface Spent {
  readonly requests: number;
  readonly writes: number;
}

/** Sends one platform the requests that publishing may send, and treats refusals as answers. */
export interface Asking {
  readonly authenticate: () => Promise<Checked<{ readonly scopes?: Scopes }>>;
  readonly ask: (question: Question) => Promise<RawAnswer | Problem>;
  readonly spent: () => Spent;
  /**
   * The same token and count, with circuit breakers of its own: earlier failures do not stop it, nor do its
   * own stop others.
   */
  readonly apart: () => Asking;
}

export interface Question extends Pick<ApiRequest, 'method' | 'path' | 'body' | 'doing'> {
  /** The most tries of a request; absent: the usual number. */
  readonly tries?: number;
}

export function isFailure(answer: RawAnswer | Problem): answer is Problem {
  return 'code' in answer;
}

/**
 * Opens a platform for questions to which a refusal is a useful answer. `stop` ends tokens and reads that run,
 * but not writes, nor what is asked `apart`: a stopped run removes what it made.
 */
export function openAsking(connection: Connection, stop?: AbortSignal): Asking {
  const allowed = publishing(connection.dialect);
  const spent = { requests: 0, writes: 0 };
  const counted: Connection = {
    ...connection,
    onAnswer: (line) => {
      spent.requests += 1;
      const isToken = line.includes(connection.tokenUrl);
      if (!line.startsWith('GET ') && !isToken) spent.writes += 1;
      connection.onAnswer?.(line);
    },
  };
  const { signal } = connection;
  const stopped = stop ? AbortSignal.any([signal, stop]) : signal;
  const base = baseAddressOf(connection);
  const { repetitions: most } = connection.retryPolicy ?? usualRetries;
  const first = client(stopped);
  return askingWith(first, tokenSource(counted, first));

  function client(until: AbortSignal): HttpClient {
    return httpClient({ ...counted, signal: until }, allowed);
  }

  function askingWith(reading: HttpClient, tokens: TokenSource): Asking {
    const writing = client(signal);
    const send = async (question: Question): Promise<RawAnswer | Problem> => {
      const { tries = Number.POSITIVE_INFINITY } = question;
      const repetitions = Math.min(most, tries - 1);
      const requestId = connection.requestId();
      const http = question.method === undefined ? reading : writing;
      const ended = await sendWithToken(question, { http, tokens, base, requestId, repetitions });
      if ('problems' in ended) {
        const [first] = ended.problems;
        if (!first) throw new Error('a failure without a problem');
        return first;
      }
      if (ended.type === 'failed') return failureProblem(ended, question.doing, connection.offers);
      const { status, text, json } = ended;
      const isTaken = isSuccess(status) && !hasErrorInside(json);
      return { status, isTaken, headers: ended.headers, json, text };
    };
    return {
      ask: (question) => reading.turn(() => send(question)),
      authenticate: tokens.get,
      spent: () => ({ ...spent }),
      apart: () => {
        const http = client(signal);
        return askingWith(http, tokenSource(counted, http));
      },
    };
  }
}

import pLimit from 'p-limit';
import type { Connection } from '../connection.ts';
import { type AllowedRequests, refusalBy } from './allowed-requests.ts';
import { openRoom } from './body.ts';
import { reasonToRetry } from './failures.ts';
import { redactorOf } from './redact.ts';
import {
  patienceAfter,
  type RequestFailure,
  type RetryableFailure,
  type Retrying,
  sendWithRetries,
  usualRetries,
} from './retry.ts';
import { type HttpAnswer, type HttpRequest, sendOnce } from './transport.ts';

/** Sends HTTP requests to one platform. */
export interface HttpClient extends Pick<Concurrency, 'turn'> {
  /**
   * Sends a request. Every answer but "later" is a result. `repetitions`: tries after the first, if not the
   * usual number.
   */
  readonly send: (
    request: HttpRequest,
    repetitions?: number,
  ) => Promise<HttpAnswer | RequestFailure>;
  /** The number of answers so far. */
  readonly count: () => number;
}

/**
 * Repeats requests that may succeed later, limits requests in flight to what the platform can take, and stops
 * sending to a platform that no longer answers. Repeating a PUT is safe: it carries the whole record.
 * Repeating a POST is safe too: it names the id, which can be created only once.
 */
export function httpClient(connection: Connection, allowed: AllowedRequests): HttpClient {
  const { signal, now, retryPolicy: policy = usualRetries, onAnswer, onRetry } = connection;
  const { baseUrl, tokenUrl, fetch, network } = connection;
  const { turn, occupy } = openConcurrency(connection.parallelism);
  // Reads, writes and tokens are watched separately: a platform that refuses writes may still answer reads,
  // which show what was kept.
  const watches = { read: newWatch(), write: newWatch(), token: newWatch() };
  const redact = redactorOf(connection.credentials, network?.secrets);
  const lease = openRoom();
  const whyRefused = refusalBy({ baseUrl, tokenUrl, allowed });
  let count = 0;
  let givenUp = 0;
  return { turn, count: () => count, send };

  async function send(
    request: HttpRequest,
    repetitions = policy.repetitions,
  ): Promise<HttpAnswer | RequestFailure> {
    // This is the last place before the network: a refused request goes no further, whatever code made it.
    const reason = whyRefused(request);
    if (reason !== undefined) {
      const asked = `${request.method} ${request.url}`;
      const why = { type: 'not allowed', request: asked, reason } as const;
      return { type: 'failed', why, tries: 0, elapsed: 0, mayHaveArrived: false };
    }
    const { method, expects } = request;
    const purpose = expects === 'status' ? 'write' : method === 'GET' ? 'read' : 'token';
    const watch = watches[purpose];
    const answersBefore = watch.breaker.answers;
    const ended = await sendWithRetries(expects, {
      policy: patienceAfter(givenUp, policy),
      signal,
      now,
      gone: watch.gone.signal,
      occupy,
      attempt: async (time) => {
        const by = { fetch, outboundFor: network?.outboundFor, signal, time, lease: lease() };
        const result = await sendOnce(request, by);
        if (result.type === 'answered') count += 1;
        onAnswer?.(
          `${method} ${request.url} ${result.type === 'answered' ? result.status : result.type}`,
        );
        return redact(result, request);
      },
      repetitions: () =>
        isFailing() ? Math.min(repetitions, policy.repetitionsWhileFailing) : repetitions,
      onRetry: (failure, { time, pause }) => onRetry?.(reasonToRetry(failure, pause), time),
    });
    if (ended.type === 'failed') givenUp += 1;
    learn(watch, ended, { answersBefore, isShared: purpose === 'token' });
    return ended;
  }

  function isFailing(): boolean {
    return Object.values(watches).some(({ breaker }) => breaker.failures > 0);
  }
}

/** The circuit breaker of one purpose; `gone` is aborted once it opens. */
interface Watch {
  breaker: CircuitBreaker;
  readonly gone: AbortController;
}

function newWatch(): Watch {
  return { breaker: closedBreaker, gone: new AbortController() };
}

function learn(
  watch: Watch,
  ended: HttpAnswer | RequestFailure,
  request: Parameters<typeof afterFailure>[2],
): void {
  if (ended.type === 'answered') {
    watch.breaker = afterAnswer(watch.breaker);
    return;
  }
  const { why } = ended;
  if (why.type === 'interrupted' || why.type === 'given up' || why.type === 'not allowed') return;
  watch.breaker = afterFailure(watch.breaker, why, request);
  if (watch.breaker.isOpen) watch.gone.abort();
}

/** What the requests of one purpose say about the platform, so that a run does not wait for a dead one. */
export interface CircuitBreaker {
  /** The number of requests that were answered, with any status. */
  readonly answers: number;
  /** The number of requests in a row that were given up, with no other request answered meanwhile. */
  readonly failures: number;
  /** Whether requests are cancelled. An open breaker stays open until the run ends. */
  readonly isOpen: boolean;
}

/** The circuit breaker at the start of a run. */
export const closedBreaker: CircuitBreaker = { answers: 0, failures: 0, isOpen: false };

/** How many different requests must fail in a row: a single one may fail because of its record. */
const enough = 3;
/** The same for answers with 500, which may be about records of one sort. */
const enoughFaults = 20;

/** The breaker after a request that was answered, with any status. */
export function afterAnswer({ answers, isOpen }: CircuitBreaker): CircuitBreaker {
  return { answers: answers + 1, failures: 0, isOpen };
}

/**
 * The breaker after a request that was given up. `answersBefore`: requests that had been answered when it
 * began; `isShared`: the request is about no record, and all others depend on it.
 */
export function afterFailure(
  breaker: CircuitBreaker,
  failure: RetryableFailure,
  { answersBefore, isShared }: { readonly answersBefore: number; readonly isShared: boolean },
): CircuitBreaker {
  if (breaker.answers !== answersBefore) return breaker;
  const failures = breaker.failures + 1;
  const isFault = failure.type === 'later' && failure.answer.status === 500;
  const needed = isShared ? 1 : isFault ? enoughFaults : enough;
  return { ...breaker, failures, isOpen: breaker.isOpen || failures >= needed };
}

/** How many requests may be in flight: a value that each answer replaces by the next. */
export interface InFlightLimit {
  readonly limit: number;
  /** How often the limit was lowered. A request belongs to the round in which it was sent. */
  readonly round: number;
  /** The number of answers since the limit last changed. */
  readonly run: number;
}

/** Answers for each request in flight before the limit rises by one. */
const answersBeforeRaise = 4;

/** The limit at the start of a run. */
export function startLimit(most: number): InFlightLimit {
  return { limit: most, round: 0, run: 0 };
}

/**
 * The limit after a 429: half of the requests in flight, at least one. A burst lowers it once: refusals of
 * requests that were sent before the last lowering are ignored.
 */
export function lowered(
  current: InFlightLimit,
  refused: { readonly round: number; readonly inFlight: number },
): InFlightLimit {
  if (refused.round !== current.round) return current;
  const limit = Math.max(1, Math.floor(Math.min(current.limit, refused.inFlight) / 2));
  return { limit, round: current.round + 1, run: 0 };
}

/** The limit after any other answer: it rises by one after enough of them, up to `most`. */
export function raised(current: InFlightLimit, most: number): InFlightLimit {
  if (current.limit >= most) return current;
  const run = current.run + 1;
  return run < current.limit * answersBeforeRaise
    ? { ...current, run }
    : { ...current, limit: current.limit + 1, run: 0 };
}

/** Limits the requests in flight; the limit follows the answers of the platform. */
interface Concurrency extends Pick<Retrying, 'occupy'> {
  /** Runs a whole task, including its repetitions and the pauses between them. */
  readonly turn: <T>(task: () => Promise<T>) => Promise<T>;
}

/**
 * Two queues with the same limit: one holds back new tasks, the other repetitions of tasks that began before
 * the limit was lowered.
 */
function openConcurrency(most: number): Concurrency {
  const tasks = pLimit(most);
  const tries = pLimit(most);
  let current = startLimit(most);

  const follow = (next: InFlightLimit): void => {
    current = next;
    if (tries.concurrency === current.limit) return;
    tasks.concurrency = current.limit;
    tries.concurrency = current.limit;
  };
  return {
    turn: (task) => tasks(task),
    occupy: (task) =>
      tries(async () => {
        const { round } = current;
        const result = await task();
        if (result.status === 429) follow(lowered(current, { round, inFlight: tries.activeCount }));
        else if (result.status !== undefined) follow(raised(current, most));
        return result;
      }),
  };
}

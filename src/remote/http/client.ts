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
  sendWithRetries,
  usualRetries,
} from './retry.ts';
import { type AttemptResult, type HttpAnswer, type HttpRequest, sendOnce } from './transport.ts';

/** Sends HTTP requests to one platform. */
export interface HttpClient extends Pick<Concurrency, 'turn'> {
  /** Any answer but "later" is a result. `repetitions`: tries after the first, if not the usual number. */
  readonly send: (
    request: HttpRequest,
    repetitions?: number,
  ) => Promise<HttpAnswer | RequestFailure>;
  /** Answers so far. */
  readonly count: () => number;
}

/**
 * Repeats requests that may succeed later, keeps no more in flight than the platform bears, and sends
 * nothing more to a platform that no longer answers. Repeating a PUT is safe: it always carries the
 * whole record. So is a POST: it names the id, which can be made once.
 */
export function httpClient(connection: Connection, allowed: AllowedRequests): HttpClient {
  const { signal, now, retryPolicy: policy = usualRetries, onAnswer, onRetry } = connection;
  const { baseUrl, tokenUrl, fetch, network } = connection;
  const { turn, occupy } = openConcurrency(connection.parallelism);
  // Apart: a platform that takes no writes may still answer reads, and those tell what was kept.
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
    // The last place before the network: whatever made this request, it goes no further.
    const reason = whyRefused(request);
    if (reason !== undefined) {
      const asked = `${request.method} ${request.url}`;
      const why = { type: 'not allowed', request: asked, reason } as const;
      return { type: 'failed', why, tries: 0, elapsed: 0, mayHaveArrived: false };
    }
    const purpose = purposeOf(request);
    const watch = watches[purpose];
    const answersBefore = watch.breaker.answers;
    const ended = await sendWithRetries(request, {
      policy: patienceAfter(givenUp, policy),
      signal,
      now,
      gone: watch.gone.signal,
      occupy,
      attempt: once,
      repetitions: () =>
        isFailing() ? Math.min(repetitions, policy.repetitionsWhileFailing) : repetitions,
      onRetry: (failure, { time, pause }) => onRetry?.(reasonToRetry(failure, pause), time),
    });
    if (ended.type === 'failed') givenUp += 1;
    learn(watch, ended, { answersBefore, isShared: purpose === 'token' });
    return ended;
  }

  async function once(request: HttpRequest, time: number): Promise<AttemptResult> {
    const outboundFor = network?.outboundFor;
    const result = await sendOnce(request, { fetch, outboundFor, signal, time, lease: lease() });
    if (result.type === 'answered') count += 1;
    const ended = result.type === 'answered' ? result.status : result.type;
    onAnswer?.(`${request.method} ${request.url} ${ended}`);
    return redact(result, request);
  }

  function isFailing(): boolean {
    return Object.values(watches).some(({ breaker }) => breaker.failures > 0);
  }
}

function purposeOf({ method, expects }: HttpRequest): 'read' | 'write' | 'token' {
  if (expects === 'status') return 'write';
  return method === 'GET' ? 'read' : 'token';
}

/** The breaker of one purpose; `gone` is aborted once it is open. */
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

/** What the requests of one purpose say about the platform, so that no run waits for a dead one. */
export interface CircuitBreaker {
  /** Requests that were answered, with any status. */
  readonly answers: number;
  /** Requests in a row that were given up, with no other one answered meanwhile. */
  readonly failures: number;
  /** Once open, the breaker never closes in this run: waiting requests are cancelled. */
  readonly isOpen: boolean;
}

/** The breaker at the beginning of a run. */
export const closedBreaker: CircuitBreaker = { answers: 0, failures: 0, isOpen: false };

/** Different requests that must fail in a row: one alone may be about one record. */
const enough = 3;
/** A 500 may well be about records of one sort. */
const enoughFaults = 20;

/** After a request that was answered, with any status. */
export function afterAnswer({ answers, isOpen }: CircuitBreaker): CircuitBreaker {
  return { answers: answers + 1, failures: 0, isOpen };
}

/**
 * After a request that was given up. `answersBefore`: requests that had been answered when it began;
 * `isShared`: it is about no record, and all others need it.
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

/** How many requests may be in flight. A value: each answer gives the next one. */
export interface InFlightLimit {
  readonly limit: number;
  /** How often it was lowered. A request belongs to the round in which it was sent. */
  readonly round: number;
  /** Answers since the limit last changed. */
  readonly run: number;
}

/** Answers for each request in flight before the limit is raised by one. */
const answersBeforeRaise = 4;

/** The limit at the beginning of a run. */
export function startLimit(most: number): InFlightLimit {
  return { limit: most, round: 0, run: 0 };
}

/**
 * The limit after a 429: half of what was in flight, and at least one. Lowered once for a burst:
 * refusals of requests that were sent before the last lowering say nothing new.
 */
export function lowered(
  current: InFlightLimit,
  refused: { readonly round: number; readonly inFlight: number },
): InFlightLimit {
  if (refused.round !== current.round) return current;
  const limit = Math.max(1, Math.floor(Math.min(current.limit, refused.inFlight) / 2));
  return { limit, round: current.round + 1, run: 0 };
}

/** The limit after any other answer: one more after a run of them, up to `most`. */
export function raised(current: InFlightLimit, most: number): InFlightLimit {
  if (current.limit >= most) return current;
  const run = current.run + 1;
  return run < current.limit * answersBeforeRaise
    ? { ...current, run }
    : { ...current, limit: current.limit + 1, run: 0 };
}

/** Limits requests in flight; the limit follows the answers of the platform. */
interface Concurrency {
  /** Runs a whole task, with its repetitions and the pauses between them. */
  readonly turn: <T>(task: () => Promise<T>) => Promise<T>;
  /** Runs one try. `status` is that of the answer; undefined if none came. */
  readonly occupy: <T extends { readonly type: string; readonly status?: number }>(
    task: () => Promise<T>,
  ) => Promise<T>;
}

/**
 * Two queues with the same limit: one holds back new tasks, the other the repetitions of tasks that
 * began before the limit was lowered.
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

import { setTimeout as wait } from 'node:timers/promises';
import { isFinal, meansLater } from './network-errors.ts';
import {
  type AnswerHeaders,
  type AttemptResult,
  type HttpAnswer,
  type HttpRequest,
  isSuccess,
} from './transport.ts';

/** How long and how often one request is tried. Times are in milliseconds. */
export interface RetryPolicy {
  /** The time of one try, from sending to the last byte of the answer. */
  readonly oneTry: number;
  /** The time of all tries of a request and the pauses between them: no wait is longer. */
  readonly allTries: number;
  /** The most tries after the first one. */
  readonly repetitions: number;
  /** The most tries after the first one while other requests fail. */
  readonly repetitionsWhileFailing: number;
  /** The pause before the second try; it doubles from try to try. */
  readonly firstPause: number;
  readonly longestPause: number;
  /**
   * Each request that was given up halves the time of the next one, so that all together take little longer
   * than two.
   */
  readonly losesPatience?: true;
}

/**
 * The policy of publishing: outlasts a restart of the platform and ends within three minutes, whatever is
 * answered.
 */
export const usualRetries: RetryPolicy = {
  oneTry: 60_000,
  allTries: 180_000,
  repetitions: 8,
  repetitionsWhileFailing: 1,
  firstPause: 300,
  longestPause: 20_000,
};

/**
 * The policy of a diagnosis, which is about the present state: half a minute shows that a platform never
 * answers.
 */
export const retriesOfProbe: RetryPolicy = {
  ...usualRetries,
  oneTry: 15_000,
  allTries: 15_000,
  repetitions: 3,
  losesPatience: true,
};

/** The policy of a diagnosis that reads whole lists at once: one page of them may take long. */
export const retriesOfReading: RetryPolicy = { ...usualRetries, oneTry: 30_000, allTries: 30_000 };

/** The shortest time that a request still gets, as a fraction of the full time. */
const leastPatience = 1 / 16;

/** The policy of the next request after `givenUp` requests were given up. */
export function patienceAfter(givenUp: number, policy: RetryPolicy): RetryPolicy {
  if (!policy.losesPatience) return policy;
  const part = Math.max(leastPatience, 0.5 ** givenUp);
  return { ...policy, oneTry: policy.oneTry * part, allTries: policy.allTries * part };
}

/**
 * The policy of measuring: a platform that hangs is noticed within minutes, and taking records away outlasts
 * a restart.
 */
export const retriesOfMeasuring: RetryPolicy = { ...usualRetries, oneTry: 20_000 };

/** A try that failed. How it failed and the policy decide whether another one follows. */
export type RetryableFailure =
  | Exclude<AttemptResult, { type: 'answered' } | { type: 'interrupted' }>
  /** The platform asks the client to come back later. */
  | { readonly type: 'later'; readonly answer: HttpAnswer }
  /** A success with an unusable body: an HTML page, nothing, or JSON that breaks off. */
  | { readonly type: 'garbled'; readonly answer: HttpAnswer };

/** A body that arrived whole and is unusable is seldom different the next time. */
const repetitionsOfGarbled = 2;

/** The answer if the request was answered, with success or not; otherwise how the try failed. */
export function failureKind(
  result: Exclude<AttemptResult, { type: 'interrupted' }>,
  { expects }: Pick<HttpRequest, 'expects'>,
): HttpAnswer | RetryableFailure {
  if (result.type !== 'answered') return result;
  if (meansLater(result.status, result.headers.get('retry-after') !== null)) {
    return { type: 'later', answer: result };
  }
  const isGarbled = result.json === undefined && (expects === 'json' || isHtml(result.text));
  return isSuccess(result.status) && isGarbled ? { type: 'garbled', answer: result } : result;
}

/** Whether a body begins as an HTML page. */
export function isHtml(text: string): boolean {
  return /^\s*<(!doctype|html)/i.test(text);
}

/** Whether a write that failed in this way may have changed the data of the platform. */
export function mayHaveArrived(failure: RetryableFailure): boolean {
  return failure.type !== 'later' || failure.answer.status >= 500;
}

/** The progress of one request. */
export interface RetryProgress {
  readonly tries: number;
  /** Milliseconds since the first try began. */
  readonly elapsed: number;
  /** The most tries after the first one that are allowed. */
  readonly repetitions: number;
  /** Milliseconds that the platform asked to wait; undefined if it did not ask. */
  readonly asked: number | undefined;
  /** A random number from 0 to 1 that spreads requests that failed together. */
  readonly chance: number;
}

/** Milliseconds to wait before the next try; undefined if no try follows. */
export function pauseBefore(
  failure: RetryableFailure,
  { tries, elapsed, repetitions, asked, chance }: RetryProgress,
  policy: RetryPolicy,
): number | undefined {
  // The next try would end in the same way.
  if (failure.type === 'too much' || failure.type === 'credential') return undefined;
  const most =
    failure.type === 'garbled' ? Math.min(repetitionsOfGarbled, repetitions) : repetitions;
  if (tries > most || (failure.type === 'lost' && isFinal(failure.cause))) return undefined;
  const jitter = 0.5 + chance / 2;
  // A pause of zero would use up all tries at once.
  const pause =
    asked === undefined
      ? backoff(tries, policy) * jitter
      : Math.max(asked, policy.firstPause * jitter);
  return elapsed + pause < policy.allTries ? pause : undefined;
}

/** The pause after a number of tries, in milliseconds: it doubles from try to try, up to the longest. */
export function backoff(
  tries: number,
  { firstPause, longestPause }: Pick<RetryPolicy, 'firstPause' | 'longestPause'>,
): number {
  return Math.min(longestPause, firstPause * 2 ** (tries - 1));
}

/**
 * Milliseconds that an answer asks to wait (`Retry-After`, RFC 9110, section 10.2.3); undefined if it does
 * not ask.
 *
 * A date is compared with the answer's own `Date`, since the clocks of both sides may differ by an hour.
 * Without a `Date` the pause is at most `longest`.
 */
export function askedPause(
  headers: AnswerHeaders,
  by: { readonly now: Date; readonly longest: number },
): number | undefined {
  const text = headers.get('retry-after')?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  // Date.parse accepts texts that are not HTTP dates, such as -5.
  const until = text.endsWith('GMT') ? Date.parse(text) : Number.NaN;
  if (!Number.isFinite(until)) return undefined;
  const theirs = Date.parse(headers.get('date') ?? '');
  return Number.isFinite(theirs)
    ? Math.max(0, until - theirs)
    : Math.min(by.longest, Math.max(0, until - by.now.getTime()));
}

/** The failure of a request after all its tries. */
export interface RequestFailure {
  readonly type: 'failed';
  /** Why the request failed; `given up`: it was not sent, since requests before it had failed. */
  readonly why:
    | RetryableFailure
    | { readonly type: 'interrupted' }
    | { readonly type: 'given up' }
    /** The request was not sent, since its purpose does not allow it; `reason` says why in words. */
    | { readonly type: 'not allowed'; readonly request: string; readonly reason: string };
  readonly tries: number;
  /** Milliseconds from the first try to the end of the last. */
  readonly elapsed: number;
  /** Milliseconds that the last answer asked to wait; absent if it did not ask. */
  readonly asked?: number;
  /** Whether the platform may have carried the write out. */
  readonly mayHaveArrived: boolean;
}

/** What is needed to try one request. */
export interface Retrying {
  readonly policy: RetryPolicy;
  /** The most tries after the first one that are allowed at the moment. */
  readonly repetitions: () => number;
  /** Waits for a free slot, then runs one try. `status` is that of the answer, if one came. */
  readonly occupy: <T extends { readonly type: string; readonly status?: number }>(
    task: () => Promise<T>,
  ) => Promise<T>;
  /** Makes one try of at most `time` milliseconds. */
  readonly attempt: (time: number) => Promise<AttemptResult>;
  /** Aborted if the run is interrupted: nothing more is sent or waited for. */
  readonly signal: AbortSignal;
  /** Aborted if the platform was given up: nothing more is sent. */
  readonly gone: AbortSignal;
  readonly now: () => Date;
  readonly onRetry: (
    failure: RetryableFailure,
    next: { readonly time: number; readonly pause: number },
  ) => void;
}

/** Tries a request until it is answered or the policy allows no further try. */
export async function sendWithRetries(
  expects: HttpRequest['expects'],
  by: Retrying,
): Promise<HttpAnswer | RequestFailure> {
  const { policy, signal, gone } = by;
  const isWrite = expects === 'status';
  const seen: {
    began?: number;
    last?: RetryableFailure;
    asked?: number | undefined;
    sent: number;
    mayHaveArrived: boolean;
  } = { sent: 0, mayHaveArrived: false };
  const elapsed = () => (seen.began === undefined ? 0 : performance.now() - seen.began);

  const either = AbortSignal.any([signal, gone]);
  let outcome = await once();
  let pause = pauseAfter(outcome, 1);
  for (let tries = 2; pause !== undefined; tries += 1) {
    await wait(pause, undefined, { signal: either }).catch(() => {});
    outcome = await once();
    pause = pauseAfter(outcome, tries);
  }
  if (outcome.type === 'answered') {
    return { ...outcome, ...(seen.mayHaveArrived && { mayBeSecondWrite: true }) };
  }
  const { last, asked, sent, mayHaveArrived: arrived } = seen;
  const why = (outcome.type === 'given up' && last) || outcome;
  const failure = { why, tries: sent, elapsed: elapsed(), mayHaveArrived: arrived };
  return { type: 'failed', ...failure, ...(outcome === last && asked !== undefined && { asked }) };

  async function once(): Promise<HttpAnswer | RetryableFailure | Ended> {
    const result = await by.occupy(async () => {
      if (signal.aborted || gone.aborted) return { type: 'given up' } as const;
      // The time of waiting for a slot is not the platform's and does not count.
      seen.began ??= performance.now();
      seen.sent += 1;
      return by.attempt(Math.min(policy.oneTry, policy.allTries - elapsed()));
    });
    if (result.type === 'given up') return signal.aborted ? { type: 'interrupted' } : result;
    if (result.type === 'interrupted') seen.mayHaveArrived = isWrite;
    return result.type === 'interrupted' ? result : failureKind(result, { expects });
  }

  function pauseAfter(
    result: HttpAnswer | RetryableFailure | Ended,
    tries: number,
  ): number | undefined {
    if (result.type === 'answered' || result.type === 'interrupted' || result.type === 'given up') {
      return undefined;
    }
    seen.last = result;
    seen.mayHaveArrived ||= isWrite && mayHaveArrived(result);
    const headers = result.type === 'later' ? result.answer.headers : undefined;
    seen.asked = headers && askedPause(headers, { now: by.now(), longest: policy.longestPause });
    const { asked } = seen;
    const progress = { tries, elapsed: elapsed(), repetitions: by.repetitions(), asked };
    const pause = pauseBefore(result, { ...progress, chance: Math.random() }, policy);
    if (pause !== undefined) by.onRetry(result, { time: tries, pause });
    return pause;
  }
}

/** How a request ended that was not answered and is not tried again, whatever the policy allows. */
type Ended = { readonly type: 'interrupted' } | { readonly type: 'given up' };

import type { Trouble } from './retry.ts';

/** What the requests of one kind say about the platform, so that no run waits for a dead one. */
export interface Doubt {
  /** Requests that were answered, with whatever answer. */
  readonly answers: number;
  /** Requests in a row that were given up, with no other one answered meanwhile. */
  readonly failures: number;
  /** For good: what was told to wait for it must not see it come back. */
  readonly isGivenUp: boolean;
}

export const trust: Doubt = { answers: 0, failures: 0, isGivenUp: false };

/** Different requests that must fail in a row: one alone may be about one record. */
const enough = 3;
/** A fault of the platform's own may well be about records of one sort. */
const enoughFaults = 20;

export function afterAnswer({ answers, isGivenUp }: Doubt): Doubt {
  return { answers: answers + 1, failures: 0, isGivenUp };
}

/**
 * After a request that was given up. `answersBefore`: how many had been answered when it began;
 * `isShared`: it is about no record, and all others need it.
 */
export function afterFailure(
  doubt: Doubt,
  trouble: Trouble,
  { answersBefore, isShared }: { readonly answersBefore: number; readonly isShared: boolean },
): Doubt {
  if (doubt.answers !== answersBefore) return doubt;
  const failures = doubt.failures + 1;
  const isFault = trouble.type === 'later' && trouble.answer.status === 500;
  const needed = isShared ? 1 : isFault ? enoughFaults : enough;
  return { ...doubt, failures, isGivenUp: doubt.isGivenUp || failures >= needed };
}

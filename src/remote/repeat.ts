import { setTimeout as wait } from 'node:timers/promises';
import type { Answered, Sending, Tried } from './attempt.ts';
import type { Patience } from './patience.ts';
import { judge, mayHaveArrived, pauseBefore, type Trouble } from './retry.ts';
import { askedPause } from './retry-after.ts';

/** A request that was given up. */
export interface Failure {
  readonly type: 'failed';
  /** `given up`: it was never sent, since those before it had failed. */
  readonly why:
    | Trouble
    | { readonly type: 'interrupted' }
    | { readonly type: 'given up' }
    /** Never sent: it leads to where this purpose has no business. */
    | { readonly type: 'not allowed'; readonly request: string; readonly reason: string };
  readonly tries: number;
  /** Milliseconds from the first try to the end of the last. */
  readonly elapsed: number;
  /** Milliseconds that the last answer asked to wait. */
  readonly asked?: number;
  /** Whether the platform may have carried it out all the same. */
  readonly mayHaveArrived: boolean;
}

export interface Repeating {
  readonly patience: Patience;
  /** How many tries after the first are allowed, as things stand now. */
  readonly repetitions: () => number;
  /** Waits for a place, then tries once for at most that time. */
  readonly occupy: (task: () => Promise<Tried | NotSent>) => Promise<Tried | NotSent>;
  readonly attempt: (sending: Sending, time: number) => Promise<Tried>;
  /** Interrupted: nothing more is sent or waited for. */
  readonly signal: AbortSignal;
  /** The platform was given up: nothing more is sent. */
  readonly gone: AbortSignal;
  readonly now: () => Date;
  readonly onRetry: (
    trouble: Trouble,
    next: { readonly time: number; readonly pause: number },
  ) => void;
}

interface NotSent {
  readonly type: 'not sent';
}

/** Tries a request until it is answered or `patience` ends. */
export async function repeat(sending: Sending, by: Repeating): Promise<Answered | Failure> {
  const { patience, signal, gone } = by;
  const isWrite = sending.expects === 'status';
  let began: number | undefined;
  let tries = 0;
  let arrived = false;
  let last: Trouble | undefined;
  const elapsed = () => (began === undefined ? 0 : performance.now() - began);
  const failed = (why: Failure['why'], asked?: number): Failure => ({
    type: 'failed',
    why,
    tries,
    elapsed: elapsed(),
    mayHaveArrived: arrived,
    ...(asked !== undefined && { asked }),
  });

  for (;;) {
    const tried = await by.occupy(async () => {
      if (signal.aborted || gone.aborted) return { type: 'not sent' };
      // Waiting for a place is not the platform's fault.
      began ??= performance.now();
      tries += 1;
      return by.attempt(sending, Math.min(patience.oneTry, patience.allTries - elapsed()));
    });
    if (tried.type === 'interrupted') arrived = isWrite;
    if (tried.type === 'interrupted' || (tried.type === 'not sent' && signal.aborted)) {
      return failed({ type: 'interrupted' });
    }
    if (tried.type === 'not sent') return failed(last ?? { type: 'given up' });
    const judged = judge(tried, sending);
    if (judged.type === 'answered') return { ...judged, ...(arrived && { afterDoubt: true }) };
    last = judged;
    arrived ||= isWrite && mayHaveArrived(judged);
    const asked = askedBy(judged, by);
    const progress = { tries, elapsed: elapsed(), repetitions: by.repetitions(), asked };
    const pause = pauseBefore(judged, { ...progress, chance: Math.random() }, patience);
    if (pause === undefined) return failed(judged, asked);
    by.onRetry(judged, { time: tries, pause });
    await wait(pause, undefined, { signal: AbortSignal.any([signal, gone]) }).catch(() => {});
  }
}

function askedBy(trouble: Trouble, { now, patience }: Repeating): number | undefined {
  if (trouble.type !== 'later') return undefined;
  const { headers } = trouble.answer;
  return askedPause(headers, { now: now(), longest: patience.longestPause });
}

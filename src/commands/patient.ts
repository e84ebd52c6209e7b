import type { World } from './world.ts';

/** What shows late is asked for again at most this often. */
const mostAgain = 6;

/**
 * The pauses, in milliseconds, before what does not show yet is asked for again: each twice as long as
 * the one before, and together as long as may be waited. None for zero.
 */
export function pausesWithin(seconds: number): readonly number[] {
  const shares = 2 ** mostAgain - 1;
  const first = (seconds * 1000) / shares;
  return seconds > 0 ? Array.from({ length: mostAgain }, (_, time) => first * 2 ** time) : [];
}

/** Lets a pause pass; false where the run is to end, and nothing more should be asked. */
export async function passes(
  pause: number,
  { wait, stop, abort }: Pick<World, 'wait' | 'stop' | 'abort'>,
): Promise<boolean> {
  const either = AbortSignal.any([stop, abort]);
  if (!either.aborted) await wait(pause, either);
  return !either.aborted;
}

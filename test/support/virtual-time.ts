import { onTestFinished, vi } from 'vitest';
import type { World } from '../../src/run/world.ts';

/** A clock that only waiting moves on: what takes minutes is over at once. */
export interface VirtualTime extends Pick<World, 'now' | 'wait'> {
  /** Lets milliseconds pass. */
  readonly pass: (milliseconds: number) => void;
  /** How long each pause was, in milliseconds. */
  readonly pauses: readonly number[];
}

export function virtualTime(): VirtualTime {
  let time = Date.parse('2026-01-01T00:00:00Z');
  const pauses: number[] = [];
  const pass = (milliseconds: number) => {
    time += milliseconds;
  };
  return {
    now: () => new Date(time),
    wait: async (milliseconds, signal) => {
      if (signal.aborted) return;
      pauses.push(milliseconds);
      pass(milliseconds);
    },
    pass,
    pauses,
  };
}

/** Waits for what is started; each pause of a timer is over at once. */
export async function withoutPauses<T>(
  start: () => Promise<T>,
  { now }: { readonly now?: Date } = {},
): Promise<T> {
  const timers = ['setTimeout', 'clearTimeout'] as const;
  vi.useFakeTimers(now ? { toFake: [...timers, 'Date'], now } : { toFake: [...timers] });
  onTestFinished(() => void vi.useRealTimers());
  let isDone = false;
  const running = start().finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await new Promise(setImmediate);
    if (!isDone && vi.getTimerCount() > 0) await vi.advanceTimersToNextTimerAsync();
  }
  return running.finally(() => vi.useRealTimers());
}

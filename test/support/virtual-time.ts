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

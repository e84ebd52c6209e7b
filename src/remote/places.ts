import pLimit from 'p-limit';
import { type Pace, quickened, slowed, startPace } from './pace.ts';

/** The places for requests in flight; how many there are follows what the platform answers. */
export interface Places {
  /** For a whole task, with its repetitions and the pauses between them. */
  readonly turn: <T>(task: () => Promise<T>) => Promise<T>;
  /** For one try. `status` is undefined where no answer came. */
  readonly occupy: <T extends { readonly type: string; readonly status?: number }>(
    task: () => Promise<T>,
  ) => Promise<T>;
}

/**
 * Two doors with the same limit: one holds back new tasks, the other the repetitions of those that
 * were let in before the limit fell.
 */
export function openPlaces(most: number): Places {
  const tasks = pLimit(most);
  const tries = pLimit(most);
  let pace = startPace(most);

  const follow = (next: Pace): void => {
    pace = next;
    if (tries.concurrency === pace.limit) return;
    tasks.concurrency = pace.limit;
    tries.concurrency = pace.limit;
  };
  return {
    turn: (task) => tasks(task),
    occupy: (task) =>
      tries(async () => {
        const { round } = pace;
        const result = await task();
        if (result.status === 429) follow(slowed(pace, { round, inFlight: tries.activeCount }));
        else if (result.status !== undefined) follow(quickened(pace, most));
        return result;
      }),
  };
}

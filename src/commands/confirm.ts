import type { Change } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import { progressOf } from '../plan/pending-changes.ts';
import { timeText } from './not-visible.ts';
import { passes, pausesWithin } from './patient.ts';
import type { OpenPlatform } from './platform.ts';
import type { World } from './world.ts';

/** What a write in doubt is judged by. */
export interface Doubt {
  readonly open: Pick<OpenPlatform, 'remote' | 'settle'>;
  readonly world: Pick<World, 'wait' | 'stop' | 'abort' | 'onProgress'>;
  /** Before the run. */
  readonly state: RemoteState;
  readonly doubtful: Problem;
}

/**
 * Whether a write arrived whose answer was lost: the platform is asked for the record before the
 * change is called failed, and before what hangs under it is held back; and again, since reads may be
 * late. Gives the problem where the write did not arrive, or where that cannot be known.
 */
export async function confirm(change: Change, doubt: Doubt): Promise<Problem | undefined> {
  const { open, world, doubtful } = doubt;
  const { mayBeWritten: _, ...failed } = doubtful;
  let waited = 0;
  let shows = await showsNow(change, doubt);
  for (const [index, pause] of pausesWithin(open.settle).entries()) {
    if (shows !== false) break;
    const reason = 'the answer to a write was lost, and what it wrote does not show; asking again';
    world.onProgress({ type: 'retrying', reason, time: index + 1 });
    if (!(await passes(pause, world))) break;
    waited += pause;
    shows = await showsNow(change, doubt);
  }
  if (shows === undefined) return told(doubtful, 'Whether it was written is not known.');
  const again = waited > 0 ? ` It was asked for again for ${timeText(waited)}.` : '';
  return shows ? undefined : told(failed, `Read back, it was not written.${again}`);
}

/** Undefined where the platform does not tell. */
async function showsNow(
  change: Change,
  { open: { remote }, state }: Doubt,
): Promise<boolean | undefined> {
  const { address } = change;
  const read = await remote.readOne(address);
  if (!read.ok) return undefined;
  const entities = new Map(read.value && [[address, read.value]]);
  const { pending } = progressOf([change], {
    now: { ...state, entities },
    befores: new Map([[address, state.entities.get(address)]]),
    rules: remote.dialect.rules,
  });
  // Neither as before nor as sent: something was written, and reading back tells what was not kept.
  return pending.length === 0;
}

function told(failed: Problem, what: string): Problem {
  return { ...failed, detail: `${failed.detail} ${what}` };
}

import type { Change } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import { progressOf } from '../plan/undo.ts';
import type { OpenPlatform } from './platform.ts';
import { pausesWithin, timeText, waitPause } from './settle.ts';
import type { World } from './world.ts';

/** What a write in doubt is judged by. */
export interface LostWriteContext {
  readonly open: Pick<OpenPlatform, 'remote' | 'settle'>;
  readonly world: Pick<World, 'wait' | 'stop' | 'abort' | 'onProgress'>;
  /** Before the run. */
  readonly state: RemoteState;
  readonly lost: Problem;
}

/**
 * Whether a write arrived whose answer was lost: the platform is asked for the record before the
 * change is called failed, and before what hangs under it is held back; and again, since reads may be
 * late. Gives the problem where the write did not arrive, or where that cannot be known.
 */
export async function resolveLostWrite(
  change: Change,
  context: LostWriteContext,
): Promise<Problem | undefined> {
  const { open, world, lost } = context;
  const { mayBeWritten: _, ...failed } = lost;
  let waited = 0;
  let shows = await showsNow(change, context);
  for (const [index, pause] of pausesWithin(open.settle).entries()) {
    if (shows !== false) break;
    const reason = 'the answer to a write was lost, and what it wrote does not show; asking again';
    world.onProgress({ type: 'retrying', reason, time: index + 1 });
    if (!(await waitPause(pause, world))) break;
    waited += pause;
    shows = await showsNow(change, context);
  }
  if (shows === undefined) return withLostWriteText(lost, 'Whether it was written is not known.');
  const again = waited > 0 ? ` It was asked for again for ${timeText(waited)}.` : '';
  return shows ? undefined : withLostWriteText(failed, `Read back, it was not written.${again}`);
}

/** Undefined where the platform does not tell. */
async function showsNow(
  change: Change,
  { open: { remote }, state }: LostWriteContext,
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

function withLostWriteText(failed: Problem, what: string): Problem {
  return { ...failed, detail: `${failed.detail} ${what}` };
}

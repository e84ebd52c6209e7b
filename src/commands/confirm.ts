import type { Change } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import { remaining } from '../plan/remaining.ts';
import type { Remote } from '../remote/remote.ts';

/**
 * Whether a write arrived whose answer was lost: the platform is asked for the record before the
 * change is called failed, and before what hangs under it is held back. Gives the problem where the
 * write did not arrive, or where that cannot be known.
 */
export async function confirm(
  remote: Remote,
  change: Change,
  { state, doubtful }: { readonly state: RemoteState; readonly doubtful: Problem },
): Promise<Problem | undefined> {
  const { address } = change;
  const read = await remote.readOne(address);
  const { inDoubt: _, ...failed } = doubtful;
  if (!read.ok) return told(doubtful, 'Whether it was written is not known.');
  const entities = new Map(read.value && [[address, read.value]]);
  const { pending } = remaining([change], {
    now: { ...state, entities },
    befores: new Map([[address, state.entities.get(address)]]),
    rules: remote.dialect.rules,
  });
  // Neither as before nor as sent: something was written, and reading back tells what was not kept.
  return pending.length === 0 ? undefined : told(failed, 'Read back, it was not written.');
}

function told(failed: Problem, what: string): Problem {
  return { ...failed, detail: `${failed.detail} ${what}` };
}

import type { Address } from '../model/address.ts';
import type { Explanation } from '../model/explanation.ts';
import type { Change, Plan } from '../model/plan.ts';
import type { Checked, Problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import type { Settled, Unkept } from '../model/report.ts';
import { differencesOf } from '../plan/differences.ts';
import type { OpenPlatform } from './platform.ts';

/** How a run plans once more from what was read back, and explains what is left. */
export interface Replanning {
  readonly replan: (state: RemoteState) => Checked<{ readonly plan: Plan }>;
  readonly explain: (state: RemoteState, written: ReadonlySet<Address>) => Explanation | undefined;
}

/**
 * Reads back what was written and plans again: what that plan still wants to change is what the
 * platform did not keep.
 */
export async function settle(
  { remote }: Pick<OpenPlatform, 'remote'>,
  before: RemoteState,
  { written, replan, explain }: Replanning & { readonly written: readonly Address[] },
): Promise<Settled> {
  const after = await remote.readAgain(before, written);
  if (!after.ok) return unread(after.problems);
  const again = replan(after.value);
  if (!again.ok) return unread(again.problems);
  const touched = new Set(written);
  const left = again.value.plan.changes.filter(({ address }) => touched.has(address));
  const fields = unkept(left, after.value);
  if (fields.length === 0) return { state: 'converged' };
  const explanation = explain(after.value, touched);
  return { state: 'differs', fields, ...(explanation && { explanation }) };
}

function unread([first]: readonly Problem[]): Settled {
  return first ? { state: 'unread', problem: first } : { state: 'converged' };
}

/** A node that is not there at all is told by its id. */
function unkept(changes: readonly Change[], after: RemoteState): Unkept[] {
  const missing = changes.flatMap((change): Unkept[] => {
    if (change.action !== 'create') return [];
    const { address, title, after: entity } = change;
    return [{ address, title, path: ['sourcedId'], sent: entity.sourcedId, kept: null }];
  });
  const fields = differencesOf(changes, after).map(
    ({ wanted: sent, held: kept, ...field }): Unkept => ({ ...field, sent, kept }),
  );
  return [...missing, ...fields];
}

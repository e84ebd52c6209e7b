import type { Address } from '../model/address.ts';
import type { Explanation } from '../model/explanation.ts';
import type { Change, Plan } from '../model/plan.ts';
import { type Checked, checked, type Problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import type { Settled, Unkept } from '../model/report.ts';
import { differencesOf } from '../plan/differences.ts';
import { doubtsOf } from '../plan/unsure.ts';
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
  const touched = new Set(written);
  const compared = await compareWhole(remote, after.value, (state) =>
    leftOf(state, touched, replan),
  );
  if (!compared.ok) return unread(compared.problems);
  const { left, state } = compared.value;
  const fields = unkept(left, state);
  if (fields.length === 0) return { state: 'converged' };
  const explanation = explain(state, touched);
  return { state: 'differs', fields, ...(explanation && { explanation }) };
}

interface Left {
  readonly left: readonly Change[];
  readonly state: RemoteState;
}

function leftOf(
  state: RemoteState,
  touched: ReadonlySet<Address>,
  replan: Replanning['replan'],
): Checked<Left> {
  const again = replan(state);
  if (!again.ok) return again;
  const { changes } = again.value.plan;
  return checked({ left: changes.filter(({ address }) => touched.has(address)), state }, []);
}

/** What a list does not show may be there: what seems to be left is read by itself first. */
async function compareWhole(
  remote: OpenPlatform['remote'],
  first: RemoteState,
  compare: (state: RemoteState) => Checked<Left>,
): Promise<Checked<Left>> {
  const compared = compare(first);
  if (!compared.ok) return compared;
  const whole = await remote.readWhole(first, doubtsOf(compared.value.left));
  if (!whole.ok) return whole;
  return whole.value === first ? compared : compareWhole(remote, whole.value, compare);
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

import { exchangedOnPlatform } from '../identity/on-platform.ts';
import type { Change, WritablePlan } from '../model/plan.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import { allChanges } from '../plan/build.ts';
import { ledgerWithOtherIds } from '../plan/other-ids.ts';
import { writtenIdsIn } from './catalog/target.ts';
import type { Session } from './session.ts';

/**
 * Refuses a plan by which ids would be exchanged or handed on, as the records of the platform say. The
 * problems of a plan that is not refused are warnings for whoever approves it.
 */
export function checkExchangedIds(
  session: Session,
  { plan, state: remote }: { readonly plan: WritablePlan; readonly state: RemoteState },
): Checked<void> {
  const { catalog, draft, ledger, open } = session;
  // A draft is another copy, and has no students.
  if (draft) return checked(undefined, []);
  const { environment } = open;
  const written =
    ledger && environment.otherIds ? ledgerWithOtherIds(ledger, writtenIdsIn(environment)) : ledger;
  const problems = exchangedOnPlatform({
    catalog,
    changes: changesOfAll(session, plan, remote),
    remote,
    ...(written && { ledger: written }),
    writes: new Set(plan.changes.map(({ address }) => address)),
  });
  return checked(undefined, problems);
}

/** A run that leaves a part out writes one side of an exchange all the same. */
function changesOfAll(
  { catalog, ledger, open }: Session,
  { changes, partial, held }: WritablePlan,
  remote: RemoteState,
): readonly Change[] {
  if (!partial && held.length === 0) return changes;
  const { rules } = open.remote.dialect;
  return allChanges({ catalog, remote, rules, ...(ledger && { ledger }) });
}

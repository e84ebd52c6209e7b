import { withNewConfirmations } from '../identity/confirmed.ts';
import { exchangedOnPlatform } from '../identity/on-platform.ts';
import type { Change, WritablePlan } from '../model/plan.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import { allChanges } from '../plan/build.ts';
import { ledgerWithOtherIds, writtenIdsIn } from '../plan/other-ids.ts';
import { publishedLedgers } from './receipts/receipts.ts';
import type { Session } from './session.ts';

/**
 * Refuses a plan that would exchange ids or hand them on, judged by the records of the platform. If it is
 * not refused, the problems are warnings for the person who approves the plan.
 */
export function checkExchangedIds(
  session: Session,
  { plan, state: remote }: { readonly plan: WritablePlan; readonly state: RemoteState },
): Checked<void> {
  const { catalog, draft, ledger, open } = session;
  // A draft is a copy without students.
  if (draft) return checked(undefined, []);
  const { environment } = open;
  const written =
    ledger && environment.otherIds ? ledgerWithOtherIds(ledger, writtenIdsIn(environment)) : ledger;
  const exchange = {
    catalog,
    changes: changesOfAll(session, plan, remote),
    remote,
    writes: new Set(plan.changes.map(({ address }) => address)),
  };
  if (!written) return checked(undefined, exchangedOnPlatform(exchange));
  const problems = exchangedOnPlatform({ ...exchange, ledger: written });
  if (problems.every(({ code }) => code !== 'identity/confirmed')) {
    return checked(undefined, problems);
  }
  // A line that was published once does not confirm the same exchange again.
  const fresh = publishedLedgers(session).reduce(
    (rest, published) => withNewConfirmations(rest, published),
    written,
  );
  return checked(undefined, exchangedOnPlatform({ ...exchange, ledger: fresh }));
}

/** All changes of the catalog: a run that leaves some out may still write one side of an exchange. */
function changesOfAll(
  { catalog, ledger, open }: Session,
  { changes, partial, held }: WritablePlan,
  remote: RemoteState,
): readonly Change[] {
  if (!partial && held.length === 0) return changes;
  const { rules } = open.remote.dialect;
  return allChanges({ catalog, remote, rules, ...(ledger && { ledger }) });
}

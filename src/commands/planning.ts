import { remintedOnPlatform } from '../identity/remote-gate.ts';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import { buildPlan } from '../plan/build.ts';
import type { Own } from '../remote/own.ts';
import { keptElsewhere, takenPlacements } from './belonging.ts';
import { withImpact } from './impact.ts';
import { ownOf } from './own.ts';
import type { Opened, Session } from './session.ts';
import { checkUnlisted, findUnlisted, refusalWarnings, withRetired } from './unlisted.ts';
import { framed } from './workspace.ts';

export interface Planned {
  readonly plan: Plan;
  readonly state: RemoteState;
}

/** Reads the platform: all that is `own` whole, or simply all. */
export async function readPlatform(
  { world, open }: Opened,
  own?: Own,
): Promise<Checked<RemoteState>> {
  const { remote } = open;
  world.onProgress({ type: 'reading', platform: remote.platform });
  // Until something is written there is nothing to finish: the first Ctrl-C ends the reading.
  world.stop.addEventListener('abort', remote.cancel);
  if (world.stop.aborted) remote.cancel();
  const state = await remote.read(own);
  world.stop.removeEventListener('abort', remote.cancel);
  if (!state.ok) return state;
  const { entities, requests } = state.value;
  world.onProgress({ type: 'read', platform: remote.platform, records: entities.size, requests });
  return state;
}

/** Reads the platform whole and compares. */
export async function readAndPlan(session: Session): Promise<Checked<Planned>> {
  const state = await readPlatform(session, ownOf(session));
  if (!state.ok) return state;
  session.world.onProgress({ type: 'planning' });
  const planned = await planListed(session, state.value);
  if (!planned.ok) return planned;
  const { plan } = planned.value;
  const { size: nodes } = session.catalog.nodes;
  session.world.onProgress({ type: 'planned', nodes, changes: plan.changes.length });
  return checked({ ...planned.value, plan: await withImpact(session, plan, state.value) }, []);
}

/** Plans, once what lists hide or leave out was asked for. */
async function planListed(session: Session, state: RemoteState): Promise<Checked<Planned>> {
  const { remote } = session.open;
  const planned = planFrom(session, state);
  if (!planned.ok) return planned;
  const { plan } = planned.value;
  const unlisted = await findUnlisted(remote, plan, state);
  if (!unlisted.ok) return unlisted;
  const { found, refused } = unlisted.value;
  if (found.size + refused.length === 0) return planned;
  const missing = checkUnlisted(found, plan, state);
  if (missing.length > 0) return { ok: false, problems: framed(missing, session.files) };
  const hidden = framed(refusalWarnings(unlisted.value, plan), session.files);
  const warned = { ...session, warnings: [...session.warnings, ...hidden] };
  return planFrom(warned, withRetired(state, found));
}

/** Compares with a state that is already at hand. */
export function planFrom(
  { catalog, files, open, world, ledger, restore, scope, warnings, command }: Session,
  state: RemoteState,
): Checked<Planned> {
  const { rules } = open.remote.dialect;
  const taken = ledger ? takenPlacements(ledger, state) : [];
  const elsewhere = framed(keptElsewhere(catalog, ledger, state), files);
  const plan = buildPlan({
    catalog,
    remote: state,
    rules,
    sha256: world.sha256,
    restore,
    scope,
    warnings: [...warnings, ...elsewhere],
    ...(ledger && { ledger }),
    ...(command !== undefined && { command }),
  });
  const reminted = plan.ok
    ? remintedOnPlatform({ catalog, changes: plan.value.changes, remote: state })
    : [];
  if (!plan.ok || taken.length + reminted.length > 0) {
    return { ok: false, problems: framed([...plan.problems, ...taken, ...reminted], files) };
  }
  return checked({ plan: plan.value, state }, []);
}

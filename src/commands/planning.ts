import { remintedOnPlatform } from '../identity/remote-gate.ts';
import type { Address } from '../model/address.ts';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import { buildPlan } from '../plan/build.ts';
import { unsure } from '../plan/unsure.ts';
import type { Doubts } from '../remote/read-whole.ts';
import { keptElsewhere, takenPlacements } from './belonging.ts';
import { withImpact } from './impact.ts';
import type { Opened, Session } from './session.ts';
import { checkUnlisted, findUnlisted, refusalWarnings, withRetired } from './unlisted.ts';
import { framed } from './workspace.ts';

export interface Planned {
  readonly plan: Plan;
  readonly state: RemoteState;
}

/** Reads the platform whole. */
export async function readPlatform({ world, open }: Opened): Promise<Checked<RemoteState>> {
  const { remote } = open;
  world.onProgress({ type: 'reading', platform: remote.platform });
  const state = await untilStopped(world, open, remote.read);
  if (!state.ok) return state;
  const { entities, requests } = state.value;
  world.onProgress({ type: 'read', platform: remote.platform, records: entities.size, requests });
  return state;
}

/** Reads the platform whole and compares. */
export async function readAndPlan(session: Session): Promise<Checked<Planned>> {
  const state = await readPlatform(session);
  if (!state.ok) return state;
  session.world.onProgress({ type: 'planning' });
  const listed = await planListed(session, state.value);
  if (!listed.ok) return listed;
  const planned = await planWhole(listed.value.session, listed.value);
  if (!planned.ok) return planned;
  const { plan } = planned.value;
  const { size: nodes } = session.catalog.nodes;
  session.world.onProgress({ type: 'planned', nodes, changes: plan.changes.length });
  return checked(
    { ...planned.value, plan: await withImpact(session, plan, planned.value.state) },
    [],
  );
}

/** Plans, once what lists hide or leave out was asked for. */
async function planListed(
  session: Session,
  state: RemoteState,
): Promise<Checked<Planned & { readonly session: Session }>> {
  const { remote } = session.open;
  const planned = planFrom(session, state);
  if (!planned.ok) return planned;
  const { plan } = planned.value;
  const asListed = checked({ ...planned.value, session }, []);
  const unlisted = await findUnlisted(remote, plan, state);
  if (!unlisted.ok) return unlisted;
  const { found, refused } = unlisted.value;
  if (found.size + refused.length === 0) return asListed;
  const missing = checkUnlisted(found, plan, state);
  if (missing.length > 0) return { ok: false, problems: framed(missing, session.files) };
  const hidden = framed(refusalWarnings(unlisted.value, plan), session.files);
  const warned = { ...session, warnings: [...session.warnings, ...hidden] };
  const again = planFrom(warned, withRetired(state, found));
  return again.ok ? checked({ ...again.value, session: warned }, []) : again;
}

/**
 * Plans again from single reads, as long as lists show less of what the plan is about: it must not
 * change what only seems to differ, and nothing is written over what was not read.
 */
export async function planWhole(session: Session, planned: Planned): Promise<Checked<Planned>> {
  const { catalog, open, warnings } = session;
  const { rules } = open.remote.dialect;
  const doubts = unsure(planned.plan, planned.state, { catalog, rules });
  const whole = await readNodesWhole(session, planned.state, doubts);
  if (!whole.ok) return whole;
  if (whole.value === planned.state) return checked(planned, []);
  const warned = { ...session, warnings: [...warnings, ...whole.problems] };
  const again = planFrom(warned, whole.value);
  return again.ok ? planWhole(warned, again.value) : again;
}

/** Until something is written there is nothing to finish: the first Ctrl-C ends the reading. */
async function untilStopped<T>(
  { stop }: Opened['world'],
  { remote }: Opened['open'],
  read: () => Promise<T>,
): Promise<T> {
  stop.addEventListener('abort', remote.cancel);
  if (stop.aborted) remote.cancel();
  try {
    return await read();
  } finally {
    stop.removeEventListener('abort', remote.cancel);
  }
}

/**
 * Reads the platform whole, and each live node by itself where lists show less: what is taken over
 * from here must not lack what they leave out.
 */
export async function readEverythingWhole(opened: Opened): Promise<Checked<RemoteState>> {
  const listed = await readPlatform(opened);
  if (!listed.ok) return listed;
  const live = [...listed.value.entities].flatMap(([address, { status }]) =>
    status === 'tobedeleted' ? [] : address,
  );
  const whole = await readNodesWhole(opened, listed.value, doubtless(live));
  return whole.ok ? checked(whole.value, [...listed.problems, ...whole.problems]) : whole;
}

/** Reads some nodes by themselves, where lists show less of them. */
export function readNodesWhole(
  { world, open }: Opened,
  state: RemoteState,
  doubts: Doubts,
): Promise<Checked<RemoteState>> {
  return untilStopped(world, open, () => open.remote.readWhole(state, doubts));
}

/** Nodes that are to be whole, without a doubt about any field. */
export function doubtless(addresses: readonly Address[]): Doubts {
  return new Map(addresses.map((address) => [address, []]));
}

/** Compares with a state that is already at hand. */
export function planFrom(
  { catalog, files, open, world, ledger, restore, scope, warnings }: Session,
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
  });
  const reminted = plan.ok
    ? remintedOnPlatform({ catalog, changes: plan.value.changes, remote: state })
    : [];
  if (!plan.ok || taken.length + reminted.length > 0) {
    return { ok: false, problems: framed([...plan.problems, ...taken, ...reminted], files) };
  }
  return checked({ plan: plan.value, state }, []);
}

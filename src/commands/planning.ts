import { remintedOnPlatform } from '../identity/remote-gate.ts';
import type { Address } from '../model/address.ts';
import type { WritablePlan } from '../model/plan.ts';
import { type Checked, checked, hasErrors, type Problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import { buildPlan } from '../plan/build.ts';
import { unsure } from '../plan/unsure.ts';
import type { Own } from '../remote/own.ts';
import type { UnshownFields } from '../remote/read-again.ts';
import { checkAddOns, knownIn } from './add-ons.ts';
import { keptElsewhere, takenPlacements } from './belonging.ts';
import { withImpact } from './impact.ts';
import { judgeNodeless } from './nodeless.ts';
import { ownOf } from './own.ts';
import { lateWarnings, recentWrites, type Shown, withLateness, withLists } from './recent.ts';
import type { Opened, Session } from './session.ts';
import { checkUnlisted, findUnlisted, refusalWarnings, withUnlisted } from './unlisted.ts';

export interface Planned {
  readonly plan: WritablePlan;
  readonly state: RemoteState;
}

/** Reads the platform: all that is `own` whole, or simply all. */
export async function readPlatform(
  { world, open }: Opened,
  own?: Own,
): Promise<Checked<RemoteState>> {
  const { remote } = open;
  world.onProgress({ type: 'reading', platform: remote.platform });
  const state = await untilStopped(world, open, () => remote.read(own));
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
  const judged = await judgeNodeless(session, state.value);
  if (!judged.ok) return judged;
  const told = { ...session, warnings: [...session.warnings, ...judged.value] };
  const listed = await planListed(told, state.value);
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

/** What was planned, and the session with all that is warned of by then. */
type Listed = Planned & { readonly session: Session };

function listedIn(session: Session, planned: Checked<Planned>): Checked<Listed> {
  return planned.ok ? checked({ ...planned.value, session }, []) : planned;
}

/** Plans, once what lists do not show yet, hide or leave out was asked for. */
async function planListed(session: Session, state: RemoteState): Promise<Checked<Listed>> {
  const planned = planFrom(session, state);
  if (planned.ok && planned.value.plan.changes.length === 0) return listedIn(session, planned);
  const found = await withLists(session, state, {
    recent: recentWrites(session),
    own: ownOf(session),
  });
  if (!found.ok) return found;
  const shown = found.value;
  if (shown.state === state && shown.unseen.length === 0) {
    return planUnlisted(session, planned, shown);
  }
  const seen = planFrom(session, shown.state);
  if (!seen.ok) return seen;
  const late = lateWarnings(shown.unseen, seen.value.plan, session.world.now());
  const warned = { ...session, warnings: [...session.warnings, ...late] };
  return planUnlisted(warned, planFrom(warned, shown.state), shown);
}

async function planUnlisted(
  session: Session,
  planned: Checked<Planned>,
  { hidden }: Shown,
): Promise<Checked<Listed>> {
  if (!planned.ok) return planned;
  const { remote } = session.open;
  const { plan, state } = planned.value;
  const unlisted = await findUnlisted(remote, plan, state, session.ledger);
  if (!unlisted.ok) return unlisted;
  const { found, refused } = unlisted.value;
  if (found.size + refused.length === 0) return listedIn(session, planned);
  const lacking = checkUnlisted(found, plan, state, session.ledger);
  const missing = withLateness(lacking, hidden, session.world.now());
  if (missing.length > 0) return { ok: false, problems: missing };
  const refusals = refusalWarnings(unlisted.value, plan);
  const warned = { ...session, warnings: [...session.warnings, ...refusals] };
  return listedIn(warned, planFrom(warned, withUnlisted(state, found, session.ledger)));
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
  doubts: UnshownFields,
): Promise<Checked<RemoteState>> {
  return untilStopped(world, open, () => open.remote.readWhole(state, doubts));
}

/** Nodes that are to be whole, without a doubt about any field. */
export function doubtless(addresses: readonly Address[]): UnshownFields {
  return new Map(addresses.map((address) => [address, []]));
}

/** What there is to say of a reading beside its records: what is not offered, and what is strange. */
export function toldOfReading(session: Session, state: RemoteState): Problem[] {
  const { dialect } = session.open.remote;
  const addOns = checkAddOns(state, knownIn(session), dialect);
  return [...addOns, ...(state.warnings ?? [])];
}

/** Compares with a state that is already at hand. */
export function planFrom(session: Session, state: RemoteState): Checked<Planned> {
  const { catalog, open, world, ledger, restore, scope, warnings, command } = session;
  const { rules } = open.remote.dialect;
  const told = toldOfReading(session, state);
  if (hasErrors(told)) return { ok: false, problems: told };
  const taken = ledger ? takenPlacements(ledger, state) : [];
  const elsewhere = keptElsewhere(catalog, ledger, state);
  const plan = buildPlan({
    catalog,
    remote: state,
    rules,
    sha256: world.sha256,
    restore,
    scope,
    warnings: [...warnings, ...elsewhere, ...told],
    ...(ledger && { ledger }),
    ...(command !== undefined && { command }),
  });
  const reminted = plan.ok
    ? remintedOnPlatform({
        catalog,
        changes: plan.value.changes,
        remote: state,
        ...(ledger && { ledger }),
      })
    : [];
  if (!plan.ok || taken.length + reminted.length > 0) {
    return { ok: false, problems: [...plan.problems, ...taken, ...reminted] };
  }
  return checked({ plan: plan.value, state }, []);
}

import { applyPlan } from '../apply/run.ts';
import type { Environment } from '../config/environment.ts';
import type { Change, Plan } from '../model/plan.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import type { ApplyReport, Outcome, Settled } from '../model/report.ts';
import { desiredFields } from '../plan/desired.ts';
import {
  compareApproved,
  compareTarget,
  type GuardApproval,
  unapprovedGuards,
} from './approval.ts';
import {
  openSession,
  type Planned,
  type PlanningOptions,
  readAndPlan,
  type Session,
} from './planning.ts';
import { settle } from './settle.ts';
import type { World } from './world.ts';

/** How a run was approved. */
export type Approval =
  /** A saved plan, or the digest of one: nothing is asked, and only exactly this is applied. */
  | { readonly type: 'digest'; readonly digest: string; readonly plan?: Plan }
  /** `--auto-approve`. */
  | { readonly type: 'auto' }
  /** A person is shown the plan and asked. */
  | { readonly type: 'ask'; readonly ask: (planned: PlanShown) => Promise<boolean> };

export interface PlanShown {
  readonly plan: Plan;
  readonly environment: Environment;
}

export interface ApplyOptions extends PlanningOptions {
  readonly approval: Approval;
  /** What may pass the guards: `--approve-retire` and `--approve-update`. */
  readonly guardApprovals?: readonly GuardApproval[];
}

export interface ApplyResult extends PlanShown {
  readonly report: ApplyReport;
}

/** Publishes the manifests: plans, has the plan approved, writes, and proves by reading back. */
export async function apply(options: ApplyOptions, world: World): Promise<Checked<ApplyResult>> {
  const saved = savedPlan(options.approval);
  const session = await openSession({ ...options, ...(saved && narrowingOf(saved)) }, world);
  if (!session.ok) return session;
  const { open } = session.value;
  try {
    const other = saved && compareTarget(saved, open.remote.platform);
    if (other) return { ok: false, problems: [other] };
    const approved = await planApproved(session.value, options);
    if (!approved.ok) return approved;
    const report = await carryOut(session.value, approved.value);
    return checked({ plan: approved.value.plan, environment: open.environment, report }, []);
  } finally {
    open.close();
  }
}

function savedPlan(approval: Approval): Plan | undefined {
  return approval.type === 'digest' ? approval.plan : undefined;
}

/** A saved plan says itself what it is about: nobody has to repeat the options it was made with. */
function narrowingOf({ partial, restored }: Plan) {
  return { restore: restored, target: partial?.target ?? [], exclude: partial?.exclude ?? [] };
}

async function planApproved(session: Session, options: ApplyOptions): Promise<Checked<Planned>> {
  const { approval, guardApprovals = [] } = options;
  const planned = await readAndPlan(session);
  if (!planned.ok) return planned;
  const { plan } = planned.value;
  const moved = approval.type === 'digest' ? compareApproved(approval, plan) : undefined;
  if (moved) return { ok: false, problems: [moved] };
  const guarded = unapprovedGuards(plan, guardApprovals);
  if (guarded.length > 0) return { ok: false, problems: guarded };
  return approval.type === 'ask' && plan.changes.length > 0
    ? askFor(planned.value, session, approval.ask)
    : planned;
}

async function askFor(
  { plan }: Planned,
  session: Session,
  ask: Extract<Approval, { type: 'ask' }>['ask'],
): Promise<Checked<Planned>> {
  const environment = session.open.environment;
  if (!(await ask({ plan, environment }))) return refused();
  // A person took time to read: the platform may have moved meanwhile.
  const again = await readAndPlan(session);
  if (!again.ok) return again;
  const moved = compareApproved({ digest: plan.digest, plan }, again.value.plan);
  return moved ? { ok: false, problems: [moved] } : again;
}

function refused(): { readonly ok: false; readonly problems: readonly Problem[] } {
  return { ok: false, problems: [problem('apply/not-approved', { detail: 'Nothing was sent.' })] };
}

async function carryOut(session: Session, { plan, state }: Planned): Promise<ApplyReport> {
  const { world, open } = session;
  world.onProgress({ type: 'applying', total: plan.changes.length });
  const outcomes = await applyPlan(plan, {
    write: (change) => writeChange(change, session, state),
    turn: open.remote.turn,
    stop: world.stop,
    onOutcome: (outcome) => world.onProgress({ type: 'outcome', outcome }),
  });
  return {
    platform: plan.platform,
    digest: plan.digest,
    outcomes,
    unchanged: plan.unchanged,
    settled: await settleIfWritten(session, { outcomes, state }),
  };
}

async function settleIfWritten(
  session: Session,
  run: { readonly outcomes: readonly Outcome[]; readonly state: RemoteState },
): Promise<Settled> {
  const written = run.outcomes.filter(({ status }) => status === 'applied');
  if (written.length === 0) return { state: 'converged' };
  session.world.onProgress({ type: 'proving' });
  const addresses = written.map(({ address }) => address);
  const settled = await settle(session, run.state, addresses);
  if (settled.state !== 'unread') session.world.onProgress({ type: 'proved' });
  return settled;
}

async function writeChange(
  change: Change,
  { catalog, open }: Session,
  state: RemoteState,
): Promise<Problem | undefined> {
  const { remote } = open;
  const before = state.entities.get(change.address);
  if (change.action === 'retire' && before) {
    const { entity, record: base, sortOrder } = before;
    return remote.write({
      entity,
      base,
      status: 'retired',
      ...(sortOrder !== undefined && { sortOrder }),
    });
  }
  const node = catalog.nodes.get(change.address);
  if (!node) throw new Error(`${change.address} is in the plan and not in the catalog`);
  const sortOrder = 'to' in change && change.to ? change.to.sortOrder : before?.sortOrder;
  const fields = desiredFields(catalog, node, remote.dialect.rules);
  return remote.write({
    entity: { ...node.entity, fields },
    ...(before && { base: before.record }),
    ...(before?.status === 'tobedeleted' && { status: 'active' }),
    ...(typeof sortOrder === 'number' && { sortOrder }),
  });
}

import type { Plan } from '../model/plan.ts';
import type { Checked } from '../model/problem.ts';
import { compareTarget, type GuardApproval } from './approval.ts';
import { destinedPlatform } from './environment.ts';
import { explainDifferences } from './explain-differences.ts';
import { planFromState, readAndPlan } from './planning.ts';
import type { PlatformOptions } from './platform.ts';
import {
  type ApplyResult,
  type Approval,
  type ApprovalOptions,
  type PublishRun,
  publish,
} from './publish.ts';
import { type Conditions, inSession, type PlanningOptions, type Session } from './session.ts';
import type { World } from './world.ts';

/** The environment, the part of the catalog to publish, and the approval of the plan. */
export type ApplyOptions = PlanningOptions & ApprovalOptions;

/** Publishes the manifests: plans, has the plan approved, writes, and checks the result by reading back. */
export async function apply(options: ApplyOptions, world: World): Promise<Checked<ApplyResult>> {
  const saved = savedPlan(options.approval);
  const narrowed = { ...options, ...(saved && narrowingOf(saved)) };
  const { approval } = options;
  return inSession(
    narrowed,
    world,
    (session) => publish(runOf(session), options),
    conditions(approval),
  );
}

/**
 * The conditions of a run that publishes: it holds the lock of the environment, and a saved plan must be
 * for that environment.
 */
export function conditions(approval: Approval): Conditions {
  const saved = savedPlan(approval);
  const refuse: Conditions['refuse'] = (environment) =>
    saved && compareTarget(saved, destinedPlatform(environment));
  return { locks: true, refuse };
}

/** The run that publishes the manifests of a session. */
export function runOf(session: Session): PublishRun {
  return {
    ...session,
    command: 'apply',
    plan: () => readAndPlan(session),
    replan: (state, planned) => planFromState(session, state, planned),
    explain: (state, written) => {
      const explained = explainDifferences(session, state, { sent: written });
      return explained.ok ? explained.value : undefined;
    },
  };
}

function savedPlan(approval: Approval): Plan | undefined {
  return approval.type === 'digest' ? approval.plan : undefined;
}

/** The options that narrowed a saved plan: the user need not repeat them. */
export function narrowingOf({ partial, restored }: Plan) {
  return { restore: restored, target: partial?.target ?? [], exclude: partial?.exclude ?? [] };
}

/** The environment of the plan, and approvals for the limits that the plan exceeds. */
export interface ApplyPlanOptions extends PlatformOptions {
  /** The approvals for guards, as `--approve-retire` and `--approve-update` give them. */
  readonly guardApprovals?: readonly GuardApproval[];
}

/**
 * Publishes exactly a plan, or nothing. It reads manifests and platform again, and sends nothing if that
 * gives another plan. It writes a receipt, and checks the result by reading back. A change that the
 * platform refuses is an outcome in the report, not a problem.
 *
 * Problems: `plan/stale` if something changed, `guard/*` if a limit is exceeded, `apply/locked` if another
 * run is publishing, and those of reading.
 */
export async function applyPlan(
  plan: Plan,
  { guardApprovals = [], ...options }: ApplyPlanOptions,
  world: World,
): Promise<Checked<ApplyResult>> {
  const approval = { type: 'digest', digest: plan.digest, plan } as const;
  return apply({ ...options, approval, guardApprovals }, world);
}

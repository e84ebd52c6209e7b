import type { Plan } from '../model/plan.ts';
import type { Checked } from '../model/problem.ts';
import { compareTarget, type GuardApproval } from './approval.ts';
import { explainDifferences } from './explain-differences.ts';
import { planFromState, readAndPlan } from './planning.ts';
import { destinedPlatform, type PlatformOptions } from './platform.ts';
import {
  type ApplyResult,
  type Approval,
  type ApprovalOptions,
  type PublishRun,
  publish,
} from './publish.ts';
import { type Conditions, inSession, type PlanningOptions, type Session } from './session.ts';
import type { World } from './world.ts';

/** The environment, which part of the catalog to publish, and how the plan is approved. */
export type ApplyOptions = PlanningOptions & ApprovalOptions;

/**
 * Publishes the manifests: makes the plan, gets it approved, writes, and checks the result by reading
 * back.
 */
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

/** One run at a time, and a saved plan only where it was made for. */
export function conditions(approval: Approval): Conditions {
  const saved = savedPlan(approval);
  const refuse: Conditions['refuse'] = (environment) =>
    saved && compareTarget(saved, destinedPlatform(environment));
  return { locks: true, refuse };
}

/** The manifests as what a run publishes. */
export function runOf(session: Session): PublishRun {
  return {
    ...session,
    command: 'apply',
    plan: () => readAndPlan(session),
    replan: (state) => planFromState(session, state),
    explain: (state, written) => {
      const explained = explainDifferences(session, state, { sent: written });
      return explained.ok ? explained.value : undefined;
    },
  };
}

function savedPlan(approval: Approval): Plan | undefined {
  return approval.type === 'digest' ? approval.plan : undefined;
}

/** A saved plan says itself what it is about: nobody has to repeat the options it was made with. */
export function narrowingOf({ partial, restored }: Plan) {
  return { restore: restored, target: partial?.target ?? [], exclude: partial?.exclude ?? [] };
}

/** The environment of the plan, and approvals for limits that it exceeds. */
export interface ApplyPlanOptions extends PlatformOptions {
  /** What may pass the guards, as `--approve-retire` and `--approve-update` name it. */
  readonly guardApprovals?: readonly GuardApproval[];
}

/**
 * Publishes exactly a plan, or nothing. It reads manifests and platform again, and sends nothing if that
 * gives another plan. Writes a receipt, and checks the result by reading back. A change that the platform
 * refuses is no problem, but an outcome in the report.
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

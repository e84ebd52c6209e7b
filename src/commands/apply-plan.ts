import type { Plan } from '../model/plan.ts';
import type { Checked } from '../model/problem.ts';
import { apply } from './apply.ts';
import type { GuardApproval } from './approval.ts';
import type { PlatformOptions } from './platform.ts';
import type { ApplyResult } from './publish.ts';
import type { World } from './world.ts';

export interface ApplyPlanOptions extends PlatformOptions {
  /** What may pass the guards, as `--approve-retire` and `--approve-update` name it. */
  readonly guardApprovals?: readonly GuardApproval[];
}

/**
 * Publishes exactly a plan, or nothing: the manifests and the platform are read again, and where
 * that makes another plan nothing is sent. Writes a receipt and proves by reading back. A change
 * that the platform refuses is no problem but an outcome in the report.
 *
 * Problems: `plan/stale` where something moved, `guard/*` where a guard stops it, `apply/locked`
 * where another run is at work, and those of reading.
 */
export async function applyPlan(
  plan: Plan,
  { guardApprovals = [], ...options }: ApplyPlanOptions,
  world: World,
): Promise<Checked<ApplyResult>> {
  const approval = { type: 'digest', digest: plan.digest, plan } as const;
  return apply({ ...options, approval, guardApprovals }, world);
}

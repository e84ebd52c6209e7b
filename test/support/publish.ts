import { defaultClient } from '../../src/features/emulator/server/emulator.ts';
import { undo } from '../../src/features/undo/undo.ts';
import type { Explanation } from '../../src/model/explanation.ts';
import type { Checked } from '../../src/model/problem.ts';
import { type ApplyOptions, apply } from '../../src/run/apply.ts';
import type { GuardApproval } from '../../src/run/approval.ts';
import { explainDrift } from '../../src/run/explain-differences.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { type PlanResult, plan } from '../../src/run/planning.ts';
import type { ApplyResult } from '../../src/run/publish.ts';
import type { PlanningOptions } from '../../src/run/session.ts';
import type { World } from '../../src/run/world.ts';

/** A platform, with the function that stands in for the network if it is not on one. */
export type Reached = Pick<World, 'fetch'>;

/** A world that reaches a platform, with credentials set. Not a pipeline. */
export function worldWith({ fetch }: Reached, cwd: string, parts: Partial<World> = {}): World {
  return nodeWorld({
    cwd,
    env: {
      TIMEBACK_CLIENT_ID: defaultClient.id,
      TIMEBACK_CLIENT_SECRET: defaultClient.secret,
    },
    ...(fetch && { fetch }),
    // No test waits for what does not show: those that are about it let their own time pass.
    wait: async () => {},
    ...parts,
  });
}

/** Plans a folder for its environment `test`. */
export function planFolder(
  platform: Reached,
  cwd: string,
  options: Partial<PlanningOptions> = {},
): Promise<Checked<PlanResult>> {
  return plan({ env: 'test', ...options }, worldWith(platform, cwd));
}

/** What would settle the differences of a folder to its environment `test`. */
export function explainFolder(platform: Reached, cwd: string): Promise<Checked<Explanation>> {
  return explainDrift({ env: 'test' }, worldWith(platform, cwd));
}

/** Publishes a folder to its environment `test` without asking, and approves what a guard names. */
export function applyFolder(
  platform: Reached,
  cwd: string,
  options: Partial<ApplyOptions> = {},
): Promise<Checked<ApplyResult>> {
  const all = { env: 'test', approval: { type: 'auto' }, ...options } as const;
  const world = worldWith(platform, cwd);
  if (all.guardApprovals) return apply(all, world);
  return approvingGuards((guardApprovals) => apply({ ...all, guardApprovals }, world));
}

/** Undoes the run of a receipt, and approves what a guard names. */
export function undoReceipt(
  platform: Reached,
  cwd: string,
  receipt: string,
): Promise<Checked<ApplyResult>> {
  const all = { env: 'test', approval: { type: 'auto' }, receipt } as const;
  const world = worldWith(platform, cwd);
  return approvingGuards((guardApprovals) => undo({ ...all, guardApprovals }, world));
}

/** Runs again with what the messages of guards say. */
async function approvingGuards(
  run: (approvals: readonly GuardApproval[]) => Promise<Checked<ApplyResult>>,
): Promise<Checked<ApplyResult>> {
  const ran = await run([]);
  const approvals = ran.problems.flatMap(({ hint = '' }): GuardApproval[] => {
    const [, guards, count, digest = ''] =
      /--approve-(retire|update) (\d+)@([\da-f]{12})/.exec(hint) ?? [];
    const isGuard = guards === 'retire' || guards === 'update';
    return isGuard ? [{ guards, count: Number(count), digest }] : [];
  });
  return approvals.length === 0 ? ran : run(approvals);
}

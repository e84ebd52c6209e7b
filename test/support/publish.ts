import { type ApplyOptions, type ApplyResult, apply } from '../../src/commands/apply.ts';
import type { GuardApproval } from '../../src/commands/approval.ts';
import { nodeWorld } from '../../src/commands/node-world.ts';
import { type PlanResult, plan } from '../../src/commands/plan.ts';
import type { PlanningOptions } from '../../src/commands/planning.ts';
import type { World } from '../../src/commands/world.ts';
import { defaultClient, type Emulator } from '../../src/emulator/emulator.ts';
import type { Checked } from '../../src/model/problem.ts';

/** A world whose network is an emulator, with its credentials set. Not a pipeline. */
function worldWith(emulator: Emulator, cwd: string, parts: Partial<World> = {}): World {
  return nodeWorld({
    cwd,
    env: {
      TIMEBACK_CLIENT_ID: defaultClient.id,
      TIMEBACK_CLIENT_SECRET: defaultClient.secret,
    },
    fetch: emulator.fetch,
    ...parts,
  });
}

/** Plans a folder for its environment `test`. */
export function planFolder(
  emulator: Emulator,
  cwd: string,
  options: Partial<PlanningOptions> = {},
): Promise<Checked<PlanResult>> {
  return plan({ env: 'test', ...options }, worldWith(emulator, cwd));
}

/**
 * Publishes a folder to its environment `test` without asking. What a guard refuses is approved as
 * its message says, unless the options say what is approved.
 */
export async function applyFolder(
  emulator: Emulator,
  cwd: string,
  options: Partial<ApplyOptions> = {},
): Promise<Checked<ApplyResult>> {
  const all = { env: 'test', approval: { type: 'auto' }, ...options } as const;
  const applied = await apply(all, worldWith(emulator, cwd));
  if (applied.ok || all.guardApprovals) return applied;
  const guardApprovals = applied.problems.flatMap(({ hint = '' }): GuardApproval[] => {
    const [, guards, count, digest = ''] =
      /--approve-(retire|update) (\d+)@([\da-f]{12})/.exec(hint) ?? [];
    const isGuard = guards === 'retire' || guards === 'update';
    return isGuard ? [{ guards, count: Number(count), digest }] : [];
  });
  if (guardApprovals.length === 0) return applied;
  return apply({ ...all, guardApprovals }, worldWith(emulator, cwd));
}

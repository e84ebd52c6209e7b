import { type ApplyResult, apply } from '../../src/commands/apply.ts';
import { nodeWorld } from '../../src/commands/node-world.ts';
import { type PlanResult, plan } from '../../src/commands/plan.ts';
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
export function planFolder(emulator: Emulator, cwd: string): Promise<Checked<PlanResult>> {
  return plan({ env: 'test' }, worldWith(emulator, cwd));
}

/** Publishes a folder to its environment `test` without asking. */
export function applyFolder(emulator: Emulator, cwd: string): Promise<Checked<ApplyResult>> {
  return apply({ env: 'test', approval: { type: 'auto' } }, worldWith(emulator, cwd));
}

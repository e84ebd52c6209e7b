import type { Plan } from '../model/plan.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { PerEnvironment } from '../model/several.ts';
import { planIn } from './plan.ts';
import { inSessionOf } from './session.ts';
import { broadcast, openSeveral, type SeveralOptions } from './several.ts';
import type { World } from './world.ts';

/** Plans for several environments side by side, from one reading of the manifests. */
export async function planSeveral(
  options: SeveralOptions,
  world: World,
): Promise<Checked<readonly PerEnvironment<Plan>[]>> {
  const opened = openSeveral(options, world);
  if (!opened.ok) return opened;
  const { environments, given } = opened.value;
  const planned = await broadcast(environments, world, async (environment, own) => {
    const result = await inSessionOf(environment, { ...given, world: own }, planIn);
    return result.ok ? checked(result.value.plan, []) : result;
  });
  return checked(planned, []);
}

import { withFrame } from '../document/frame.ts';
import type { Plan } from '../model/plan.ts';
import { sealOf } from '../plan/digest.ts';
import type { World } from './world.ts';

/**
 * A plan that stands alone, with its seal: its problems bring their source lines along, since the
 * manifests may be others where it is read.
 */
export function sealed(plan: Plan, { sources, sha256 }: Pick<World, 'sources' | 'sha256'>): Plan {
  const alone: Plan = {
    ...plan,
    warnings: plan.warnings.map((one) => withFrame(one, sources)),
    guards: plan.guards.map((guard) => ({ ...guard, problem: withFrame(guard.problem, sources) })),
  };
  return { ...alone, seal: sealOf(alone, sha256) };
}

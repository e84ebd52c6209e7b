import type { Environment } from '../config/environment.ts';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked } from '../model/problem.ts';
import { readAndPlan } from './planning.ts';
import { sealed } from './receipts/journal.ts';
import { inSession, type PlanningOptions, type Session } from './session.ts';
import type { World } from './world.ts';

export interface PlanResult {
  readonly plan: Plan;
  readonly environment: Environment;
}

/** What publishing the manifests to an environment would change. Sends nothing but reads. */
export async function plan(options: PlanningOptions, world: World): Promise<Checked<PlanResult>> {
  return inSession(options, world, planIn);
}

/** The same in a session that is already open. */
export async function planIn(session: Session): Promise<Checked<PlanResult>> {
  const planned = await readAndPlan(session);
  if (!planned.ok) return planned;
  const plan = sealed(planned.value.plan, session.world);
  return checked({ plan, environment: session.open.environment }, []);
}

import type { Explanation } from '../model/explanation.ts';
import { type Checked, checked } from '../model/problem.ts';
import { explain } from './explain.ts';
import { readAndPlan, toldOfReading } from './planning.ts';
import type { PlatformOptions } from './platform.ts';
import { inSession } from './session.ts';
import { sentBefore } from './was-sent.ts';
import type { World } from './world.ts';

/** Reads an environment and says which corrections of the dialect table would settle what differs. */
export async function explainDrift(
  options: PlatformOptions,
  world: World,
): Promise<Checked<Explanation>> {
  return inSession(options, world, async (session) => {
    const planned = await readAndPlan(session);
    if (!planned.ok) return planned;
    const { state } = planned.value;
    const found = explain(session, state, { wasSent: sentBefore(session) });
    return found.ok ? checked(found.value, toldOfReading(session, state)) : found;
  });
}

import type { Plan } from '../model/plan.ts';
import { type Checked, checked } from '../model/problem.ts';
import { compareTarget } from './approval.ts';
import { explain } from './explain.ts';
import { locked } from './locked.ts';
import { planFrom, readAndPlan } from './planning.ts';
import {
  type ApplyResult,
  type Approval,
  type ApprovalOptions,
  publish,
  type Run,
} from './publish.ts';
import { openSession, type PlanningOptions, type Session } from './session.ts';
import type { World } from './world.ts';

export type ApplyOptions = PlanningOptions & ApprovalOptions;

/** Publishes the manifests: plans, has the plan approved, writes, and proves by reading back. */
export async function apply(options: ApplyOptions, world: World): Promise<Checked<ApplyResult>> {
  const saved = savedPlan(options.approval);
  const session = await openSession({ ...options, ...(saved && narrowingOf(saved)) }, world);
  return session.ok ? applyIn(session.value, options) : session;
}

/** The same in a session that is already open. Closes it. */
export async function applyIn(
  session: Session,
  options: ApprovalOptions,
): Promise<Checked<ApplyResult>> {
  const { open } = session;
  const saved = savedPlan(options.approval);
  try {
    const other = saved && compareTarget(saved, open.remote.platform);
    if (other) return { ok: false, problems: [other] };
    return await locked(session, () => publish(runOf(session), options));
  } finally {
    open.close();
  }
}

/** The manifests as what a run publishes. */
export function runOf(session: Session): Run {
  return {
    ...session,
    command: 'apply',
    plan: async () => {
      const planned = await readAndPlan(session);
      return planned.ok ? checked({ ...planned.value, catalog: session.catalog }, []) : planned;
    },
    replan: (state) => planFrom(session, state),
    explain: (state, written) => {
      const explained = explain(session, state, written);
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

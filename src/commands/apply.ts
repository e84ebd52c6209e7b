import type { Plan } from '../model/plan.ts';
import type { Checked } from '../model/problem.ts';
import { compareTarget } from './approval.ts';
import { explain } from './explain.ts';
import { planFrom, readAndPlan } from './planning.ts';
import { destinedPlatform } from './platform.ts';
import {
  type ApplyResult,
  type Approval,
  type ApprovalOptions,
  publish,
  type Run,
} from './publish.ts';
import { type Conditions, inSession, type PlanningOptions, type Session } from './session.ts';
import type { World } from './world.ts';

export type ApplyOptions = PlanningOptions & ApprovalOptions;

/** Publishes the manifests: plans, has the plan approved, writes, and proves by reading back. */
export async function apply(options: ApplyOptions, world: World): Promise<Checked<ApplyResult>> {
  const saved = savedPlan(options.approval);
  const narrowed = { ...options, ...(saved && narrowingOf(saved)) };
  const { approval } = options;
  const task = (session: Session) => publish(runOf(session), options);
  return inSession(narrowed, world, task, conditions(approval));
}

/** One run at a time, and a saved plan only where it was made for. */
export function conditions(approval: Approval): Conditions {
  const saved = savedPlan(approval);
  const refuse: Conditions['refuse'] = (environment) =>
    saved && compareTarget(saved, destinedPlatform(environment));
  return { locks: true, refuse };
}

/** The manifests as what a run publishes. */
export function runOf(session: Session): Run {
  return {
    ...session,
    command: 'apply',
    plan: () => readAndPlan(session),
    replan: (state) => planFrom(session, state),
    explain: (state, written) => {
      const explained = explain(session, state, { sent: written });
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

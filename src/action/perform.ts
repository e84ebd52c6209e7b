import { problemAnnotations } from '../text/workflow.ts';
import { applyStep } from './apply.ts';
import { readCheckout } from './checkout.ts';
import { driftStep } from './drift.ts';
import { planStep } from './plan.ts';
import { type Step, type StepResult, withoutResult } from './step.ts';

const steps = { plan: planStep, apply: applyStep, drift: driftStep } as const;

/** Does what the inputs ask for, if what is checked out is what the event is about. */
export async function perform(step: Omit<Step, 'commit'>): Promise<StepResult> {
  const checkout = readCheckout(step);
  if (!checkout.ok) return withoutResult(checkout.problems);
  const commit = checkout.value ?? step.run.sha;
  const result = await steps[step.inputs.command]({ ...step, commit });
  return {
    ...result,
    problems: [...checkout.problems, ...result.problems],
    annotations: [...problemAnnotations(checkout.problems), ...result.annotations],
  };
}

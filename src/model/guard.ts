import type { Guard } from './plan.ts';
import { type Problem, problem } from './problem.ts';

/** What every output says of a plan that a guard will stop. */
const foretelling = 'apply will refuse this plan';

/** A refusal that is still to come, as the plan tells it: looking at a plan is no failure. */
export function foretold(refusal: Problem): Problem {
  return { ...refusal, severity: 'warning', summary: foretelling };
}

/** The refusal itself, once the plan is to be applied. */
export function refusalOf({ problem: { code, detail, hint } }: Guard): Problem {
  return problem(code, { detail, ...(hint !== undefined && { hint }) });
}

/** The warning as one sentence after another, for every format. */
export function guardText({ problem: { detail } }: Guard): string {
  return `${foretelling}: ${detail}`;
}

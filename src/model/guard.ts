import type { Guard } from './plan.ts';
import { type Problem, problem } from './problem.ts';

/** Shown by every output for a plan that a guard will stop. */
const foretelling = 'apply will refuse this plan';

/** Turns a refusal into a warning for the plan, since looking at a plan is no failure. */
export function foretold(refusal: Problem): Problem {
  return { ...refusal, severity: 'warning', summary: foretelling };
}

/** The refusal as an error, when the plan is applied. */
export function refusalOf({ problem: { code, detail, hint } }: Guard): Problem {
  return problem(code, { detail, ...(hint !== undefined && { hint }) });
}

/** The warning as consecutive sentences, for every format. */
export function guardText({ problem: { detail } }: Guard): string {
  return `${foretelling}: ${detail}`;
}

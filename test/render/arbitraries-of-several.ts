import type { Plan } from '../../src/model/plan.ts';
import type { AppliedPlan, PerEnvironment } from '../../src/model/report.ts';
import { fc } from '../support/laws.ts';
import { anyProblem, anyRun } from './arbitraries.ts';
import { hostileText } from './hostile.ts';

/** What was done to a few environments, some of which failed, with hostile texts everywhere. */
export const anySeveral: fc.Arbitrary<readonly PerEnvironment<AppliedPlan>[]> = fc.uniqueArray(
  fc.record({
    environment: hostileText,
    result: fc.oneof(
      anyRun.map((value) => ({ ok: true as const, value, problems: [] })),
      fc
        .array(anyProblem, { minLength: 1, maxLength: 2 })
        .map((problems) => ({ ok: false as const, problems })),
    ),
  }),
  { minLength: 1, maxLength: 3, selector: ({ environment }) => environment },
);

/** The plans of it. */
export function plansOf(
  several: readonly PerEnvironment<AppliedPlan>[],
): readonly PerEnvironment<Plan>[] {
  return several.map(({ environment, result }) => ({
    environment,
    result: result.ok ? { ...result, value: result.value.plan } : result,
  }));
}

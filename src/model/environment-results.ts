import type { Plan } from './plan.ts';
import type { Checked } from './problem.ts';
import type { ApplyReport } from './report.ts';

/** The result of one environment in a run over several, or its problems. */
export interface PerEnvironment<T> {
  readonly environment: string;
  readonly result: Checked<T>;
}

/** A plan that was applied, with its report. */
export interface AppliedPlan {
  readonly plan: Plan;
  readonly report: ApplyReport;
}

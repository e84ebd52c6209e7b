import type { Plan } from './plan.ts';
import type { Checked } from './problem.ts';
import type { ApplyReport } from './report.ts';

/** What became of one environment in a run over several: its result, or why there is none. */
export interface PerEnvironment<T> {
  readonly environment: string;
  readonly result: Checked<T>;
}

/** A plan that was carried out. */
export interface AppliedPlan {
  readonly plan: Plan;
  readonly report: ApplyReport;
}

import type { Diagnosis } from '../../model/diagnosis.ts';
import type { Drift } from '../../model/drift.ts';
import type { EventsReport } from '../../model/event-check.ts';
import type { Explanation } from '../../model/explanation.ts';
import type { Plan } from '../../model/plan.ts';
import type { Problem } from '../../model/problem.ts';
import type { Rehearsal } from '../../model/rehearsal.ts';
import type { ApplyReport } from '../../model/report.ts';
import type { AppliedPlan, PerEnvironment } from '../../model/several.ts';
import type { Look } from '../look.ts';

/** One way to show results: each function gives the whole text, ending with a line break. */
export interface Renderer {
  plan(plan: Plan, look: Look): string;
  /** `plan` is the plan that was applied: it knows where the changed nodes stand in the manifests. */
  report(report: ApplyReport, plan: Plan, look: Look): string;
  /** The same for a run over several environments. */
  plans(several: readonly PerEnvironment<Plan>[], look: Look): string;
  reports(several: readonly PerEnvironment<AppliedPlan>[], look: Look): string;
  drift(drift: Drift, look: Look): string;
  explanation(explanation: Explanation, look: Look): string;
  diagnoses(diagnoses: readonly Diagnosis[], look: Look): string;
  events(report: EventsReport, look: Look): string;
  rehearsal(rehearsal: Rehearsal, look: Look): string;
  /** Empty where there are no problems, but for `json`. */
  problems(problems: readonly Problem[], look: Look): string;
}

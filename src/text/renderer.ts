import type { Diagnosis, Drift, ProbeReport } from '../model/drift.ts';
import type { EventsReport } from '../model/event-check.ts';
import type { Explanation } from '../model/explanation.ts';
import type { LinksReport } from '../model/links.ts';
import type { Plan } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { Rehearsal } from '../model/rehearsal.ts';
import type { AppliedPlan, ApplyReport, PerEnvironment } from '../model/report.ts';
import type { Document, Medium } from './document.ts';
import type { Look } from './look.ts';
import { diagnosesDocument } from './views/doctor-view.ts';
import { driftDocument } from './views/drift-view.ts';
import { eventsDocument } from './views/events-view.ts';
import { explanationDocument } from './views/explain-view.ts';
import { linksDocument } from './views/links-view.ts';
import { planDocument } from './views/plan-view.ts';
import { probeDocument } from './views/probe-view.ts';
import { problemsDocument } from './views/problems-view.ts';
import { rehearsalDocument } from './views/rehearsal-view.ts';
import { reportDocument } from './views/report-view.ts';
import { plansDocument, reportsDocument } from './views/several-view.ts';

/** Shows results in one format. Each function returns a complete text that ends with a line break. */
export interface Renderer {
  plan(plan: Plan, look: Look): string;
  /** Shows a report. `plan` is the applied plan, which knows where changed nodes are in the manifests. */
  report(report: ApplyReport, plan: Plan, look: Look): string;
  /** Shows the plans of a run over several environments. */
  plans(several: readonly PerEnvironment<Plan>[], look: Look): string;
  /** Shows the reports of a run over several environments. */
  reports(several: readonly PerEnvironment<AppliedPlan>[], look: Look): string;
  drift(drift: Drift, look: Look): string;
  explanation(explanation: Explanation, look: Look): string;
  /** Shows the diagnoses, and the problems that `doctor` gives beside them. */
  diagnoses(diagnoses: readonly Diagnosis[], look: Look, beside?: readonly Problem[]): string;
  events(report: EventsReport, look: Look): string;
  links(report: LinksReport, look: Look): string;
  rehearsal(rehearsal: Rehearsal, look: Look): string;
  probe(report: ProbeReport, look: Look): string;
  /** Shows problems; empty if there are none, except as JSON. */
  problems(problems: readonly Problem[], look: Look): string;
}

/** Converts a document to text. */
export type Writer = (document: Document, look: Look) => string;

/** The renderer for a medium: lays out each result and writes it with the given writer. */
export function rendererFor(medium: Medium, write: Writer): Renderer {
  return {
    plan: (plan, look) => write(planDocument(plan, look, medium), look),
    report: (report, plan, look) => write(reportDocument(report, plan, look, medium), look),
    plans: (several, look) => write(plansDocument(several, look, medium), look),
    reports: (several, look) => write(reportsDocument(several, look, medium), look),
    drift: (drift, look) => write(driftDocument(drift, look, medium), look),
    explanation: (explanation, look) => write(explanationDocument(explanation, look), look),
    diagnoses: (diagnoses, look, beside = []) =>
      write(diagnosesDocument(diagnoses, look, { medium, beside }), look),
    events: (report, look) => write(eventsDocument(report, medium), look),
    links: (report, look) => write(linksDocument(report, medium), look),
    rehearsal: (rehearsal, look) => write(rehearsalDocument(rehearsal, medium), look),
    probe: (report, look) => write(probeDocument(report, look, medium), look),
    problems: (problems, look) => write(problemsDocument(problems), look),
  };
}

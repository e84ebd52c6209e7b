import { diagnosesToHuman } from './diagnoses-human.ts';
import { driftToHuman } from './drift-human.ts';
import { eventsToHuman } from './events-human.ts';
import { explanationToHuman } from './explanation-human.ts';
import { isolated } from './isolate.ts';
import { planToHuman } from './plan-human.ts';
import { plansToHuman } from './plans-human.ts';
import { problemsIn } from './problems.ts';
import { rehearsalToHuman } from './rehearsal-human.ts';
import type { Renderer } from './renderer.ts';
import { reportToHuman } from './report-human.ts';
import { reportsToHuman } from './reports-human.ts';
import { unobeyed } from './unobeyed.ts';

/** On a terminal, titles are kept from turning what stands beside them. */
function forScreen(renderer: Renderer): Renderer {
  return {
    plan: (plan, look) => isolated(renderer.plan(plan, look), look),
    report: (report, plan, look) => isolated(renderer.report(report, plan, look), look),
    plans: (several, look) => isolated(renderer.plans(several, look), look),
    reports: (several, look) => isolated(renderer.reports(several, look), look),
    drift: (drift, look) => isolated(renderer.drift(drift, look), look),
    explanation: (explanation, look) => isolated(renderer.explanation(explanation, look), look),
    diagnoses: (diagnoses, look) => isolated(renderer.diagnoses(diagnoses, look), look),
    events: (report, look) => isolated(renderer.events(report, look), look),
    rehearsal: (rehearsal, look) => isolated(renderer.rehearsal(rehearsal, look), look),
    problems: renderer.problems,
  };
}

/** Results for people, as text. */
export const human: Renderer = forScreen(
  unobeyed({
    plan: planToHuman,
    report: reportToHuman,
    plans: plansToHuman,
    reports: reportsToHuman,
    drift: driftToHuman,
    explanation: explanationToHuman,
    diagnoses: diagnosesToHuman,
    events: eventsToHuman,
    rehearsal: rehearsalToHuman,
    problems: problemsIn.human,
  }),
);

import { diagnosesToHuman } from './diagnoses-human.ts';
import { driftToHuman } from './drift-human.ts';
import { eventsToHuman } from './events-human.ts';
import { explanationToHuman } from './explanation-human.ts';
import { unobeyedOnScreen } from './finished.ts';
import { planToHuman } from './plan-human.ts';
import { plansToHuman } from './plans-human.ts';
import { problemsIn } from './problems.ts';
import { rehearsalToHuman } from './rehearsal-human.ts';
import type { Renderer } from './renderer.ts';
import { reportToHuman } from './report-human.ts';
import { reportsToHuman } from './reports-human.ts';

/** Results for people, as text. */
export const human: Renderer = unobeyedOnScreen({
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
});

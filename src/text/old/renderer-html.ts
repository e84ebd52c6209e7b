import { diagnosesToHuman } from './diagnoses-human.ts';
import { driftToHuman } from './drift-human.ts';
import { eventsToHuman } from './events-human.ts';
import { explanationToHuman } from './explanation-human.ts';
import { unobeyed } from './finished.ts';
import { planToHtml } from './plan-html.ts';
import { plansToHtml } from './plans-html.ts';
import { problemsIn } from './problems.ts';
import { rehearsalToHuman } from './rehearsal-human.ts';
import type { Renderer } from './renderer.ts';
import { reportToHuman } from './report-human.ts';
import { reportsToHuman } from './reports-human.ts';
import { forPage, textPage } from './text-html.ts';

/** Plans are pages of their own making; all else is the text for people on a page. */
export const html: Renderer = unobeyed({
  plan: planToHtml,
  plans: plansToHtml,
  report: (report, plan, look) =>
    textPage(`Apply to ${report.platform.name}`, reportToHuman(report, plan, forPage(look))),
  reports: (several, look) => textPage('Apply', reportsToHuman(several, forPage(look))),
  drift: (drift, look) =>
    textPage(`Changed on ${drift.platform.name}`, driftToHuman(drift, forPage(look))),
  diagnoses: (diagnoses, look) =>
    textPage('What was found', diagnosesToHuman(diagnoses, forPage(look))),
  explanation: (explanation, look) =>
    textPage(
      `What differs on ${explanation.platform.name}`,
      explanationToHuman(explanation, forPage(look)),
    ),
  events: (report, look) => textPage('Events', eventsToHuman(report, forPage(look))),
  rehearsal: (rehearsal, look) => textPage('Rehearsal', rehearsalToHuman(rehearsal, forPage(look))),
  problems: problemsIn.html,
});

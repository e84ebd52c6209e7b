import type { Renderer } from '../renderer.ts';
import { diagnosesToJson } from './diagnoses-json.ts';
import { driftToJson } from './drift-json.ts';
import { eventsToJson } from './events-json.ts';
import { explanationToJson } from './explanation-json.ts';
import { jsonText } from './json-text.ts';
import { planToJsonText } from './plan-json.ts';
import { plansToJson, reportsToJson } from './plans-json.ts';
import { problemsToJson } from './problems-json.ts';
import { rehearsalToJson } from './rehearsal-json.ts';
import { reportToJson } from './report-json.ts';

/** Results as JSON. */
export const json: Renderer = {
  plan: planToJsonText,
  report: (report, plan) => jsonText(reportToJson(report, plan)),
  plans: (several) => jsonText(plansToJson(several)),
  reports: (several) => jsonText(reportsToJson(several)),
  drift: (drift) => jsonText(driftToJson(drift)),
  explanation: (explanation) => jsonText(explanationToJson(explanation)),
  diagnoses: (diagnoses) => jsonText(diagnosesToJson(diagnoses)),
  events: (report) => jsonText(eventsToJson(report)),
  rehearsal: (rehearsal) => jsonText(rehearsalToJson(rehearsal)),
  problems: (problems) => jsonText(problemsToJson(problems)),
};

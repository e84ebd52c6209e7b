import { diagnosesToJson } from '../json/diagnoses-json.ts';
import { driftToJson } from '../json/drift-json.ts';
import { eventsToJson } from '../json/events-json.ts';
import { explanationToJson } from '../json/explanation-json.ts';
import { jsonText } from '../json/json-text.ts';
import { planToJsonText } from '../json/plan-json.ts';
import { plansToJson, reportsToJson } from '../json/plans-json.ts';
import { rehearsalToJson } from '../json/rehearsal-json.ts';
import { reportToJson } from '../json/report-json.ts';
import { problemsIn } from './problems.ts';
import type { Renderer } from './renderer.ts';

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
  problems: problemsIn.json,
};

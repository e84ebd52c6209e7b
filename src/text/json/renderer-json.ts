import type { Renderer } from '../renderer.ts';
import { planToJsonText } from './plan-json.ts';
import { plansToJson, reportsToJson } from './plans-json.ts';
import { probeToJson } from './probe-json.ts';
import { jsonText } from './read-json.ts';
import {
  diagnosesToJson,
  driftToJson,
  eventsToJson,
  explanationToJson,
  linksToJson,
  problemsToJson,
  rehearsalToJson,
  reportToJson,
} from './results-json.ts';

/** The renderer of results as JSON. */
export const json: Renderer = {
  plan: (plan, { sources }) => planToJsonText(plan, sources),
  report: (report, plan, { sources }) => jsonText(reportToJson(report, plan, sources)),
  plans: (several, { sources }) => jsonText(plansToJson(several, sources)),
  reports: (several, { sources }) => jsonText(reportsToJson(several, sources)),
  drift: (drift, { sources }) => jsonText(driftToJson(drift, sources)),
  explanation: (explanation) => jsonText(explanationToJson(explanation)),
  diagnoses: (diagnoses, { sources }, beside = []) =>
    jsonText(diagnosesToJson(diagnoses, sources, beside)),
  events: (report, { sources }) => jsonText(eventsToJson(report, sources)),
  links: (report, { sources }) => jsonText(linksToJson(report, sources)),
  rehearsal: (rehearsal, { sources }) => jsonText(rehearsalToJson(rehearsal, sources)),
  probe: (report, { sources }) => jsonText(probeToJson(report, sources)),
  problems: (problems, { sources }) => jsonText(problemsToJson(problems, sources)),
};

import type { Diagnosis } from '../model/diagnosis.ts';
import type { Drift } from '../model/drift.ts';
import type { EventsReport } from '../model/event-check.ts';
import type { Explanation } from '../model/explanation.ts';
import type { Plan } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { Rehearsal } from '../model/rehearsal.ts';
import type { ApplyReport } from '../model/report.ts';
import type { AppliedPlan, PerEnvironment } from '../model/several.ts';
import { withoutCiCommands } from './ci-commands.ts';
import { diagnosesToHuman } from './diagnoses-human.ts';
import { diagnosesToJson } from './diagnoses-json.ts';
import { diagnosesToMarkdown } from './diagnoses-markdown.ts';
import { driftToHuman } from './drift-human.ts';
import { driftToJson } from './drift-json.ts';
import { driftToMarkdown } from './drift-markdown.ts';
import { eventsToHuman } from './events-human.ts';
import { eventsToJson } from './events-json.ts';
import { eventsToMarkdown } from './events-markdown.ts';
import { explanationToHuman } from './explanation-human.ts';
import { explanationToJson } from './explanation-json.ts';
import { explanationToMarkdown } from './explanation-markdown.ts';
import type { Format } from './formats.ts';
import { isolated } from './isolate.ts';
import { jsonText } from './json-text.ts';
import type { Look } from './look.ts';
import { planToHtml } from './plan-html.ts';
import { planToHuman } from './plan-human.ts';
import { planToJsonText } from './plan-json.ts';
import { planToMarkdown } from './plan-markdown.ts';
import { plansToHtml } from './plans-html.ts';
import { plansToHuman } from './plans-human.ts';
import { plansToJson, reportsToJson } from './plans-json.ts';
import { plansToMarkdown, reportsToMarkdown } from './plans-markdown.ts';
import { problemsIn } from './problems.ts';
import { rehearsalToHuman } from './rehearsal-human.ts';
import { rehearsalToJson } from './rehearsal-json.ts';
import { rehearsalToMarkdown } from './rehearsal-markdown.ts';
import { reportToHuman } from './report-human.ts';
import { reportToJson } from './report-json.ts';
import { reportToMarkdown } from './report-markdown.ts';
import { reportsToHuman } from './reports-human.ts';
import { forPage, textPage } from './text-html.ts';

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

const json: Renderer = {
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

/** Plans are pages of their own making; all else is the text for people on a page. */
const html: Renderer = {
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
};

/** Any text may begin a line once prose is wrapped, so this is seen to when a text is finished. */
function unobeyed(renderer: Renderer): Renderer {
  return {
    plan: (...given) => withoutCiCommands(renderer.plan(...given)),
    report: (...given) => withoutCiCommands(renderer.report(...given)),
    plans: (...given) => withoutCiCommands(renderer.plans(...given)),
    reports: (...given) => withoutCiCommands(renderer.reports(...given)),
    drift: (...given) => withoutCiCommands(renderer.drift(...given)),
    explanation: (...given) => withoutCiCommands(renderer.explanation(...given)),
    diagnoses: (...given) => withoutCiCommands(renderer.diagnoses(...given)),
    events: (...given) => withoutCiCommands(renderer.events(...given)),
    rehearsal: (...given) => withoutCiCommands(renderer.rehearsal(...given)),
    problems: renderer.problems,
  };
}

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

export const renderers = {
  human: forScreen(
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
  ),
  json,
  markdown: unobeyed({
    plan: planToMarkdown,
    report: reportToMarkdown,
    plans: plansToMarkdown,
    reports: reportsToMarkdown,
    drift: driftToMarkdown,
    explanation: explanationToMarkdown,
    diagnoses: diagnosesToMarkdown,
    events: eventsToMarkdown,
    rehearsal: rehearsalToMarkdown,
    problems: problemsIn.markdown,
  }),
  html: unobeyed(html),
} as const satisfies Record<Format, Renderer>;

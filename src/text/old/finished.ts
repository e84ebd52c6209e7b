import { withoutCiCommands } from '../ci-commands.ts';
import { isolated } from '../isolate.ts';
import type { Look } from '../look.ts';
import type { Renderer } from './renderer.ts';

/** The same texts, seen to once each is whole. Problems are shown among other lines, and seen to there. */
function finished(renderer: Renderer, finish: (text: string, look: Look) => string): Renderer {
  return {
    plan: (plan, look) => finish(renderer.plan(plan, look), look),
    report: (report, plan, look) => finish(renderer.report(report, plan, look), look),
    plans: (several, look) => finish(renderer.plans(several, look), look),
    reports: (several, look) => finish(renderer.reports(several, look), look),
    drift: (drift, look) => finish(renderer.drift(drift, look), look),
    explanation: (explanation, look) => finish(renderer.explanation(explanation, look), look),
    diagnoses: (diagnoses, look) => finish(renderer.diagnoses(diagnoses, look), look),
    events: (report, look) => finish(renderer.events(report, look), look),
    rehearsal: (rehearsal, look) => finish(renderer.rehearsal(rehearsal, look), look),
    problems: renderer.problems,
  };
}

/** Any text may begin a line once prose is wrapped, so this is seen to when a text is finished. */
export function unobeyed(renderer: Renderer): Renderer {
  return finished(renderer, (text) => withoutCiCommands(text));
}

/** The same for a screen, where titles are kept from turning what stands beside them. */
export function unobeyedOnScreen(renderer: Renderer): Renderer {
  return finished(renderer, (text, look) => isolated(withoutCiCommands(text), look));
}

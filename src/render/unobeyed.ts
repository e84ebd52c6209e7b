import { withoutCiCommands } from './ci-commands.ts';
import type { Renderer } from './renderer.ts';

/** Any text may begin a line once prose is wrapped, so this is seen to when a text is finished. */
export function unobeyed(renderer: Renderer): Renderer {
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

import { diagnosesToMarkdown } from './diagnoses-markdown.ts';
import { driftToMarkdown } from './drift-markdown.ts';
import { eventsToMarkdown } from './events-markdown.ts';
import { explanationToMarkdown } from './explanation-markdown.ts';
import { unobeyed } from './finished.ts';
import { planToMarkdown } from './plan-markdown.ts';
import { plansToMarkdown, reportsToMarkdown } from './plans-markdown.ts';
import { problemsIn } from './problems.ts';
import { rehearsalToMarkdown } from './rehearsal-markdown.ts';
import type { Renderer } from './renderer.ts';
import { reportToMarkdown } from './report-markdown.ts';

/** Results as Markdown. */
export const markdown: Renderer = unobeyed({
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
});

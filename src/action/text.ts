import type { Problem } from '../model/problem.ts';
import { inReadingOrder } from '../model/problem.ts';
import { code, problems as listed } from '../text/document.ts';
import type { Look } from '../text/look.ts';
import { foldedMarkdown, markdownBlocks, markdownLine, markdownLines } from '../text/markdown.ts';
import { keepBlocks, type PlanComment } from '../text/plan-comment.ts';
import type { Run } from './run.ts';
import type { Step } from './step.ts';

/**
 * Around the part of a comment that shows the plan, so that a later run can keep it. Each is a line of
 * its own, as no text from outside ever is: the same words in a title or in code are part of the plan.
 */
const planBegins = '<!-- plan begins -->';
const planEnds = '<!-- plan ends -->';

/** Paragraphs as one text; empty ones are left out. */
export function paragraphs(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

/** `### 📝 Plan for production in courses/` */
export function heading(emoji: string, words: string, { inputs }: Pick<Step, 'inputs'>): string {
  const where = inputs.folder === '.' ? [] : [' in ', code(inputs.folder)];
  return `### ${markdownLine([`${emoji} ${words}`, ...where])}`;
}

/** Which commit and which run a post is from. */
export function footer({ page, name }: Run, commit: string): string {
  const text = ['Commit ', code(commit.slice(0, 7)), ' · ', { text: name, href: page }];
  return `<sub>${markdownLine(text)}</sub>`;
}

/** What had no room, and where it is. */
export function leftOutText({ leftOut }: Pick<PlanComment, 'leftOut'>, { page }: Run): string {
  if (leftOut.length === 0) return '';
  return markdownLine([
    `Left out, since a comment has room for 65,536 characters: ${leftOut.join(', ')}. `,
    { text: 'The summary of the run', href: page },
    ' has more.',
  ]);
}

export function planPart(text: string): string {
  return paragraphs(planBegins, text, planEnds);
}

/** The plan that a comment shows, folded away below what became of it. */
export function formerPlan(text: string): string {
  const lines = text.split('\n');
  const first = lines.indexOf(planBegins);
  const last = lines.lastIndexOf(planEnds);
  const plan = lines
    .slice(first + 1, Math.max(0, last))
    .join('\n')
    .trim();
  if (first < 0 || plan === '') return '';
  return foldedMarkdown('The plan that was shown', planPart(plan));
}

/** Problems in at most so many characters, largest left out first. */
export function problemsWithin(problems: readonly Problem[], look: Look, room: number): string {
  const items = inReadingOrder(problems).map((one) => listed([one]));
  const { kept, leftOut } = keepBlocks(items, room, (block) => markdownLines(block, look));
  return paragraphs(
    markdownBlocks([kept], look),
    leftOut > 0 ? `And ${leftOut} more, which are in the summary of the run.` : '',
  );
}

import type { Plan } from '../model/plan.ts';
import type { Look } from '../text/look.ts';
import { markdownLine } from '../text/markdown.ts';
import { planToComment } from '../text/plan-comment.ts';
import { renderers } from '../text/renderers.ts';
import { planTitle } from '../text/views/plan-view.ts';

/** GitHub takes a summary of one mebibyte from a step, and none that is longer. */
const mostBytes = 1_000_000;

/** The whole plan; what is too long even for that is left out as in a comment. */
export function planSummary(plan: Plan, look: Look): string {
  const whole = renderers.markdown.plan(plan, look);
  if (Buffer.byteLength(whole) <= mostBytes) return whole;
  // No character takes more than three bytes for each unit of its length.
  const { text, leftOut } = planToComment(plan, look, Math.floor(mostBytes / 3) - 1000);
  const note = `Left out, since a summary has room for one mebibyte: ${leftOut.join(', ')}. The output \`json_plan_path\` names a file that has everything.`;
  return `### ${markdownLine(planTitle(plan))}\n\n${text}\n\n${note}\n`;
}

/** A summary that GitHub takes, whatever it is of. */
export function withinSummary(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= mostBytes) return text;
  const start = bytes
    .subarray(0, mostBytes)
    .toString()
    .replace(/\n[^\n]*$/, '\n');
  return `${start}\nThe rest is left out, since a summary has room for one mebibyte.\n`;
}

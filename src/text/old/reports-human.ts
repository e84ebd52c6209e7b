import type { AppliedPlan, PerEnvironment } from '../../model/several.ts';
import { escapeFor } from '../escape.ts';
import type { Look } from '../look.ts';
import { paint } from '../paint.ts';
import { isComplete } from '../words/report-wording.ts';
import { reportColumn } from '../words/table-cells.ts';
import { environmentsText, failureText } from '../words/table-wording.ts';
import { count, platformText } from '../words/wording.ts';
import { planToHuman } from './plan-human.ts';
import { reportToHuman } from './report-human.ts';
import { tableLines } from './table-human.ts';

/** What was done to several environments, for a terminal. Ends with how many of them are done. */
export function reportsToHuman(several: readonly PerEnvironment<AppliedPlan>[], look: Look) {
  const columns = several.map(reportColumn);
  const table = look.detail === 'summary' ? [] : tableLines(columns, look, () => []);
  const title = paint('bold', `Apply to ${environmentsText(several)}:`, look);
  const done = several.filter(isDone).length;
  const closing = paint(done === several.length ? 'bold' : 'red', doneLine(several, done), look);
  const sections = [
    ...(table.length > 0 ? [[title], table] : []),
    ...several.map((each) => environmentLines(each, look)),
    [closing],
  ];
  return sections.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

/** Whether an environment holds now what the manifests say. */
function isDone({ result }: PerEnvironment<AppliedPlan>): boolean {
  if (!result.ok) return false;
  const { report } = result.value;
  return isComplete(report) && report.settled.state === 'converged' && !report.receipt?.problem;
}

/** `2 of 3 environments hold what the manifests say.` */
export function doneLine(several: readonly PerEnvironment<AppliedPlan>[], done?: number): string {
  const number = done ?? several.filter(isDone).length;
  return `${number} of ${count(several.length, 'environment')} converged.`;
}

function environmentLines(each: PerEnvironment<AppliedPlan>, look: Look): string[] {
  const { environment, result } = each;
  if (!result.ok) {
    const name = escapeFor.terminal(environment);
    return [paint('red', `${name}: not applied: ${failureText(each)}`, look)];
  }
  const { plan, report } = result.value;
  const brief = { ...look, detail: 'summary', width: look.width - 2 } as const;
  const text =
    plan.changes.length === 0 ? planToHuman(plan, brief) : reportToHuman(report, plan, brief);
  return [
    paint('bold', `${platformText(report.platform)}:`, look),
    ...text
      .slice(0, -1)
      .split('\n')
      .map((line) => (line === '' ? '' : `  ${line}`)),
  ];
}

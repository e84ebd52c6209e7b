import type { Plan } from '../../model/plan.ts';
import { inReadingOrder } from '../../model/problem.ts';
import type { AppliedPlan, PerEnvironment } from '../../model/several.ts';
import { escapeFor } from '../escape.ts';
import type { Look } from '../look.ts';
import { destinationLines } from '../words/destination-wording.ts';
import { impactLines } from '../words/impact-wording.ts';
import { namesIn } from '../words/names.ts';
import { narrowedLines } from '../words/narrowed.ts';
import { outlineOf } from '../words/outline.ts';
import { planColumn, reportColumn } from '../words/table-cells.ts';
import { environmentsText, severalLine } from '../words/table-wording.ts';
import { tallyLine, untouchedLine } from '../words/wording.ts';
import { codeSpan } from './markdown-code.ts';
import { contextFor, fieldSections, planToMarkdown } from './plan-markdown.ts';
import { numbersOf, sharedWarnings } from './plans-human.ts';
import { guardItem, problemItem } from './problems-markdown.ts';
import { reportToMarkdown } from './report-markdown.ts';
import { doneLine } from './reports-human.ts';
import { tableMarkdown } from './table-markdown.ts';

/** Plans of several environments for a pull request: the table in sight, the fields folded away. */
export function plansToMarkdown(several: readonly PerEnvironment<Plan>[], look: Look): string {
  const plain = { ...look, colour: false };
  const sections = [
    [`### Plans for ${escapeFor.markdown(environmentsText(several))}`],
    [`**${severalLine(numbersOf(several))}**`],
    look.detail === 'summary' ? [] : tableMarkdown(several.map(planColumn), plain),
    ...several.flatMap((each) => planSections(each, plain)),
    sharedWarnings(several).flatMap((warning) => problemItem(warning, plain)),
  ];
  return joined(sections);
}

function planSections({ environment, result }: PerEnvironment<Plan>, look: Look): string[][] {
  const name = escapeFor.markdown(environment);
  if (!result.ok) return [[`#### ${name}: no plan`], problemItems(result.problems, look)];
  const plan = result.value;
  const { url, dialect } = plan.platform;
  const nameOfAddress = namesIn(plan);
  return [
    [`#### ${name}`],
    [`${codeSpan(url)}, dialect ${codeSpan(dialect)}, digest ${codeSpan(plan.digest)}`],
    [tallyLine(plan), untouchedLine(plan), ...impactLines(plan, look)],
    plan.guards.flatMap(guardItem),
    destinationLines(plan).map((line) => `- ${escapeFor.markdown(line)}`),
    narrowedLines(plan, nameOfAddress).map((line) => `- ${escapeFor.markdown(line)}`),
    ...(look.detail === 'fields' ? fieldSections(outlineOf(plan), contextFor(plan, look)) : []),
  ];
}

/** What was done to several environments, for a pull request or a job summary. */
export function reportsToMarkdown(
  several: readonly PerEnvironment<AppliedPlan>[],
  look: Look,
): string {
  const plain = { ...look, colour: false };
  const brief = { ...plain, detail: 'summary' } as const;
  const each = several.map(({ environment, result }) => {
    if (!result.ok) {
      const title = `### Not applied to ${escapeFor.markdown(environment)}`;
      return [title, '', ...problemItems(result.problems, plain)];
    }
    const { plan, report } = result.value;
    const text =
      plan.changes.length === 0
        ? planToMarkdown(plan, brief)
        : reportToMarkdown(report, plan, brief);
    return [text.trimEnd()];
  });
  const table = look.detail === 'summary' ? [] : tableMarkdown(several.map(reportColumn), plain);
  const title = `### Apply to ${escapeFor.markdown(environmentsText(several))}`;
  return joined([[title], [`**${doneLine(several)}**`], table, ...each]);
}

function problemItems(problems: Parameters<typeof inReadingOrder>[0], look: Look): string[] {
  return inReadingOrder(problems).flatMap((each) => problemItem(each, look));
}

function joined(sections: readonly (readonly string[])[]): string {
  const texts = sections.filter(({ length }) => length > 0).map((lines) => lines.join('\n'));
  return `${texts.join('\n\n')}\n`;
}

import type { Plan } from '../../model/plan.ts';
import { inReadingOrder } from '../../model/problem.ts';
import type { PerEnvironment } from '../../model/several.ts';
import { html, type Markup } from '../html.ts';
import type { Look } from '../look.ts';
import { page } from '../page.ts';
import { planColumn } from '../words/table-cells.ts';
import { environmentsText, severalLine } from '../words/table-wording.ts';
import { planBody } from './plan-html.ts';
import { numbersOf, sharedWarnings } from './plans-human.ts';
import { problemBox } from './problem-html.ts';
import { tableLines } from './table-human.ts';
import { forPage, preformatted } from './text-html.ts';

/** Plans of several environments as one page: the table, then each environment by itself. */
export function plansToHtml(several: readonly PerEnvironment<Plan>[], look: Look): string {
  const title = `Plans for ${environmentsText(several)}`;
  const table =
    look.detail === 'summary' ? [] : tableLines(several.map(planColumn), forPage(look), () => []);
  const content = html`<main>
<h1>${title}</h1>
<p><strong>${severalLine(numbersOf(several))}</strong></p>
${table.length > 0 ? preformatted(table.join('\n')) : undefined}
${several.map((each, at) => section(each, at + 1, look))}
${sharedWarnings(several).map((warning) => problemBox(warning, look))}
</main>`;
  return page(title, content);
}

function section({ environment, result }: PerEnvironment<Plan>, at: number, look: Look): Markup {
  if (!result.ok) {
    const problems = inReadingOrder(result.problems).map((each) => problemBox(each, look));
    return html`<section><h2>${environment}: no plan</h2>${problems}</section>`;
  }
  // Warnings are mostly the same everywhere, and told once at the end.
  const plan = { ...result.value, warnings: [] };
  return html`<section class="plan"><h2>${environment}</h2>${planBody(plan, look, `e${at}-`)}</section>`;
}

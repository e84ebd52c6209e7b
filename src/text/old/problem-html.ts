import { guardText } from '../../model/guard.ts';
import type { Guard } from '../../model/plan.ts';
import type { Problem } from '../../model/problem.ts';
import { frameLines } from '../frame.ts';
import { html, joined, type Markup, nothing } from '../html.ts';
import type { Look } from '../look.ts';
import { shorten } from '../words/shorten.ts';
import { pointText } from './problems-human.ts';

const words = { error: 'Error', warning: 'Warning' } as const;

/** One problem as a box: what, where, why, and what to do. */
export function problemBox(problem: Problem, look: Look): Markup {
  const { severity, code, summary, span, address, related, all } = problem;
  const where = span ? pointText(span) : address;
  const frame = frameLines(problem, look).map((line) => html`${line}`);
  const second = related && html`<p><code>${pointText(related.span)}</code> ${related.note}</p>`;
  return html`<section class="problem ${severity}" aria-label="${words[severity]}">
<p><strong>${words[severity]}: ${summary}</strong> <code>${code}</code>${where === undefined ? nothing : html` <code class="soft">${where}</code>`}</p>
${frame.length > 0 ? html`<pre>${joined(frame, '\n')}</pre>` : nothing}${second}${paragraphs(problem)}${all ? everyOne(all) : nothing}
</section>`;
}

/** What the sentences only count. */
function everyOne(all: NonNullable<Problem['all']>): Markup {
  const lines = all.map((one) => html`${one.address} ${pointText(one.span)}`);
  return html`<details><summary>All ${String(all.length)}</summary><pre>${joined(lines, '\n')}</pre></details>`;
}

/** A refusal that is still to come, as a box. */
export function guardBox(guard: Guard): Markup {
  const { code, hint } = guard.problem;
  return html`<section class="problem warning" aria-label="${words.warning}">
<p><strong>${words.warning}: ${shorten(guardText(guard))}</strong> <code>${code}</code></p>
${hint === undefined ? nothing : html`<p>What to do: ${hint}</p>`}
</section>`;
}

/** A line of its own each; an indented one is a command to copy. */
function paragraphs({ detail, hint }: Problem): Markup[] {
  const prose = hint === undefined ? [detail] : [detail, `What to do: ${hint}`];
  return prose
    .flatMap((text) => shorten(text).split('\n'))
    .map((line) => (line.startsWith(' ') ? html`<pre>${line.trim()}</pre>` : html`<p>${line}</p>`));
}

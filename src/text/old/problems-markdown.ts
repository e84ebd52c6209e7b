import { guardText } from '../../model/guard.ts';
import type { Guard } from '../../model/plan.ts';
import { inReadingOrder, type Problem } from '../../model/problem.ts';
import { escapeFor } from '../escape.ts';
import { frameLines } from '../frame.ts';
import type { Look } from '../look.ts';
import { shorten } from '../words/shorten.ts';
import { codeBlock, codeSpan } from './markdown-code.ts';
import { pointText, problemCounts } from './problems-human.ts';

/** All problems in reading order for a pull request; nothing where there are none. */
export function problemsToMarkdown(problems: readonly Problem[], look: Look): string {
  if (problems.length === 0) return '';
  const items = inReadingOrder(problems).flatMap((each) => problemItem(each, look));
  return `${[`**${problemCounts(problems)}**`, '', ...items].join('\n')}\n`;
}

const words = { error: 'Error', warning: 'Warning' } as const;

/** One problem as an item of a list. */
export function problemItem(problem: Problem, look: Look): string[] {
  const { severity, code, summary, span, address, related } = problem;
  const where = span ? pointText(span) : address;
  const at = where === undefined ? '' : ` ${codeSpan(where)}`;
  const frame = frameLines(problem, { ...look, colour: false });
  const second =
    related && `${codeSpan(pointText(related.span))} ${escapeFor.markdown(related.note)}`;
  return [
    `- **${words[severity]}** ${codeSpan(code)} ${escapeFor.markdown(summary)}${at}`,
    ...(frame.length > 0 ? ['', ...codeBlock(frame, 'text', '  ')] : []),
    ...[second, ...adviceParagraphs(problem)].flatMap((text) => (text ? ['', `  ${text}`] : [])),
  ];
}

/** A refusal that is still to come, as an item of a list. */
export function guardItem(guard: Guard): string[] {
  const { code, hint } = guard.problem;
  const help = hint === undefined ? [] : ['', `  ${escapeFor.markdown(`help: ${hint}`)}`];
  const text = escapeFor.markdown(shorten(guardText(guard)));
  return [`- ⚠️ **${words.warning}: ${text}** ${codeSpan(code)}`, ...help];
}

/** The sentences of a problem, each of its lines a paragraph. */
export function adviceParagraphs({ detail, hint }: Problem): string[] {
  const prose = hint === undefined ? [detail] : [detail, `help: ${hint}`];
  return prose
    .flatMap((text) => shorten(text).split('\n'))
    .map((line) => escapeFor.markdown(line.trim()));
}

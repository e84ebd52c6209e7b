import { guardText } from '../../model/guard.ts';
import type { Guard } from '../../model/plan.ts';
import { inReadingOrder, type Problem } from '../../model/problem.ts';
import type { Severity } from '../../model/problem-codes.ts';
import type { Span } from '../../model/span.ts';
import { escapeFor } from '../escape.ts';
import { wrap } from '../fit.ts';
import { frameLines } from '../frame.ts';
import type { Look } from '../look.ts';
import { paint, type Style } from '../paint.ts';
import { shorten } from '../words/shorten.ts';
import { count } from '../words/wording.ts';

const severities = {
  error: { word: 'Error', colour: 'red' },
  warning: { word: 'Warning', colour: 'yellow' },
} as const satisfies Record<Severity, { word: string; colour: Style }>;

/** All problems in reading order and how many they are; nothing where there are none. */
export function problemsToHuman(problems: readonly Problem[], look: Look): string {
  return [
    ...inReadingOrder(problems).map((each) => problemLines(each, look)),
    problemTally(problems, look),
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

/** `2 errors, 1 warning` as a line; no line where there is neither. */
export function problemTally(problems: readonly Problem[], look: Look): string[] {
  const text = problemCounts(problems);
  return text === '' ? [] : [paint('bold', text, look)];
}

/** `2 errors, 1 warning` */
export function problemCounts(problems: readonly Problem[]): string {
  const number = (wanted: Severity) =>
    problems.filter(({ severity }) => severity === wanted).length;
  return (['error', 'warning'] as const)
    .filter((severity) => number(severity) > 0)
    .map((severity) => count(number(severity), severity))
    .join(', ');
}

/** One problem: what, where with its source lines, why, and what to do. */
export function problemLines(problem: Problem, look: Look): string[] {
  const { word, colour } = severities[problem.severity];
  const head = paint(colour, paint('bold', `${word}[${problem.code}]`, look), look);
  return [
    `${head}: ${paint('bold', escapeFor.terminal(problem.summary), look)}`,
    ...whereLines(problem, look),
    ...frameLines(problem, look).map((line) => paintCaret(line, colour, look)),
    ...relatedLines(problem, look),
    ...adviceLines(problem, '  ', look),
  ];
}

/** A refusal that is still to come: what it says first, since nothing has failed yet. */
export function guardLines(guard: Guard, look: Look): string[] {
  const { word, colour } = severities.warning;
  const { code, hint } = guard.problem;
  const said = wrap(
    `${word}: ${escapeFor.terminal(shorten(guardText(guard)))} [${code}]`,
    look.width - 2,
  );
  const help = hint === undefined ? [] : adviceLines({ detail: `help: ${hint}` }, '  ', look);
  return [
    ...said.map((line, index) =>
      index === 0
        ? paint(colour, paint('bold', word, look), look) + line.slice(word.length)
        : `  ${line}`,
    ),
    ...help,
  ];
}

/** The sentences of a problem: what is wrong, and the help. */
export function adviceLines(
  { detail, hint }: Pick<Problem, 'detail' | 'hint'>,
  indent: string,
  look: Look,
): string[] {
  const prose = hint === undefined ? [detail] : [detail, `help: ${hint}`];
  return prose
    .map((text) => shorten(text).split('\n').map(escapeFor.terminal).join('\n'))
    .flatMap((text) => wrap(text, look.width - indent.length))
    .map((line) => indent + line);
}

/** `catalog/a.yaml:12:5` */
export function pointText({ file, start }: Span): string {
  return escapeFor.terminal(`${file}:${start.line}:${start.column}`);
}

function whereLines({ span, address }: Problem, look: Look): string[] {
  const where = span ? pointText(span) : address && escapeFor.terminal(address);
  return where === undefined ? [] : [`${paint('cyan', ' -->', look)} ${where}`];
}

function relatedLines({ related }: Problem, look: Look): string[] {
  if (!related) return [];
  const note = escapeFor.terminal(related.note);
  return [`${paint('cyan', ' -->', look)} ${pointText(related.span)} ${note}`];
}

function paintCaret(line: string, colour: Style, look: Look): string {
  const caret = /^( *\| *)(\^+)$/.exec(line);
  return caret ? `${caret[1]}${paint(colour, caret[2] ?? '', look)}` : line;
}

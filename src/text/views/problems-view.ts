import type { Problem } from '../../model/problem.ts';
import type { Severity } from '../../model/problem-codes.ts';
import { type Document, problems as listed, type Section, section } from '../document.ts';
import { count } from '../words/wording.ts';

/** Problems in reading order and how many they are; nothing if there are none. */
export function problemsDocument(problems: readonly Problem[]): Document {
  return {
    title: 'Problems',
    isUntitled: true,
    sections:
      problems.length === 0 ? [] : [section('body', listed(problems)), problemTally(problems)],
  };
}

/** `2 errors, 1 warning` as a section; nothing if there is neither. */
export function problemTally(problems: readonly Problem[]): Section {
  const text = problemCounts(problems);
  return section('tally', ...(text === '' ? [] : [{ block: 'tally', text } as const]));
}

/** `2 errors, 1 warning` */
function problemCounts(problems: readonly Problem[]): string {
  const number = (wanted: Severity) =>
    problems.filter(({ severity }) => severity === wanted).length;
  return (['error', 'warning'] as const)
    .filter((severity) => number(severity) > 0)
    .map((severity) => count(number(severity), severity))
    .join(', ');
}

import { inReadingOrder, type Problem } from '../model/problem.ts';

/** Problems of one code with one help: some whole, the others as a line each. */
export interface ProblemGroup {
  /** At least one. */
  readonly whole: readonly Problem[];
  /** The same of other places: only place and detail differ. */
  readonly others: readonly Problem[];
}

/** So many with one help are still shown whole. */
const mostWhole = 5;
/** If there are more: so many, and a line for each of the others. */
const wholeOfMany = 3;

/**
 * Problems in reading order. Many with the same code and the same help, such as nodes that have no id
 * yet, come together at the place of the first, so that one slip does not hide the other problems.
 */
export function problemGroups(problems: readonly Problem[]): readonly ProblemGroup[] {
  const groups = Map.groupBy(inReadingOrder(problems), (one) => sayingTheSame(one) ?? one);
  return [...groups.values()].map((all) => {
    const whole = all.length > mostWhole ? wholeOfMany : all.length;
    return { whole: all.slice(0, whole), others: all.slice(whole) };
  });
}

/** What problems share that can be told in one breath; undefined for one that is told by itself. */
function sayingTheSame(one: Problem): string | undefined {
  const { code, severity, detail, hint, related, all, choice } = one;
  if (related || all || choice || detail.includes('\n')) return undefined;
  return JSON.stringify([code, severity, hint]);
}

/** So many of the others have a line on a terminal and in Markdown. */
const mostLines = 20;

/** Place and detail of each of the others, and a sentence that counts those without a line. */
export function otherLines(
  others: readonly Problem[],
  lineOf: (problem: Problem) => string,
): readonly string[] {
  const left = others.length - mostLines;
  if (left <= 0) return others.map(lineOf);
  return [
    ...others.slice(0, mostLines).map(lineOf),
    `And ${left} more. \`--format json\` lists all of them.`,
  ];
}

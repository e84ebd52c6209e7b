import { inReadingOrder, type Problem } from '../model/problem.ts';

/** Problems with one code and one help: some in full, the others as a line each. */
export interface ProblemGroup {
  /** The problems that are shown in full; at least one. */
  readonly whole: readonly Problem[];
  /** Problems that differ from those only in place and detail. */
  readonly others: readonly Problem[];
}

/** The most problems of a group that are all shown in full. */
const mostWhole = 5;
/** The number of problems shown in full if the group has more; the others get a line each. */
const wholeOfMany = 3;

/**
 * Problems in reading order. If many have the same code and help, such as nodes without an id, they are
 * grouped at the place of the first, so that one mistake does not hide the other problems.
 */
export function problemGroups(problems: readonly Problem[]): readonly ProblemGroup[] {
  const groups = Map.groupBy(inReadingOrder(problems), (one) => sayingTheSame(one) ?? one);
  return [...groups.values()].map((all) => {
    const whole = all.length > mostWhole ? wholeOfMany : all.length;
    return { whole: all.slice(0, whole), others: all.slice(whole) };
  });
}

/** What a problem shares with others of its group; undefined for a problem that is always shown alone. */
function sayingTheSame(one: Problem): string | undefined {
  const { code, severity, detail, hint, related, all, choice } = one;
  if (related || all || choice || detail.includes('\n')) return undefined;
  return JSON.stringify([code, severity, hint]);
}

/** The most other problems that get a line on a terminal and in Markdown. */
const mostLines = 20;

/** The place and detail of each of the other problems, and a sentence that counts those without a line. */
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

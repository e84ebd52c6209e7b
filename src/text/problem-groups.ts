import { inReadingOrder, type Problem } from '../model/problem.ts';

/** Problems with one code, mostly with one help: some in full, the others as a line each. */
export interface ProblemGroup {
  /** The problems that are shown in full; at least one. */
  readonly whole: readonly Problem[];
  /** Problems that say the same at other places. */
  readonly others: readonly Problem[];
}

/** The most problems of a group that are all shown in full. */
const mostWhole = 5;
/** The number of problems shown in full if the group has more; the others get a line each. */
const wholeOfMany = 3;
/** The most groups of one code. Further problems of the code are one more group, whatever their helps are. */
const mostGroups = 30;

/**
 * Problems in reading order. If many have the same code and help, such as nodes without an id, they are
 * grouped at the place of the first, so that one mistake does not hide the other problems. So are those of a
 * code that many nodes have, each with its own help: a log of thousands of lines would hide the others too.
 */
export function problemGroups(problems: readonly Problem[]): readonly ProblemGroup[] {
  const known = new Map<string, Set<unknown>>();
  const groups = Map.groupBy(inReadingOrder(problems), (one) => {
    const { code, severity } = one;
    const ofCode = `${code} ${severity}`;
    const keys = known.get(ofCode) ?? new Set();
    const key = sayingTheSame(one) ?? one;
    if (!keys.has(key) && keys.size >= mostGroups) return ofCode;
    known.set(ofCode, keys.add(key));
    return key;
  });
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

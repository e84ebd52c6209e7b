import { inReadingOrder, type Problem } from '../../model/problem.ts';
import type { ProblemCode } from '../../model/problem-codes.ts';

/**
 * What a reviewer has to know before anything else: to whom secrets go, which ids were changed on
 * purpose, and how things are sent.
 */
const first: readonly ProblemCode[] = [
  'config/redirected',
  'identity/confirmed',
  'config/corrected',
];

/** More than these are counted: the diff has them all. */
const mostNotices = 20;

export interface Sorted {
  /** To be told above everything else, what is about credentials first. */
  readonly notices: readonly Problem[];
  /** How many notices are not among these. */
  readonly more: number;
  /** In reading order. */
  readonly others: readonly Problem[];
}

/** The warnings of a plan, those apart that come before the plan itself. */
export function sorted(warnings: readonly Problem[]): Sorted {
  const all = first.flatMap((code) => warnings.filter((one) => one.code === code));
  const others = inReadingOrder(warnings.filter(({ code }) => !first.includes(code)));
  return {
    notices: all.slice(0, mostNotices),
    more: Math.max(0, all.length - mostNotices),
    others,
  };
}

/** What is not shown of them, in words; none where all are. */
export function moreNotices({ more }: Sorted): string[] {
  return more === 0 ? [] : [`And ${more} more of this sort, which the diff shows.`];
}

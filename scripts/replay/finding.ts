import type { Problem } from '../../src/model/problem.ts';
import type { Entry, Ids } from './entry.ts';

/** Something that `check` said about a revision, with the entries that it is about. */
export interface Finding {
  readonly problem: Problem;
  /** What stands at the place that was named. */
  readonly entry?: Entry;
  /** What had the id that was named, in the revision before. */
  readonly lost?: Entry;
}

/** The sourcedId that a problem is about: if one was lost, the lost one. */
export function subjectOf({ address }: Problem): string | undefined {
  return address?.slice(address.indexOf('/') + 1);
}

export function findingOf(
  problem: Problem,
  places: {
    readonly entryAt: (span: NonNullable<Problem['span']>) => Entry | undefined;
    readonly idsBefore: Ids;
  },
): Finding {
  const subject = subjectOf(problem);
  const entry = problem.span && places.entryAt(problem.span);
  const [lost] = [...places.idsBefore].find(([, id]) => id === subject) ?? [];
  return { problem, ...(entry && { entry }), ...(lost && { lost }) };
}

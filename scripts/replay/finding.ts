import type { Problem } from '../../src/model/problem.ts';
import type { Entry, Ids } from './entry.ts';

/** A problem that `check` reported about a revision, with its entries. */
export interface Finding {
  readonly problem: Problem;
  /** The entry at the reported place. */
  readonly entry?: Entry;
  /** The entry that had the reported id in the revision before. */
  readonly lost?: Entry;
}

/** The sourcedId that a problem is about; if an id was lost, the lost one. */
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

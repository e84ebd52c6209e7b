import type { Address } from '../../model/address.ts';
import type { ApplyReport, Outcome } from '../../model/report.ts';
import type { Look } from '../look.ts';
import { ellipsis } from '../signs.ts';
import { notTriedText } from './report-wording.ts';

/** More applied changes than this are only counted; nobody reads a longer list of successes. */
const mostApplied = 30;

/** More changes than this that were not tried for one reason are only counted. */
const mostNotTried = 5;

export interface ListedOutcomes {
  /** Those worth a line: all that failed, and of the rest what is not much. */
  readonly outcomes: readonly Outcome[];
  /** What is only counted, a line for each reason. */
  readonly counted: readonly string[];
}

/** The outcomes as a reader wants them; advice that many share stands at the first one. */
export function listOutcomes(
  { outcomes }: ApplyReport,
  look: Look,
  nameOfAddress: (address: Address) => string,
): ListedOutcomes {
  const applied = outcomes.filter(({ status }) => status === 'applied').length;
  const listsApplied = look.detail !== 'summary' && applied <= mostApplied;
  const alike = new Map<string, number>();
  const listed = outcomes.filter((outcome) => {
    if (outcome.status === 'applied') return listsApplied;
    if (outcome.status === 'failed') return true;
    const reason = notTriedText(outcome, nameOfAddress);
    alike.set(reason, (alike.get(reason) ?? 0) + 1);
    return (alike.get(reason) ?? 0) <= mostNotTried;
  });
  const counted = [...alike]
    .filter(([, count]) => count > mostNotTried)
    .map(([reason, count]) => `${ellipsis(look)} and ${count - mostNotTried} more ${reason}`);
  return { outcomes: withoutRepeatedHints(listed), counted };
}

function withoutRepeatedHints(outcomes: readonly Outcome[]): Outcome[] {
  const told = new Set<string>();
  return outcomes.map((outcome) => {
    if (outcome.status !== 'failed' || outcome.problem.hint === undefined) return outcome;
    const { hint, ...problem } = outcome.problem;
    if (told.has(hint)) return { ...outcome, problem };
    told.add(hint);
    return outcome;
  });
}

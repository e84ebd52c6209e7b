import type { ProblemCode } from '../../model/problem-codes.ts';
import type { ApplyReport, Outcome } from '../../model/report.ts';
import { isComplete } from './report-wording.ts';
import { count } from './wording.ts';

/** What was written before the run that is reported: undefined where nothing was interrupted. */
export function resumedText({ resumed, outcomes }: ApplyReport): string | undefined {
  if (!resumed) return undefined;
  const earlier = `${count(resumed.earlier, 'change')} ${resumed.earlier === 1 ? 'was' : 'were'} written before.`;
  return outcomes.length === 0 ? `Nothing is left to resume: ${earlier}` : `Resumed: ${earlier}`;
}

/** Where the receipt is, and what it is good for where the run did not come to its end. */
export function receiptText(report: ApplyReport): string | undefined {
  const { receipt, platform } = report;
  if (!receipt) return undefined;
  const file = receipt.file;
  if (isComplete(report)) return `Receipt: ${file}`;
  if (report.outcomes.some(isRefused)) {
    return `Receipt: ${file}. Correct what was refused, then run the command again: going on would only send the same`;
  }
  const { undoes } = receipt;
  const env = `--env ${platform.name}`;
  // An undo is not resumed: it starts anew with what is left.
  const again = undoes
    ? `timeback-catalog undo ${undoes} ${env}`
    : `timeback-catalog apply ${env} --resume`;
  return `Receipt: ${file}. To finish, run ${again}`;
}

/** Failures that sending the same once more would meet again. */
const lasting: readonly ProblemCode[] = [
  'remote/rejected',
  'auth/forbidden',
  'remote/taken',
  'remote/other-kind',
];

function isRefused(outcome: Outcome): boolean {
  return outcome.status === 'failed' && lasting.includes(outcome.problem.code);
}

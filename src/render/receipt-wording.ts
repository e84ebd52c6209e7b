import type { ApplyReport } from '../model/report.ts';
import { escapeFor } from './escape.ts';
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
  const file = escapeFor.terminal(receipt.file);
  if (isComplete(report)) return `Receipt: ${file}`;
  const again = `timeback-catalog apply --env ${escapeFor.terminal(platform.name)} --resume`;
  return `Receipt: ${file}. To finish, run ${again}`;
}

import type { Plan } from '../model/plan.ts';
import type { ApplyReport, Outcome, Settled } from '../model/report.ts';
import { escapeFor } from './escape.ts';
import type { Look } from './look.ts';
import { namesIn, placeOf } from './names.ts';
import { narrowedLines } from './narrowed.ts';
import { paint } from './paint.ts';
import { adviceLines, problemLines } from './problems-human.ts';
import {
  isComplete,
  listedOutcomes,
  outcomeText,
  reportLine,
  unkeptText,
} from './report-wording.ts';
import { sign } from './signs.ts';

/** What an apply did, for a terminal. Ends with the numbers and what the platform did not keep. */
export function reportToHuman(report: ApplyReport, plan: Plan, look: Look): string {
  const nameOfAddress = namesIn(plan);
  const places = new Map(plan.changes.map(({ address, source }) => [address, placeOf(source)]));
  const outcomes = listedOutcomes(report, look).flatMap((outcome) => {
    const place = paint('dim', places.get(outcome.address) ?? '', look);
    const mark = sign(outcome.status === 'applied' ? outcome.action : 'refused', look);
    const line = `${mark} ${escapeFor.terminal(outcomeText(outcome, nameOfAddress))}  ${place}`;
    return [line.trimEnd(), ...adviceOf(outcome, look)];
  });
  const narrowed = narrowedLines(plan, nameOfAddress).map((line) => paint('yellow', line, look));
  const gap = outcomes.length > 0 ? [''] : [];
  const closing = paint(isComplete(report) ? 'bold' : 'red', reportLine(report), look);
  return `${[...outcomes, ...gap, ...narrowed, closing, ...settledLines(report.settled, look)].join('\n')}\n`;
}

function adviceOf(outcome: Outcome, look: Look): string[] {
  return outcome.status === 'failed' ? adviceLines(outcome.problem, '    ', look) : [];
}

function settledLines(settled: Settled, look: Look): string[] {
  switch (settled.state) {
    case 'converged':
      return [];
    case 'differs':
      return settled.fields.map((field) => `  ${unkeptText(field)}`);
    case 'unread':
      return problemLines(settled.problem, look);
  }
}

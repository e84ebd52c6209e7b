import type { Plan } from '../../model/plan.ts';
import type { ApplyReport, Outcome } from '../../model/report.ts';
import { escapeFor } from '../escape.ts';
import { wrap } from '../fit.ts';
import type { Look } from '../look.ts';
import { paint } from '../paint.ts';
import { decidedText, doctorCommand } from '../words/explanation-wording.ts';
import { listOutcomes } from '../words/listed-outcomes.ts';
import { namesIn, placeOf } from '../words/names.ts';
import { narrowedLines } from '../words/narrowed.ts';
import { receiptText, resumedText } from '../words/receipt-wording.ts';
import { isComplete, outcomeText, reportLine, unkeptTexts } from '../words/report-wording.ts';
import { sign } from '../words/signs.ts';
import { cureSections } from './explanation-human.ts';
import { adviceLines, problemLines } from './problems-human.ts';

/** What an apply did, for a terminal. Ends with the numbers and what the platform did not keep. */
export function reportToHuman(report: ApplyReport, plan: Plan, look: Look): string {
  const nameOfAddress = namesIn(plan);
  const places = new Map(plan.changes.map(({ address, source }) => [address, placeOf(source)]));
  const listed = listOutcomes(report, look, nameOfAddress);
  const outcomes = listed.outcomes.flatMap((outcome) => {
    const place = paint('dim', places.get(outcome.address) ?? '', look);
    const mark = sign(outcome.status === 'applied' ? outcome.action : 'refused', look);
    const line = `${mark} ${escapeFor.terminal(outcomeText(outcome, nameOfAddress))}  ${place}`;
    return [line.trimEnd(), ...adviceOf(outcome, look)];
  });
  outcomes.push(...listed.counted.map(escapeFor.terminal));
  const narrowed = narrowedLines(plan, nameOfAddress).map((line) => paint('yellow', line, look));
  const gap = outcomes.length > 0 ? [''] : [];
  const closing = paint(isComplete(report) ? 'bold' : 'red', reportLine(report), look);
  const resumed = resumedText(report) ?? [];
  if (report.resumed && report.outcomes.length === 0) return `${resumed}\n`;
  const receipt = receiptLines(report, look);
  const end = [closing, ...settledLines(report, look)];
  // A reader's eye goes to the last line: where all went well that is the result.
  const isGood = isComplete(report) && report.settled.state === 'converged';
  const tail = isGood ? [...receipt, ...end] : [...end, ...receipt];
  return `${[...outcomes, ...gap, ...narrowed].concat(resumed, tail).join('\n')}\n`;
}

function receiptLines(report: ApplyReport, look: Look): string[] {
  const trouble = report.receipt?.problem;
  const text = receiptText(report);
  return [...(trouble ? problemLines(trouble, look) : []), ...(text === undefined ? [] : [text])];
}

function adviceOf(outcome: Outcome, look: Look): string[] {
  return outcome.status === 'failed' ? adviceLines(outcome.problem, '    ', look) : [];
}

function settledLines({ settled, platform }: ApplyReport, look: Look): string[] {
  switch (settled.state) {
    case 'converged':
      return [];
    case 'differs': {
      const { explanation, invisible } = settled;
      const cures = explanation ? cureSections(explanation, look) : [];
      const decided = explanation && decidedText(explanation);
      return [
        ...unkeptTexts(settled.fields, look).map((text) => `  ${text}`),
        ...cures.flatMap((lines) => ['', ...lines]),
        ...(decided === undefined ? [] : ['', ...wrap(escapeFor.terminal(decided), look.width)]),
        '',
        `To see what remains: ${escapeFor.terminal(doctorCommand(platform.name))}`,
        ...(invisible ? ['', ...problemLines(invisible.problem, look)] : []),
      ];
    }
    case 'not-visible':
      return problemLines(settled.invisible.problem, look);
    case 'unread':
      return problemLines(settled.problem, look);
  }
}

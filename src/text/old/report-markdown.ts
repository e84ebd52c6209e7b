import type { Plan } from '../../model/plan.ts';
import type { ApplyReport, Outcome } from '../../model/report.ts';
import { escapeFor } from '../escape.ts';
import type { Look } from '../look.ts';
import { decidedText, doctorCommand } from '../words/explanation-wording.ts';
import { listOutcomes } from '../words/listed-outcomes.ts';
import { namesIn, placeOf } from '../words/names.ts';
import { narrowedLines } from '../words/narrowed.ts';
import { receiptText, resumedText } from '../words/receipt-wording.ts';
import { outcomeText, reportLine, unkeptTexts } from '../words/report-wording.ts';
import { sign } from '../words/signs.ts';
import { cureParagraphs } from './explanation-markdown.ts';
import { codeSpan } from './markdown-code.ts';
import { adviceParagraphs, problemItem } from './problems-markdown.ts';

/** What an apply did, for a pull request or a job summary. */
export function reportToMarkdown(report: ApplyReport, plan: Plan, look: Look): string {
  const plain = { ...look, colour: false };
  const nameOfAddress = namesIn(plan);
  const places = new Map(plan.changes.map(({ address, source }) => [address, placeOf(source)]));
  const listed = listOutcomes(report, look, nameOfAddress);
  const outcomes = listed.outcomes.flatMap((outcome) => {
    const place = places.get(outcome.address);
    const mark = codeSpan(sign(outcome.status === 'applied' ? outcome.action : 'refused', plain));
    const words = escapeFor.markdown(outcomeText(outcome, nameOfAddress));
    const line = `- ${mark} ${words}${place === undefined ? '' : ` ${codeSpan(place)}`}`;
    return [line, ...adviceOf(outcome)];
  });
  const sections = [
    [`### Apply to ${escapeFor.markdown(report.platform.name)}`],
    [`**${reportLine(report)}**`],
    narrowedLines(plan, nameOfAddress).map((line) => `- ${escapeFor.markdown(line)}`),
    ...settledSections(report, plain),
    listed.outcomes.length > 0 ? ['Changes:'] : [],
    [...outcomes, ...listed.counted.map((text) => `- ${escapeFor.markdown(text)}`)],
    report.receipt?.problem ? problemItem(report.receipt.problem, plain) : [],
    [resumedText(report), receiptText(report)].flatMap((text) =>
      text === undefined ? [] : `- ${escapeFor.markdown(text)}`,
    ),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function adviceOf(outcome: Outcome): string[] {
  if (outcome.status !== 'failed') return [];
  return adviceParagraphs(outcome.problem).flatMap((text) => (text ? ['', `  ${text}`] : []));
}

function settledSections({ settled, platform }: ApplyReport, look: Look): readonly string[][] {
  switch (settled.state) {
    case 'converged':
      return [];
    case 'differs': {
      const { explanation, invisible } = settled;
      const decided = explanation && decidedText(explanation);
      return [
        unkeptTexts(settled.fields, look).map((text) => `- ${escapeFor.markdown(text)}`),
        ...(explanation ? cureParagraphs(explanation, look) : []),
        ...(decided === undefined ? [] : [[escapeFor.markdown(decided)]]),
        [`To see what remains: ${codeSpan(doctorCommand(platform.name))}`],
        ...(invisible ? [problemItem(invisible.problem, look)] : []),
      ];
    }
    case 'not-visible':
      return [problemItem(settled.invisible.problem, look)];
    case 'unread':
      return [problemItem(settled.problem, look)];
  }
}

import type { Plan } from '../../model/plan.ts';
import type { ApplyReport, Outcome } from '../../model/report.ts';
import {
  type Block,
  code,
  type Document,
  lineSection,
  list,
  type Medium,
  type OutlineItem,
  paragraph,
  problems,
  type Section,
  section,
} from '../document.ts';
import type { Look } from '../look.ts';
import { namesIn, placeOf } from '../words/names.ts';
import { narrowedLines } from '../words/plan-words.ts';
import {
  isComplete,
  lessonPlanTexts,
  listOutcomes,
  outcomeText,
  receiptText,
  reportLine,
  resumedText,
  undoCommand,
  unkeptTexts,
} from '../words/report-words.ts';
import { platformText } from '../words/wording.ts';
import { cureBlocks, decidedText, doctorCommand } from './explain-view.ts';

/**
 * The document of an apply's report. It ends with the result if all went well, otherwise with what the
 * platform did not keep.
 */
export function reportDocument(
  report: ApplyReport,
  plan: Plan,
  look: Look,
  medium: Medium,
): Document {
  const title = `Apply to ${report.platform.name}`;
  const headline = `Apply to ${platformText(report.platform)}:`;
  const resumed = resumedText(report);
  if (report.resumed && report.outcomes.length === 0) {
    return { title, headline, sections: lines('note', [resumed], medium) };
  }
  const isGood = isComplete(report) && report.settled.state === 'converged';
  const isTerminal = medium === 'terminal';
  return {
    title,
    headline,
    sections: [
      ...outcomeSections(report, plan, look, medium),
      lineSection('remark', narrowedLines(plan, namesIn(plan)), isTerminal ? 'yellow' : undefined),
      ...lines('note', [resumed], medium),
      section('tally', { block: 'tally', text: reportLine(report), isBad: !isComplete(report) }),
      ...settledSections(report, look),
      ...lessonPlanSections(report, medium),
      // Readers look at the last line of a terminal first, so it has the result if all went well.
      section(
        isGood ? 'note' : 'ending',
        problems(report.receipt?.problem ? [report.receipt.problem] : []),
        ...lines('note', [receiptText(report, plan)], medium).flatMap(({ blocks }) => blocks),
      ),
    ],
  };
}

/** The lesson plans of students that may be outdated, with the request that updates them. */
function lessonPlanSections({ lessonPlans }: ApplyReport, medium: Medium): Section[] {
  if (!lessonPlans) return [];
  const { done, open, failed } = lessonPlanTexts(lessonPlans);
  return [
    ...lines('note', [done], medium),
    ...(open === undefined
      ? []
      : [section('note', paragraph(open.head), list(open.calls, { isBelow: true }))]),
    section('finding', problems(failed)),
  ];
}

function lines(role: 'note', texts: readonly (string | undefined)[], medium: Medium): Section[] {
  const there = texts.flatMap((text) => text ?? []);
  if (there.length === 0) return [];
  return [
    medium === 'terminal' ? section(role, ...there.map(paragraph)) : section(role, list(there)),
  ];
}

function outcomeSections(report: ApplyReport, plan: Plan, look: Look, medium: Medium): Section[] {
  const nameOfAddress = namesIn(plan);
  const places = new Map(plan.changes.map(({ address, source }) => [address, placeOf(source)]));
  const { outcomes, counted } = listOutcomes(report, look, nameOfAddress);
  const items = outcomes.map((outcome): OutlineItem => {
    const place = places.get(outcome.address);
    return {
      sign: outcome.status === 'applied' ? outcome.action : 'refused',
      text: outcomeText(outcome, nameOfAddress),
      ...(place !== undefined && { place }),
      ...adviceOf(outcome),
    };
  });
  const head = medium === 'terminal' || items.length === 0 ? [] : [paragraph('Changes:')];
  return [section('body', ...head), section('body', { block: 'outline', items }, list(counted))];
}

function adviceOf(outcome: Outcome): Pick<OutlineItem, 'advice'> {
  return outcome.status === 'failed' ? { advice: outcome.problem } : {};
}

/** What the platform did not keep, and what would resolve it. */
function settledSections({ settled, platform, receipt }: ApplyReport, look: Look): Section[] {
  switch (settled.state) {
    case 'converged':
      return [];
    case 'differs': {
      const { explanation, invisible } = settled;
      const decided = explanation && decidedText(explanation);
      const { undoes } = receipt ?? {};
      const { name } = platform;
      const lookAgain = undoes === undefined ? doctorCommand(name) : undoCommand(undoes, name);
      const apart: Block[][] = [
        ...(explanation ? cureBlocks(explanation, look) : []),
        ...(decided === undefined ? [] : [[{ block: 'prose', text: decided } as const]]),
        [paragraph(['To see what remains: ', code(lookAgain)])],
        ...(invisible ? [[problems([invisible.problem])]] : []),
      ];
      return [
        section('finding', list(unkeptTexts(settled.fields, look), { isBelow: true })),
        ...apart.map((blocks) => ({ ...section('finding', ...blocks), isApart: true })),
      ];
    }
    case 'not-visible':
      return [section('finding', problems([settled.invisible.problem]))];
    case 'unread':
      return [section('finding', problems([settled.problem]))];
  }
}

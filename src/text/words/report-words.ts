import { shellWord } from '../../model/id-commands.ts';
import { type Address, plural } from '../../model/node.ts';
import { type Plan, tallyOf } from '../../model/plan.ts';
import type { Problem } from '../../model/problem.ts';
import type { ProblemCode } from '../../model/problem-codes.ts';
import {
  type AppliedPlan,
  type ApplyReport,
  isUnsent,
  type LessonPlans,
  type Outcome,
  type Settled,
  type Unkept,
} from '../../model/report.ts';
import { ellipsis, type Look } from '../look.ts';
import { nameOf, partsOf, pathText, valueText } from './names.ts';
import { count, done } from './wording.ts';

/** The numbers of outcomes; together they give the number of planned changes. */
interface ReportCounts {
  readonly added: number;
  readonly changed: number;
  readonly moved: number;
  readonly retired: number;
  readonly failed: number;
  readonly notTried: number;
}

/** Counts applied changes by action, and the others by reason. */
export function countsOf({ outcomes }: ApplyReport): ReportCounts {
  const of = (status: Outcome['status']) => outcomes.filter((each) => each.status === status);
  const { create, update, move, reorder, retire } = tallyOf(of('applied'));
  return {
    added: create,
    changed: update,
    moved: move + reorder,
    retired: retire,
    failed: of('failed').length,
    notTried: of('not-tried').length,
  };
}

/** Whether every change was applied. */
export function isComplete({ outcomes }: ApplyReport): boolean {
  return outcomes.every(({ status }) => status === 'applied');
}

/** Whether a run is shown by its plan: it changed nothing and resumed no earlier run. */
export function hadNothingToDo({ plan, report }: AppliedPlan): boolean {
  return plan.changes.length === 0 && !report.resumed;
}

/** The last line: `Apply complete! 3 added, 5 changed, 2 moved, 0 retired. Converged.` */
export function reportLine(report: ApplyReport): string {
  const { added, changed, moved, retired, failed, notTried } = countsOf(report);
  const written = `${added} added, ${changed} changed, ${moved} moved, ${retired} retired`;
  return isComplete(report)
    ? `Apply complete! ${written}.${settledText(report.settled, ' Converged.')}`
    : `Apply incomplete. ${written}; ${failed} failed, ${notTried} not tried.${settledText(report.settled, '')}`;
}

function settledText(settled: Settled, converged: string): string {
  switch (settled.state) {
    case 'converged':
      return converged;
    case 'differs': {
      const { length } = settled.fields;
      return ` ${count(length, 'field')} ${length === 1 ? 'was' : 'were'} not kept:`;
    }
    case 'not-visible': {
      const { length } = settled.invisible.nodes;
      return ` ${count(length, 'change')} ${length === 1 ? 'is' : 'are'} not visible yet:`;
    }
    case 'unread':
      return ' It is unknown what the platform kept:';
  }
}

/** The outcome of one change in words; details of its problem are shown below it. */
export function outcomeText(outcome: Outcome, nameOfAddress: (address: Address) => string): string {
  const name = nameOf(outcome.address, outcome.title);
  switch (outcome.status) {
    case 'applied':
      return `${name} ${done[outcome.action]}`;
    case 'failed':
      return `${name} ${failedText(outcome)}: ${outcome.problem.summary} [${outcome.problem.code}]`;
    case 'not-tried':
      return `${name} ${notTriedText(outcome, nameOfAddress)}`;
  }
}

/** How much of a failed change was written, in words: `not added`, `added in part`. */
function failedText({ action, problem }: Extract<Outcome, { status: 'failed' }>): string {
  if (problem.written === 'in part') return `${done[action]} in part`;
  return `${problem.written ? 'perhaps ' : ''}not ${done[action]}`;
}

/** A change that was not tried, in words: `not tried: writing unit "A" failed`. */
function notTriedText(
  { because, blockedBy }: Extract<Outcome, { status: 'not-tried' }>,
  nameOfAddress: (address: Address) => string,
): string {
  switch (because) {
    case 'interrupted':
      return 'not tried: interrupted';
    case 'platform failing':
      return 'not tried: the platform kept failing, so nothing more was sent';
    case 'earlier failure':
      return `not tried: ${blockedBy ? `writing ${nameOfAddress(blockedBy)} failed` : 'an earlier change failed'}`;
  }
}

/** A field that was not kept, in words: `unit "A" title: sent "x", kept "y"`. */
function unkeptText({ address, title, path, sent, kept }: Unkept): string {
  const values = `sent ${valueText(sent)}, kept ${kept === null ? 'nothing' : valueText(kept)}`;
  return `${nameOf(address, title)} ${pathText(path)}: ${values}`;
}

/** The most nodes that are listed for one field that was not kept; the others are counted. */
const mostAlike = 5;

/** The fields that were not kept; if many nodes have the same field, the first of them and a count. */
export function unkeptTexts(fields: readonly Unkept[], look: Look): readonly string[] {
  const alike = Map.groupBy(
    fields,
    ({ address, path }) => `${partsOf(address).kind} ${pathText(path)}`,
  );
  return [...alike.values()].flatMap((list) => {
    const [first] = list;
    if (!first || list.length <= mostAlike + 1) return list.map(unkeptText);
    const more = list.length - mostAlike;
    const rest = `${ellipsis(look)} and ${pathText(first.path)} of ${more} more ${plural[partsOf(first.address).kind]}`;
    return [...list.slice(0, mostAlike).map(unkeptText), rest];
  });
}

/** The most applied changes that are listed: nobody reads a longer list of successes. */
const mostApplied = 30;

/** The most untried changes that are listed for one reason; the others are counted. */
const mostNotTried = 5;

export interface ListedOutcomes {
  /** The outcomes that get a line: all failures, and others as far as there are few. */
  readonly outcomes: readonly Outcome[];
  /** A line for each reason with more outcomes, which counts them. */
  readonly counted: readonly string[];
}

/** Chooses the outcomes to list. Advice that several share is shown only with the first of them. */
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
  const shown = new Set<string>();
  return outcomes.map((outcome) => {
    if (outcome.status !== 'failed' || outcome.problem.hint === undefined) return outcome;
    const { hint, ...problem } = outcome.problem;
    if (shown.has(hint)) return { ...outcome, problem };
    shown.add(hint);
    return outcome;
  });
}

/** What was written before the reported run; undefined if it resumed no interrupted run. */
export function resumedText({ resumed, outcomes }: ApplyReport): string | undefined {
  if (!resumed) return undefined;
  const earlier = `${count(resumed.earlier, 'change')} ${resumed.earlier === 1 ? 'was' : 'were'} written before.`;
  return outcomes.length === 0
    ? `There is nothing left to resume: ${earlier}`
    : `Resumed: ${earlier}`;
}

/** Where the receipt is, and how to go on if the run did not complete; undefined if neither is needed. */
export function receiptText(
  report: ApplyReport,
  { partial }: Pick<Plan, 'partial'>,
): string | undefined {
  const { receipt, platform, outcomes } = report;
  // A run that was interrupted before it sent anything has no receipt.
  if (!receipt) {
    const isSent = outcomes.length === 0 || !outcomes.every(isUnsent);
    return isSent ? undefined : 'Nothing was sent. To go on, run the command again';
  }
  const file = receipt.file;
  // The changes of another run since then need a new plan.
  const isLost = receipt.problem?.code === 'apply/lock-lost';
  if (isLost || isComplete(report)) return `Receipt: ${file}`;
  if (outcomes.some(isRefused)) {
    return `Receipt: ${file}. Correct what was refused, then run the command again: --resume would send the same content`;
  }
  // Somebody else created a node that was to be created.
  if (outcomes.some((one) => one.status === 'failed' && one.problem.code === 'plan/stale'))
    return `Receipt: ${file}. To finish, make a new plan and apply it`;
  const { undoes } = receipt;
  // An undo is not resumed: a new one starts with what is left.
  const again = undoes
    ? undoCommand(undoes, platform.name)
    : `timeback-catalog apply --env ${platform.name} --resume${partial ? ` ${shellWord(file)}` : ''}`;
  return `Receipt: ${file}. To finish, run ${again}`;
}

/** The command that undoes a run. */
export function undoCommand(receipt: string, environment: string): string {
  return `timeback-catalog undo ${shellWord(receipt)} --env ${environment}`;
}

/** Failures that would happen again if the same content were sent again. */
const lasting: readonly ProblemCode[] = [
  'remote/rejected',
  'auth/forbidden',
  'remote/taken',
  'remote/other-kind',
];

function isRefused(outcome: Outcome): boolean {
  return outcome.status === 'failed' && lasting.includes(outcome.problem.code);
}

/** The request that syncs lesson plans: `POST /powerpath/lessonPlans/course/ID/sync`. */
export function syncCall(path: string, course: string): string {
  return `POST ${path}/${encodeURIComponent(course)}/sync`;
}

interface LessonPlanTexts {
  readonly done: string | undefined;
  /** The requests that were not sent yet. */
  readonly open: { readonly head: string; readonly calls: readonly string[] } | undefined;
  readonly failed: readonly Problem[];
}

/** Sentences about the lesson plans that may be outdated after a course has changed. */
export function lessonPlanTexts({ path, courses }: LessonPlans): LessonPlanTexts {
  const synced = courses.filter(({ isSynced }) => isSynced);
  const open = courses.filter(({ isSynced }) => !isSynced);
  const head = `The students' lesson plans of ${count(open.length, 'course')} change once they are synced. \`--sync-lesson-plans\` syncs them after an apply:`;
  return {
    done:
      synced.length === 0
        ? undefined
        : `The students' lesson plans of ${count(synced.length, 'course')} were synced.`,
    open:
      open.length === 0
        ? undefined
        : {
            head,
            calls: open.map(
              ({ sourcedId, title }) => `${syncCall(path, sourcedId)} (${title || sourcedId})`,
            ),
          },
    failed: open.flatMap(({ problem }) => problem ?? []),
  };
}

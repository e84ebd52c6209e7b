import { noSources, type SourceLines } from '../../document/place.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Plan } from '../../model/plan.ts';
import { inReadingOrder, type Problem } from '../../model/problem.ts';
import type { AppliedPlan, Outcome, PerEnvironment } from '../../model/report.ts';
import { nameOf } from '../words/names.ts';
import { hadNothingToDo, isComplete, outcomeText, reportLine } from '../words/report-words.ts';
import { count, done } from '../words/wording.ts';
import { formatVersion, planToJson, resourceChangeToJson } from './plan-json.ts';
import { reportsToJson } from './plans-json.ts';
import { problemToJson } from './problem-json.ts';
import { outcomeToJson, reportToJson } from './results-json.ts';

/** One line of `--format jsonl` without its time, described by schemas/progress.schema.json. */
export type RunEvent = JsonObject & {
  readonly type: string;
  readonly level: 'info' | 'warn' | 'error';
  /** The event in words. */
  readonly message: string;
};

/** The first line of the stream. Minor versions of the format may add types of lines and fields. */
export function versionEvent(version: string): RunEvent {
  return {
    type: 'version',
    level: 'info',
    message: `timeback-catalog ${version}`,
    format_version: formatVersion,
    version,
  };
}

/** The last line of the stream, with the exit code. */
export function endEvent(exitCode: number): RunEvent {
  return {
    type: 'end',
    level: exitCode === 0 ? 'info' : 'error',
    message: `Ended with exit code ${exitCode}.`,
    exit_code: exitCode,
  };
}

/** A line for each problem. */
export function problemEvents(problems: readonly Problem[], sources: SourceLines): RunEvent[] {
  return inReadingOrder(problems).map((one) => ({
    type: 'diagnostic',
    level: one.severity === 'error' ? 'error' : 'warn',
    message: `${one.summary}: ${one.detail}`,
    diagnostic: problemToJson(one, sources),
  }));
}

/** A line for each planned change; written before the first one is sent. */
export function plannedEvents({ changes }: Pick<Plan, 'changes'>): RunEvent[] {
  return changes.map((change) => ({
    type: 'planned_change',
    level: 'info',
    message: `${nameOf(change.address, change.title)} will be ${done[change.action]}`,
    change: resourceChangeToJson(change),
  }));
}

/** The line for the outcome of a change. */
export function outcomeEvent(
  outcome: Outcome,
  { done: number, total }: { readonly done: number; readonly total: number },
): RunEvent {
  return {
    type: 'outcome',
    level: outcome.status === 'applied' ? 'info' : 'error',
    message: outcomeText(outcome, (address) => address),
    outcome: outcomeToJson(outcome, noSources),
    done: number,
    total,
  };
}

/**
 * The line with the result of a run, in the form of `--format json`: a report, or the plan if there was
 * nothing to do.
 */
export function appliedEvent({ plan, report }: AppliedPlan, sources: SourceLines): RunEvent {
  if (hadNothingToDo({ plan, report })) {
    const message = `Nothing to do: ${count(plan.unchanged, 'node')} unchanged.`;
    return { type: 'plan', level: 'info', message, plan: planToJson(plan, sources) };
  }
  const isWhole = isComplete(report) && report.settled.state === 'converged';
  return {
    type: 'report',
    level: isWhole ? 'info' : 'error',
    message: reportLine(report),
    report: reportToJson(report, plan, sources),
  };
}

/** The line with the reports of several environments. */
export function reportsEvent(
  several: readonly PerEnvironment<AppliedPlan>[],
  sources: SourceLines,
): RunEvent {
  const isWhole = several.every(({ result }) => result.ok);
  return {
    type: 'reports',
    level: isWhole ? 'info' : 'error',
    message: `Finished ${count(several.length, 'environment')}.`,
    reports: reportsToJson(several, sources),
  };
}

import type { SourceLines } from '../document/place.ts';
import type { Problem } from '../model/problem.ts';
import type { AppliedPlan, PerEnvironment } from '../model/report.ts';
import { lineOf } from '../run/progress-lines.ts';
import type { Progress } from '../run/world.ts';
import {
  appliedEvent,
  endEvent,
  outcomeEvent,
  plannedEvents,
  problemEvents,
  type RunEvent,
  reportsEvent,
  versionEvent,
} from '../text/json/event-lines.ts';
import { platformForm } from '../text/json/plan-json.ts';
import { jsonLine } from '../text/json/read-json.ts';

/**
 * The stream of events that a run writes to stdout: lines of JSON, described by schemas/progress.schema.json.
 */
export interface EventStream {
  readonly onProgress: (progress: Progress) => void;
  readonly problems: (problems: readonly Problem[], sources: SourceLines) => void;
  /** Writes what a run did, or the plan of a run that had nothing to do. */
  readonly applied: (applied: AppliedPlan, sources: SourceLines) => void;
  readonly reports: (several: readonly PerEnvironment<AppliedPlan>[], sources: SourceLines) => void;
  /** Writes the last line. */
  readonly end: (exitCode: number) => void;
}

/** Starts a stream with a line that names the format and its version. */
export function startEventStream(
  stream: Pick<NodeJS.WritableStream, 'write'>,
  { version, now }: { readonly version: string; readonly now: () => Date },
): EventStream {
  const tell = (events: readonly RunEvent[]): void => {
    const timestamp = now().toISOString();
    const lines = events.map(({ type, level, message, ...more }) =>
      jsonLine({ type, level, timestamp, message, ...more }),
    );
    if (lines.length > 0) stream.write(lines.join(''));
  };
  const toEvents = progressEvents();
  tell([versionEvent(version)]);
  return {
    onProgress: (progress) => tell(toEvents(progress)),
    problems: (problems, sources) => tell(problemEvents(problems, sources)),
    applied: (applied, sources) => tell([appliedEvent(applied, sources)]),
    reports: (several, sources) => tell([reportsEvent(several, sources)]),
    end: (exitCode) => tell([endEvent(exitCode)]),
  };
}

/**
 * Converts progress to events for programs; if a run has several environments, each event names its own. The
 * result counts outcomes, so each run needs its own.
 */
function progressEvents(): (progress: Progress) => readonly RunEvent[] {
  const counts = new Map<string | undefined, { readonly done: number; readonly total: number }>();
  return (progress) => {
    const isIn = progress.type === 'in';
    const environment = isIn ? progress.environment : undefined;
    const step = isIn ? progress.progress : progress;
    const before = counts.get(environment) ?? { done: 0, total: 0 };
    const now =
      step.type === 'applying'
        ? { done: 0, total: step.plan.changes.length }
        : { done: before.done + (step.type === 'outcome' ? 1 : 0), total: before.total };
    counts.set(environment, now);
    const events = eventsOf(step, now);
    return environment === undefined ? events : events.map((event) => ({ ...event, environment }));
  };
}

function eventsOf(
  progress: Progress,
  now: { readonly done: number; readonly total: number },
): readonly RunEvent[] {
  const step = (type: string, more: Omit<RunEvent, 'type' | 'level' | 'message'> = {}) => [
    { ...more, type, level: 'info' as const, message: lineOf(progress, now) ?? '' },
  ];
  const warning = (type: string, more: Omit<RunEvent, 'type' | 'level' | 'message'>) =>
    step(type, more).map((event) => ({ ...event, level: 'warn' as const }));
  switch (progress.type) {
    case 'embedded':
      return step(progress.type, { folder: progress.folder });
    case 'unencrypted':
      return warning(progress.type, {});
    case 'reading':
      return step(progress.type, { platform: platformForm.write(progress.platform) });
    case 'read':
      return step(progress.type, { records: progress.records, requests: progress.requests });
    case 'planned':
      return step(progress.type, { nodes: progress.nodes, changes: progress.changes });
    case 'retrying':
      return warning(progress.type, { reason: progress.reason, time: progress.time });
    case 'applying':
      return [...plannedEvents(progress.plan), ...step(progress.type, { total: now.total })];
    case 'outcome':
      return [outcomeEvent(progress.outcome, now)];
    case 'proving':
      return step(progress.type);
    case 'settling': {
      const { missing, written, pause } = progress;
      return step(progress.type, { missing, written, pause_ms: pause });
    }
    // These are parts of other steps, or belong to runs that write nothing.
    case 'page':
    case 'planning':
    case 'proved':
    case 'rehearsing':
    case 'probing':
    case 'in':
      return [];
  }
}

import type { SourceLines } from '../document/place.ts';
import type { Problem } from '../model/problem.ts';
import type { AppliedPlan, PerEnvironment } from '../model/report.ts';
import { progressEvents } from '../run/progress-events.ts';
import type { Progress } from '../run/world.ts';
import {
  appliedEvent,
  endEvent,
  problemEvents,
  type RunEvent,
  reportsEvent,
  versionEvent,
} from '../text/json/event-lines.ts';
import { jsonLine } from '../text/json/read-json.ts';

/** A run told on stdout while it goes on: lines of JSON, described by schemas/progress.schema.json. */
export interface EventStream {
  readonly onProgress: (progress: Progress) => void;
  readonly problems: (problems: readonly Problem[], sources: SourceLines) => void;
  /** What a run did, or the plan of one that had nothing to do. */
  readonly applied: (applied: AppliedPlan, sources: SourceLines) => void;
  readonly reports: (several: readonly PerEnvironment<AppliedPlan>[], sources: SourceLines) => void;
  /** The last line. */
  readonly end: (exitCode: number) => void;
}

/** Starts a stream with the line that says which version of which format it is. */
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

import type { SourceLines } from '../../document/frame.ts';
import type { EventsReport } from '../../model/event-check.ts';
import type { JsonObject } from '../../model/json.ts';
import { formatVersion } from './plan-json.ts';
import { problemToJson } from './problem-json.ts';

/** Every event with its verdict, and every lesson with its count: schemas/events.schema.json. */
export function eventsToJson(report: EventsReport, sources: SourceLines): JsonObject {
  const { file, environment, events, lessons, problems } = report;
  return {
    format_version: formatVersion,
    file,
    environment: { name: environment.name, base_url: environment.baseUrl },
    events: events.map((event) => ({
      line: event.line,
      type: event.type ?? null,
      action: event.action ?? null,
      verdict: event.verdict,
      course: event.course ?? null,
      lesson: event.lesson ?? null,
      lesson_at: event.lessonAt,
      diagnostics: event.problems.map((one) => problemToJson(one, sources)),
    })),
    lessons: lessons.map(({ sourcedId, title, events: counts }) => ({
      sourced_id: sourcedId,
      title,
      ...counts,
    })),
    diagnostics: problems.map((one) => problemToJson(one, sources)),
  };
}

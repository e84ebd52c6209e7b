import type {
  CheckedEvent,
  EventsReport,
  EventVerdict,
  LessonTally,
} from '../../model/event-check.ts';
import { eventVerdicts } from '../../model/event-check.ts';
import { escapeFor } from '../escape.ts';
import type { Look } from '../look.ts';
import { paint, type Style } from '../paint.ts';
import { eventName, eventsTally, listedEvents, mostLessons } from '../words/events-wording.ts';
import { count } from '../words/wording.ts';
import { adviceLines, problemLines } from './problems-human.ts';

/** What would become of each event, and how often lessons are referred to, for a terminal. */
export function eventsToHuman(report: EventsReport, look: Look): string {
  const { file, environment, problems } = report;
  const { shown, hidden } = listedEvents(report);
  const head = `${file} against ${environment.name} (${environment.baseUrl})`;
  const sections = [
    [paint('bold', escapeFor.terminal(head), look)],
    [
      ...shownOnce(shown, look),
      ...(hidden > 0
        ? [`${count(hidden, 'more event')} not listed; --format json has them all.`]
        : []),
    ],
    ...problems.map((problem) => problemLines(problem, look)),
    lessonLines(report.lessons, look),
    [paint('bold', `${eventsTally(report)}.`, look)],
  ];
  const there = sections.filter((lines) => lines.length > 0);
  return `${there.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const colours: Readonly<Record<EventVerdict, Style>> = {
  credited: 'green',
  recorded: 'dim',
  rejected: 'red',
  dropped: 'yellow',
};

/** The same advice is given once. */
function shownOnce(events: readonly CheckedEvent[], look: Look): string[] {
  const widest = Math.max(0, ...events.map(({ line }) => String(line).length));
  const advised = new Set<string>();
  return events.flatMap((event) => {
    const verdict = paint(colours[event.verdict], event.verdict.padEnd(8), look);
    const where = `line ${String(event.line).padStart(widest)}`;
    const problems = event.problems.flatMap(({ hint, ...problem }) => {
      const isNew = hint !== undefined && !advised.has(hint);
      if (isNew) advised.add(hint);
      return adviceLines(isNew ? { ...problem, hint } : problem, '    ', look);
    });
    return [`${where}  ${verdict}  ${nameText(event)}`, ...problems];
  });
}

function nameText(event: CheckedEvent): string {
  const lesson = event.lesson === undefined ? '' : `  lesson/${event.lesson}`;
  return escapeFor.terminal(eventName(event) + lesson);
}

function lessonLines(lessons: readonly LessonTally[], look: Look): string[] {
  const of = ({ events }: LessonTally) =>
    eventVerdicts.flatMap((verdict) =>
      events[verdict] === 0 ? [] : [`${events[verdict]} ${verdict}`],
    );
  const used = lessons.filter((lesson) => of(lesson).length > 0);
  const unused = lessons.filter((lesson) => of(lesson).length === 0);
  const name = ({ sourcedId, title }: LessonTally) =>
    `lesson/${sourcedId} ${JSON.stringify(title)}`;
  const line = (text: string) => `  ${escapeFor.terminal(text)}`;
  return [
    ...(used.length > 0 ? [paint('bold', 'Lessons that events refer to:', look)] : []),
    ...used.map((lesson) => line(`${name(lesson)}: ${of(lesson).join(', ')}`)),
    ...(unused.length > 0
      ? [paint('bold', `No event refers to ${count(unused.length, 'lesson')}:`, look)]
      : []),
    ...unused.slice(0, mostLessons).map((lesson) => line(name(lesson))),
    ...(unused.length > mostLessons ? [`  and ${unused.length - mostLessons} more`] : []),
  ];
}

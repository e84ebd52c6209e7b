import {
  type CheckedEvent,
  type EventsReport,
  type EventVerdict,
  eventVerdicts,
  type LessonTally,
} from '../../model/event-check.ts';
import {
  type Block,
  code,
  type Document,
  list,
  type Medium,
  paragraph,
  problems,
  type Section,
  type Style,
  section,
  strong,
  styled,
  type Table,
  type Text,
} from '../document.ts';
import { count } from '../words/wording.ts';

/** The document of checked events: the verdict of each event, and how many events refer to each lesson. */
export function eventsDocument(report: EventsReport, medium: Medium): Document {
  const { file, environment, problems: found } = report;
  const { shown, hidden } = listedEvents(report);
  const more =
    hidden > 0 ? [`${count(hidden, 'more event')} not listed; --format json lists all.`] : [];
  return {
    title: ['Events in ', code(file), ' against ', code(environment.name)],
    headline: `${file} against ${environment.name} (${environment.baseUrl})`,
    sections: [
      section('body', eventTable(shown, medium), ...more.map(paragraph)),
      section('body', problems(found)),
      ...lessonSections(report.lessons, medium),
      section('tally', { block: 'tally', text: `${eventsTally(report)}.` }),
    ],
  };
}

const colours: Readonly<Record<EventVerdict, Style>> = {
  credited: 'green',
  recorded: 'dim',
  doubtful: 'yellow',
  rejected: 'red',
  dropped: 'yellow',
};

/** A table of events. A contradiction or advice that several events share is shown once. */
function eventTable(events: readonly CheckedEvent[], medium: Medium): Table {
  const widest = Math.max(0, ...events.map(({ line }) => String(line).length));
  const said = new Set<string>();
  const isNew = (text: string) => !said.has(text) && said.add(text) !== undefined;
  return {
    block: 'table',
    columns: [{ head: 'line', isNumber: true }, { head: 'verdict' }, { head: 'event' }],
    isHeadless: true,
    rows: events.map((event) => {
      const number = String(event.line);
      const lesson = event.lesson === undefined ? [] : [`  lesson/${event.lesson}`];
      const name: Text = medium === 'terminal' ? [eventName(event), ...lesson] : eventName(event);
      return {
        cells: [
          medium === 'terminal' ? `line ${number.padStart(widest)}` : number,
          styled(colours[event.verdict], event.verdict.padEnd(medium === 'terminal' ? 8 : 0)),
          name,
        ],
        advice: event.problems
          .filter(({ severity, detail }) => severity === 'error' || isNew(detail))
          .map(({ detail, hint }) =>
            hint !== undefined && isNew(hint) ? { detail, hint } : { detail },
          ),
      };
    }),
  };
}

function lessonSections(lessons: readonly LessonTally[], medium: Medium): Section[] {
  const used = lessons.filter(({ events }) => eventVerdicts.some((verdict) => events[verdict] > 0));
  const unused = lessons.filter((lesson) => !used.includes(lesson));
  const named = unused.slice(0, mostLessons);
  const rest = unused.length - named.length;
  const more = rest > 0 ? [`and ${rest} more`] : [];
  const heading = `No event refers to ${count(unused.length, 'lesson')}:`;
  if (medium === 'terminal') {
    const below = (lines: readonly string[]) => list(lines, { isBelow: true });
    const titled = (title: string): Block => paragraph([strong(title)]);
    return [
      section(
        'body',
        ...(used.length > 0 ? [titled('Lessons that events refer to:')] : []),
        below(used.map((lesson) => `${lessonName(lesson)}: ${talliesOf(lesson)}`)),
        ...(unused.length > 0 ? [titled(heading)] : []),
        below([...named.map(lessonName), ...more]),
      ),
    ];
  }
  return [
    section('body', lessonTable(used)),
    ...(unused.length > 0 ? [section('body', paragraph(heading))] : []),
    section('body', list(named.map(({ sourcedId, title }) => [code(sourcedId), ` ${title}`]))),
    ...more.map((text) => section('body', paragraph(text))),
  ];
}

function lessonName({ sourcedId, title }: LessonTally): string {
  return `lesson/${sourcedId} ${JSON.stringify(title)}`;
}

function talliesOf({ events }: LessonTally): string {
  return eventVerdicts
    .flatMap((verdict) => (events[verdict] === 0 ? [] : [`${events[verdict]} ${verdict}`]))
    .join(', ');
}

function lessonTable(lessons: readonly LessonTally[]): Table {
  return {
    block: 'table',
    columns: [{ head: 'lesson' }, ...eventVerdicts.map((head) => ({ head, isNumber: true }))],
    rows: lessons.map(({ title, events }) => ({
      cells: [title, ...eventVerdicts.map((verdict) => String(events[verdict]))],
    })),
  };
}

/** The words for each verdict, with an explanation for people who do not know them. */
const verdictText = {
  credited: 'credited',
  recorded: 'recorded (no result)',
  doubtful: 'doubtful (sources contradict each other)',
  rejected: 'rejected (400)',
  dropped: 'dropped (202, and no credit)',
} as const satisfies Record<EventVerdict, string>;

/** The numbers of verdicts: `4 events: 2 credited, 1 rejected (400), 1 dropped (202, and no credit)`. */
function eventsTally({ events }: EventsReport): string {
  const parts = eventVerdicts.flatMap((verdict) => {
    const number = events.filter((event) => event.verdict === verdict).length;
    return number === 0 ? [] : [`${number} ${verdictText[verdict]}`];
  });
  const total = count(events.length, 'event');
  return parts.length === 0 ? total : `${total}: ${parts.join(', ')}`;
}

/** The name of an event: `GradeEvent Graded`. */
function eventName({ type, action }: CheckedEvent): string {
  return [type, action].filter((word) => word !== undefined).join(' ') || 'no type';
}

/** The events that a reader has to see: lost ones, and the first event with each problem. */
function worthListing(events: readonly CheckedEvent[]): readonly CheckedEvent[] {
  const said = new Set<string>();
  return events.filter(({ verdict, problems }) => {
    const before = said.size;
    for (const { detail } of problems) said.add(detail);
    return verdict === 'rejected' || verdict === 'dropped' || said.size > before;
  });
}

/** The most events that are all listed; of more, only those with problems are. */
const listedWhole = 50;
/** The most events that are listed in any case. */
const mostListed = 200;
/** The most lessons without events that are named. */
const mostLessons = 20;

export interface Listed {
  readonly shown: readonly CheckedEvent[];
  readonly hidden: number;
}

function listedEvents({ events }: EventsReport): Listed {
  const wanted = events.length <= listedWhole ? events : worthListing(events);
  const shown = wanted.slice(0, mostListed);
  return { shown, hidden: events.length - shown.length };
}

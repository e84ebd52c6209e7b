import { type EventsReport, eventVerdicts } from '../../model/event-check.ts';
import { escapeFor } from '../escape.ts';
import type { Look } from '../look.ts';
import { eventName, eventsTally, listedEvents, mostLessons } from '../words/events-wording.ts';
import { count } from '../words/wording.ts';
import { codeSpan } from './markdown-code.ts';
import { problemItem } from './problems-markdown.ts';

/** What would become of each event, for an issue or a summary. */
export function eventsToMarkdown(report: EventsReport, look: Look): string {
  const { file, environment, lessons, problems } = report;
  const { shown, hidden } = listedEvents(report);
  const used = lessons.filter(({ events }) => eventVerdicts.some((verdict) => events[verdict] > 0));
  const unused = lessons.filter((lesson) => !used.includes(lesson));
  const rows = shown.map((event) => {
    const why = event.problems.map(({ detail }) => escapeFor.markdown(detail)).join(' ');
    return row([String(event.line), event.verdict, escapeFor.markdown(eventName(event)), why]);
  });
  const sections = [
    [`### Events in ${codeSpan(file)} against ${codeSpan(environment.name)}`],
    [`**${eventsTally(report)}**`],
    rows.length > 0
      ? [row(['line', 'verdict', 'event', 'why']), row(['--:', '---', '---', '---']), ...rows]
      : [],
    hidden > 0 ? [`${count(hidden, 'more event')} not listed.`] : [],
    problems.flatMap((problem) => problemItem(problem, look)),
    used.length > 0
      ? [
          row(['lesson', ...eventVerdicts]),
          row(['---', ...eventVerdicts.map(() => '--:')]),
          ...used.map(({ title, events }) =>
            row([escapeFor.markdown(title), ...eventVerdicts.map((one) => String(events[one]))]),
          ),
        ]
      : [],
    unused.length > 0 ? [`No event refers to ${count(unused.length, 'lesson')}:`] : [],
    unused
      .slice(0, mostLessons)
      .map(({ sourcedId, title }) => `- ${codeSpan(sourcedId)} ${escapeFor.markdown(title)}`),
    unused.length > mostLessons ? [`and ${unused.length - mostLessons} more`] : [],
  ];
  const there = sections.filter((lines) => lines.length > 0);
  return `${there.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

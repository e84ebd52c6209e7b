import { addressOf } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import type {
  CheckedEvent,
  EventsReport,
  EventVerdict,
  LessonTally,
} from '../model/event-check.ts';
import type { EventForms } from '../model/event-forms.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Problem, problem } from '../model/problem.ts';
import { judge } from './judge.ts';
import { type Known, knownFrom } from './known.ts';
import { type ReadEvents, readEvents } from './read-events.ts';
import type { Terms } from './terms.ts';
import { togetherProblems } from './together.ts';

export interface Against {
  readonly catalog: Catalog;
  readonly ledger?: Ledger | undefined;
  readonly forms: EventForms;
  readonly environment: { readonly name: string; readonly baseUrl: string };
  readonly others: ReadonlyMap<string, string>;
}

/** Checks the events of a text against the catalog. */
export function checkEvents(file: string, text: string, against: Against): EventsReport {
  const { catalog, ledger, forms, environment, others } = against;
  const read = readEvents(file, text);
  const known = knownFrom(catalog, ledger);
  const terms: Terms = { forms, environment, others, known, spanOf: read.spanOf };
  const judged = read.events.map((node) => ({ node, checked: judge(node, terms) }));
  const events = judged.map(({ checked }) => checked);
  return {
    file,
    environment,
    events,
    lessons: talliesOf(catalog, events, known),
    problems: [...read.problems, ...batchProblems(read, forms), ...togetherProblems(judged, terms)],
  };
}

function talliesOf(
  { nodes }: Catalog,
  events: readonly CheckedEvent[],
  known: Known,
): LessonTally[] {
  const counts = new Map<string, Record<EventVerdict, number>>();
  for (const { lesson, verdict } of events) {
    if (lesson === undefined) continue;
    const count = counts.get(lesson) ?? nothing();
    count[verdict] += 1;
    counts.set(lesson, count);
  }
  return [...nodes.values()].flatMap(({ entity: { kind, sourcedId, title } }) => {
    if (kind !== 'lesson') return [];
    const course = addressOf('course', known.courseOf(sourcedId) ?? '');
    return [{ sourcedId, title, course, events: counts.get(sourcedId) ?? nothing() }];
  });
}

const nothing = () => ({ credited: 0, recorded: 0, rejected: 0, dropped: 0 });

function batchProblems({ envelopes, spanOf }: ReadEvents, { perPost }: EventForms): Problem[] {
  const large = envelopes.filter(({ count }) => count > perPost);
  const [first] = large;
  if (!first) return [];
  const number = large.length === 1 ? 'An envelope holds' : `${large.length} envelopes hold`;
  const detail = `${number} more than ${perPost === 1 ? 'one event' : `${perPost} events`}, and the API reference has no more in one request.`;
  const hint = 'Send each event by itself.';
  return [problem('events/doubtful', { detail, hint, span: spanOf(first.node) })];
}

import {
  type JsonFault,
  type JsonNode,
  nodeAt,
  readJsonNodes,
  textAt,
} from '../document/json-nodes.ts';
import { lineStartsOf, pointAtOffset } from '../document/parse.ts';
import type { Catalog } from '../model/catalog.ts';
import type {
  CheckedEvent,
  EventForms,
  EventsReport,
  EventVerdict,
  LessonPlace,
  LessonTally,
} from '../model/event-check.ts';
import type { Ledger } from '../model/ledger.ts';
import { addressOf } from '../model/node.ts';
import { type Problem, problem, type Span } from '../model/problem.ts';
import { checkEvent } from './judge.ts';
import { type EventContext, type IdIndex, indexIds } from './terms.ts';

interface EventsCheckInput {
  readonly catalog: Catalog;
  readonly ledger?: Ledger | undefined;
  readonly forms: EventForms;
  readonly environment: { readonly name: string; readonly baseUrl: string };
  readonly others: ReadonlyMap<string, string>;
}

/** Checks the events of a text against the catalog. */
export function checkEvents(file: string, text: string, against: EventsCheckInput): EventsReport {
  const { catalog, ledger, forms, environment, others } = against;
  const read = readEvents(file, text);
  const known = indexIds(catalog, ledger);
  const terms: EventContext = { forms, environment, others, ids: known, spanOf: read.spanOf };
  const eventsAtNodes = read.events.map((node) => ({ node, checked: checkEvent(node, terms) }));
  const events = eventsAtNodes.map(({ checked }) => checked);
  return {
    file,
    environment,
    events,
    lessons: talliesOf(catalog, events, known),
    problems: [
      ...read.problems,
      ...batchProblems(read, forms),
      ...crossEventProblems(eventsAtNodes, terms),
    ],
  };
}

function talliesOf(
  { nodes }: Catalog,
  events: readonly CheckedEvent[],
  known: IdIndex,
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

/** A checked event with the JSON node that it was read from. */
interface EventAtNode {
  readonly node: JsonNode;
  readonly checked: CheckedEvent;
}

/** Problems that only show across events, one problem for each kind of fault. */
function crossEventProblems(events: readonly EventAtNode[], terms: EventContext): Problem[] {
  return [
    ...lessonPlaceProblems(events, terms),
    ...repeated(events, terms, {
      keyOf: ({ node }) => textAt(node, 'id'),
      detail: (times, line) =>
        `${times === 1 ? 'An event has' : `${times} events have`} the id of an earlier one, the first of them that of line ${line}.`,
      hint: 'Give every event an id of its own, such as urn:uuid: and a new UUID.',
    }),
    ...repeated(
      events.filter(({ node }) => terms.forms.graded.includes(textAt(node, 'type') ?? '')),
      terms,
      {
        keyOf: ({ node }) => objectKey(node),
        detail: (times, line) =>
          `${times === 1 ? 'A graded event is' : `${times} graded events are`} about the object of an earlier one of the same type, the first of them about that of line ${line}. Results are reported to be kept by object.id: a later one overwrites.`,
        hint: 'Give each attempt an object.id of its own, unless overwriting is what you mean.',
      },
    ),
  ];
}

function objectKey(node: JsonNode): string | undefined {
  const id = textAt(node, 'object', 'id');
  return id === undefined ? undefined : JSON.stringify([textAt(node, 'type'), id]);
}

interface Repeat {
  readonly keyOf: (event: EventAtNode) => string | undefined;
  readonly detail: (times: number, line: number) => string;
  readonly hint: string;
}

function repeated(
  events: readonly EventAtNode[],
  { spanOf }: EventContext,
  { keyOf, detail, hint }: Repeat,
): Problem[] {
  const first = new Map<string, EventAtNode>();
  const again: { readonly event: EventAtNode; readonly earlier: EventAtNode }[] = [];
  for (const event of events) {
    const key = keyOf(event);
    if (key === undefined) continue;
    const earlier = first.get(key);
    if (earlier) again.push({ event, earlier });
    else first.set(key, event);
  }
  const [one] = again;
  if (!one) return [];
  const span = spanOf(one.event.node);
  return [
    problem('events/repeated', {
      detail: detail(again.length, one.earlier.checked.line),
      hint,
      span,
    }),
  ];
}

/**
 * The documents contradict each other about the place of the lesson; only the platform can settle
 * it.
 */
function lessonPlaceProblems(
  events: readonly EventAtNode[],
  { forms, spanOf }: EventContext,
): Problem[] {
  if (forms.lessonAt !== 'either') return [];
  const graded = events.filter(
    ({ node, checked }) => isGraded(node, forms.graded) && checked.lesson !== undefined,
  );
  const explicit = graded.filter(({ checked }) => hasPlace(checked, 'extensions.lesson.id'));
  const assignable = graded.filter(
    ({ checked }) =>
      hasPlace(checked, 'object.assignable.id') && !hasPlace(checked, 'extensions.lesson.id'),
  );
  const hint =
    'Send one event of each kind for a test student and see which is credited; then set event.lesson.at under `facts` of the environment.';
  const sentence = (some: readonly EventAtNode[], detail: string): Problem[] => {
    const [first] = some;
    if (!first) return [];
    const span: Span = spanOf(first.node);
    return [problem('events/doubtful', { detail, hint, span })];
  };
  return [
    ...sentence(
      explicit,
      `${explicit.length} graded ${explicit.length === 1 ? 'event names its' : 'events name their'} lesson in extensions.lesson.id. The product overview asks for that; a client of the live service reports that the key is answered with 400.`,
    ),
    ...sentence(
      assignable,
      `${assignable.length} graded ${assignable.length === 1 ? 'event names its' : 'events name their'} lesson in object.assignable.id alone. A client of the live service reports that this works; the product overview says that events without extensions.lesson.id are dropped.`,
    ),
  ];
}

function isGraded(node: JsonNode, graded: readonly string[]): boolean {
  return graded.includes(textAt(node, 'type') ?? '') && nodeAt(node, 'type') !== undefined;
}

function hasPlace({ lessonAt }: CheckedEvent, place: LessonPlace): boolean {
  return lessonAt.includes(place);
}

interface ReadEvents {
  readonly events: readonly JsonNode[];
  /** Envelopes with the number of events in each. */
  readonly envelopes: readonly { readonly node: JsonNode; readonly count: number }[];
  readonly spanOf: (node: { readonly at: number }) => Span;
  readonly problems: readonly Problem[];
}

/**
 * Reads the events of a file: one event, a list, an envelope with `data`, or any of these on each
 * line.
 */
function readEvents(file: string, text: string): ReadEvents {
  const { nodes, faults } = readJsonNodes(text);
  const starts = lineStartsOf(text);
  const spanOf = ({ at }: { readonly at: number }) => ({ file, start: pointAtOffset(starts, at) });
  const envelopes: { node: JsonNode; count: number }[] = [];
  const events = nodes.flatMap((node) => eventsIn(node, envelopes));
  const problems = faults.slice(0, mostFaults).map(({ at, start, detail: why }) => {
    const span = spanOf({ at });
    const { line } = spanOf({ at: start }).start;
    const begun = line === span.start.line ? '' : ` The value around it begins on line ${line}.`;
    return problem('events/unreadable', { detail: `${why}${begun}`, hint: unreadableHint, span });
  });
  const more = moreFaults(faults, spanOf);
  return {
    events,
    envelopes,
    spanOf,
    problems: [...problems, ...more, ...none(file, events, faults)],
  };
}

/** A file with more broken lines than this does not hold events. */
const mostFaults = 20;

function moreFaults(faults: readonly JsonFault[], spanOf: ReadEvents['spanOf']): Problem[] {
  const hidden = faults[mostFaults];
  if (!hidden) return [];
  const detail = `From here on ${faults.length - mostFaults} more values cannot be read.`;
  return [problem('events/unreadable', { detail, span: spanOf(hidden) })];
}

const unreadableHint =
  'Write each event, or a list or envelope of events, as JSON: one document, or one a line.';

function none(file: string, events: readonly unknown[], faults: readonly unknown[]): Problem[] {
  if (events.length > 0 || faults.length > 0) return [];
  const span = { file, start: { line: 1, column: 1 } };
  return [
    problem('events/unreadable', { detail: 'There is no event here.', hint: unreadableHint, span }),
  ];
}

/** An envelope of a sensor has `data` and no type; an event has a type and no data. */
function isEnvelope(node: JsonNode): boolean {
  return nodeAt(node, 'type') === undefined && Array.isArray(nodeAt(node, 'data')?.value);
}

/**
 * Collects events from lists and envelopes. A list may hold envelopes; an envelope holds events.
 */
function eventsIn(
  node: JsonNode,
  envelopes: { node: JsonNode; count: number }[],
): readonly JsonNode[] {
  if (Array.isArray(node.value)) {
    return node.value.flatMap((item) => (isEnvelope(item) ? eventsIn(item, envelopes) : [item]));
  }
  const data = isEnvelope(node) ? nodeAt(node, 'data')?.value : undefined;
  if (!Array.isArray(data)) return [node];
  envelopes.push({ node, count: data.length });
  return data;
}

import { type JsonFault, type JsonNode, readJsonNodes, textAt } from '../document/json-nodes.ts';
import { lineStartsOf, pointAtOffset } from '../document/parse.ts';
import type { Catalog } from '../model/catalog.ts';
import type {
  CheckedEvent,
  EventForms,
  EventsReport,
  EventVerdict,
  LessonTally,
} from '../model/event-check.ts';
import { defined } from '../model/json-values.ts';
import type { Ledger } from '../model/ledger.ts';
import { addressOf } from '../model/node.ts';
import { type Problem, problem, type Span } from '../model/problem.ts';
import { catalogHoldings } from './catalog-holdings.ts';
import { envelopeFindings, eventsOf, isEnvelope } from './envelope.ts';
import { type JudgedEvent, judgeEvent } from './judge.ts';
import { isCopy } from './references.ts';
import type { EventFinding, EventRules, Holdings } from './rules.ts';

interface EventsCheckInput {
  readonly catalog: Catalog;
  readonly ledger?: Ledger | undefined;
  readonly forms: EventForms;
  readonly environment: { readonly name: string; readonly baseUrl: string };
  readonly others: ReadonlyMap<string, string>;
}

/** Checks the events in the text of a file against the catalog. `file` is only for messages. */
export function checkEvents(file: string, text: string, against: EventsCheckInput): EventsReport {
  const { catalog, ledger, forms, environment, others } = against;
  const read = readEvents(file, text);
  const holdings = catalogHoldings(catalog, ledger);
  const { baseUrl } = environment;
  const rules = { forms, platform: { baseUrl, isCopy: isCopy(baseUrl), others }, holdings };
  const eventsAtNodes = read.requests.flatMap((request) => judgeRequest(request, rules, read));
  const events = eventsAtNodes.map(({ checked }) => checked);
  return {
    file,
    environment,
    events,
    lessons: talliesOf(catalog, events, holdings),
    problems: [
      ...read.problems,
      ...batchProblems(read, forms),
      ...repeatedProblems(eventsAtNodes, forms, read),
    ],
  };
}

/**
 * Judges the events of one request. If one is rejected, an envelope may be rejected whole: the row
 * event.envelope decides.
 */
function judgeRequest(
  { events: nodes, envelope }: EventRequest,
  rules: EventRules,
  { spanOf }: Pick<ReadEvents, 'spanOf'>,
): EventAtNode[] {
  const ofEnvelope = envelope ? envelopeFindings(envelope, rules) : [];
  const events = nodes.map((node) => {
    const judged = judgeEvent(node, rules);
    const checked = checkedEvent(node, judged, spanOf);
    if (ofEnvelope.length === 0) return { node, judged, checked };
    const problems = [...checked.problems, ...ofEnvelope.map((one) => problemOf(one, spanOf))];
    return { node, judged, checked: { ...checked, verdict: 'rejected' as const, problems } };
  });
  if (ofEnvelope.length > 0) return events;
  const bad = events.find(({ judged }) => judged.verdict === 'rejected');
  if (!bad || rules.forms.envelope === 'each') return events;
  return events.map((event) => {
    if (event.judged.verdict === 'rejected') return event;
    const detail = `The event of line ${bad.checked.line} is rejected, and with it the envelope that holds both (row event.envelope).`;
    const hint = 'Fix that event, or send this one separately.';
    const said = problem('events/invalid', { detail, hint, span: spanOf(event.node) });
    const problems = [...event.checked.problems, said];
    return { ...event, checked: { ...event.checked, verdict: 'rejected', problems } };
  });
}

function checkedEvent(
  node: JsonNode,
  judged: JudgedEvent,
  spanOf: ReadEvents['spanOf'],
): CheckedEvent {
  const { verdict, type, action, course, lesson, lessonAt, findings } = judged;
  return {
    line: spanOf(node).start.line,
    ...defined({ type, action }),
    verdict,
    ...defined({ course, lesson }),
    lessonAt,
    problems: findings.map((one) => problemOf(one, spanOf)),
  };
}

function problemOf(
  { code, detail, hint, node }: EventFinding,
  spanOf: ReadEvents['spanOf'],
): Problem {
  return problem(code, { detail, ...(hint !== undefined && { hint }), span: spanOf(node) });
}

function talliesOf(
  { nodes }: Catalog,
  events: readonly CheckedEvent[],
  { courseOf }: Pick<Holdings, 'courseOf'>,
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
    const course = addressOf('course', courseOf(sourcedId) ?? '');
    return [{ sourcedId, title, course, events: counts.get(sourcedId) ?? nothing() }];
  });
}

const nothing = () => ({ credited: 0, recorded: 0, doubtful: 0, rejected: 0, dropped: 0 });

function batchProblems({ requests, spanOf }: ReadEvents, { perPost }: EventForms): Problem[] {
  const large = perPost === 0 ? [] : requests.filter(({ events }) => events.length > perPost);
  const [first] = large.flatMap(({ envelope }) => envelope ?? []);
  if (!first) return [];
  const number = large.length === 1 ? 'An envelope holds' : `${large.length} envelopes hold`;
  const detail = `${number} more than ${perPost === 1 ? 'one event' : `${perPost} events`}, and the API reference has no more in one request; a client of the live service sends five, and reports five results.`;
  const hint = 'Send each event separately.';
  return [problem('events/doubtful', { detail, hint, span: spanOf(first) })];
}

/** A checked event with the JSON node that it was read from. */
interface EventAtNode {
  readonly node: JsonNode;
  readonly judged: JudgedEvent;
  readonly checked: CheckedEvent;
}

/** The problem of events that have a key of an earlier one. */
interface Repeat {
  readonly events: readonly EventAtNode[];
  readonly keyOf: (node: JsonNode) => string | undefined;
  readonly detail: (times: number, line: number) => string;
  readonly hint: string;
}

/** Problems that only show across events, one problem for each kind of fault. */
function repeatedProblems(
  events: readonly EventAtNode[],
  { graded }: EventForms,
  { spanOf }: Pick<ReadEvents, 'spanOf'>,
): Problem[] {
  const repeats: readonly Repeat[] = [
    {
      events,
      keyOf: (node) => textAt(node, 'id'),
      detail: (times, line) =>
        `${times === 1 ? 'An event has' : `${times} events have`} the id of an earlier one, the first of them that of line ${line}.`,
      hint: 'Give every event its own id, such as urn:uuid: and a new UUID.',
    },
    {
      events: events.filter(({ node }) => graded.includes(textAt(node, 'type') ?? '')),
      keyOf: objectKey,
      detail: (times, line) =>
        `${times === 1 ? 'A graded event is' : `${times} graded events are`} about the object of an earlier one of the same type, the first of them about that of line ${line}. Results are reported to be kept by object.id: a later one overwrites.`,
      hint: 'Give each attempt its own object.id, unless overwriting is intended.',
    },
  ];
  return repeats.flatMap(({ events: some, keyOf, detail, hint }) => {
    const first = new Map<string, EventAtNode>();
    const again = some.flatMap((event) => {
      const key = keyOf(event.node);
      const earlier = key === undefined ? undefined : first.get(key);
      if (key !== undefined && !earlier) first.set(key, event);
      return earlier ? [{ event, earlier }] : [];
    });
    const [one] = again;
    if (!one) return [];
    const { event, earlier } = one;
    const said = { detail: detail(again.length, earlier.checked.line), hint };
    return [problem('events/repeated', { ...said, span: spanOf(event.node) })];
  });
}

function objectKey(node: JsonNode): string | undefined {
  const id = textAt(node, 'object', 'id');
  return id === undefined ? undefined : JSON.stringify([textAt(node, 'type'), id]);
}

interface ReadEvents {
  /** The events that would be sent together: one alone, or all of an envelope. */
  readonly requests: readonly EventRequest[];
  readonly spanOf: (node: { readonly at: number }) => Span;
  readonly problems: readonly Problem[];
}

/** Reads the events of a file: one event, a list, an envelope with `data`, or one of these on each line. */
function readEvents(file: string, text: string): ReadEvents {
  const { nodes, faults } = readJsonNodes(text);
  const starts = lineStartsOf(text);
  const spanOf = ({ at }: { readonly at: number }) => ({ file, start: pointAtOffset(starts, at) });
  const requests = nodes.flatMap(requestsIn);
  const events = requests.flatMap((request) => request.events);
  const problems = faults.slice(0, mostFaults).map(({ at, start, detail: why }) => {
    const span = spanOf({ at });
    const { line } = spanOf({ at: start }).start;
    const begun = line === span.start.line ? '' : ` The value around it begins on line ${line}.`;
    return problem('events/unreadable', { detail: `${why}${begun}`, hint: unreadableHint, span });
  });
  const more = moreFaults(faults, spanOf);
  return {
    requests,
    spanOf,
    problems: [...problems, ...more, ...none(file, events, faults)],
  };
}

/** A file with more broken values than this is no file of events, so the others are only counted. */
const mostFaults = 20;

function moreFaults(faults: readonly JsonFault[], spanOf: ReadEvents['spanOf']): Problem[] {
  const hidden = faults[mostFaults];
  if (!hidden) return [];
  const detail = `${faults.length - mostFaults} more values from here on cannot be read.`;
  return [problem('events/unreadable', { detail, span: spanOf(hidden) })];
}

const unreadableHint =
  'Write each event, or a list or envelope of events, as JSON: one document, or one per line.';

function none(file: string, events: readonly unknown[], faults: readonly unknown[]): Problem[] {
  if (events.length > 0 || faults.length > 0) return [];
  const span = { file, start: { line: 1, column: 1 } };
  return [
    problem('events/unreadable', { detail: 'There is no event here.', hint: unreadableHint, span }),
  ];
}

/** The events of one request, and their envelope if they have one. */
interface EventRequest {
  readonly events: readonly JsonNode[];
  readonly envelope?: JsonNode;
}

/** The requests in a JSON value: each entry of a list is one, and an envelope is one with all its events. */
function requestsIn(node: JsonNode): readonly EventRequest[] {
  const items = Array.isArray(node.value) ? node.value : [node];
  return items.map((item) => ({
    events: eventsOf(item),
    ...(isEnvelope(item) && { envelope: item }),
  }));
}

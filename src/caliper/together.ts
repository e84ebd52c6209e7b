import { type JsonNode, nodeAt, textAt } from '../document/json-nodes.ts';
import type { CheckedEvent, LessonPlace } from '../model/event-check.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { Span } from '../model/span.ts';
import type { Terms } from './terms.ts';

/** A checked event with the JSON node that it was read from. */
export interface Judged {
  readonly node: JsonNode;
  readonly checked: CheckedEvent;
}

/** Problems that only show across events, one problem for each kind of fault. */
export function togetherProblems(events: readonly Judged[], terms: Terms): Problem[] {
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
  readonly keyOf: (event: Judged) => string | undefined;
  readonly detail: (times: number, line: number) => string;
  readonly hint: string;
}

function repeated(
  events: readonly Judged[],
  { spanOf }: Terms,
  { keyOf, detail, hint }: Repeat,
): Problem[] {
  const first = new Map<string, Judged>();
  const again: { readonly event: Judged; readonly earlier: Judged }[] = [];
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
function lessonPlaceProblems(events: readonly Judged[], { forms, spanOf }: Terms): Problem[] {
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
  const sentence = (some: readonly Judged[], detail: string): Problem[] => {
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

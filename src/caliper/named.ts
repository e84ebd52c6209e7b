import { type JsonNode, nodeAt, textAt } from '../document/json-nodes.ts';
import { eventUrl, type LessonPlace, lessonPlaces } from '../model/event-check.ts';
import { parseEventReference } from './references.ts';
import { type EventFinding, type EventRules, entityId, finding } from './rules.ts';

/** The course or lesson that an event names. `sourcedId` is absent if there is no such node. */
export interface NamedNode {
  readonly sourcedId?: string;
  readonly findings: readonly EventFinding[];
}

interface Wanted {
  readonly kind: 'course' | 'lesson';
  /** The keys from the event to the node, for messages: `extensions.course.id`. */
  readonly at: string;
  readonly path: string;
  readonly rules: EventRules;
}

/** Checks that a reference of an event leads to a course or lesson that exists. */
export function checkNamedNode(node: JsonNode, { kind, at, path, rules }: Wanted): NamedNode {
  const { forms, holdings, platform } = rules;
  const outcome = kind === 'course' ? forms.without.knownCourse : forms.without.knownLesson;
  const wrong = (detail: string, hint?: string, cost = outcome): NamedNode => ({
    findings: [finding(`events/${kind}`, cost, { detail, hint, field: at, node })],
  });
  const text = entityId(node);
  if (text === undefined) return wrong(`${at} is not a string.`);
  const reference = parseEventReference(text, path, platform);
  const { sourcedId } = reference;
  if (reference.type === 'other') {
    const isOurs = sourcedId !== undefined && holdings.find(kind, sourcedId).state === 'here';
    const hint = isOurs ? `Write it so: ${eventUrl(platform.baseUrl, path, sourcedId)}` : undefined;
    return wrong(`${at} names no ${kind} of this platform: it ${reference.reason}.`, hint);
  }
  return checkId(reference.sourcedId, { kind, at, rules }, wrong);
}

/** Checks that an id names a course or lesson that exists. `wrong` makes the finding if it does not. */
export function checkId(
  sourcedId: string,
  { kind, at, rules }: Omit<Wanted, 'path'>,
  wrong: (detail: string, hint?: string, cost?: 'credited') => NamedNode,
): NamedNode {
  const found = rules.holdings.find(kind, sourcedId);
  if (found.state === 'here') return { sourcedId, findings: [] };
  const detail = `${at} names ${sourcedId}, ${found.why}.`;
  // A node held elsewhere is live there, and only that catalog can tell whether the event is credited.
  return found.state === 'elsewhere'
    ? wrong(detail, found.hint, 'credited')
    : wrong(detail, found.hint);
}

/** The course that an event names in `extensions.course.id`; a missing one is a fault if `isNeeded`. */
export function courseNamedIn(event: JsonNode, isNeeded: boolean, rules: EventRules): NamedNode {
  const { forms, platform } = rules;
  const at = 'extensions.course.id';
  const node = nodeAt(event, 'extensions', 'course', 'id');
  if (node) return checkNamedNode(node, { kind: 'course', at, path: forms.coursePath, rules });
  if (!isNeeded) return { findings: [] };
  const detail = `${at} is missing. The developer guide requires it, and answers 400 to what its schema does not allow; the product overview says that such an event is dropped.`;
  const hint = `It reads ${platform.baseUrl}${forms.coursePath}/ and the sourcedId.`;
  const said = { detail, hint, field: at, node: nodeAt(event, 'extensions') ?? event };
  return { findings: [finding('events/course', forms.without.course, said)] };
}

/** The lesson that an event names, and the places that name one. */
export interface NamedLesson extends NamedNode {
  readonly at: readonly LessonPlace[];
}

interface Mention {
  readonly place: LessonPlace;
  readonly node: JsonNode;
}

/** What is known of an event before its lesson is read. */
export interface Asked {
  /** Whether the event carries a result, which belongs to a lesson. */
  readonly isNeeded: boolean;
  readonly course: string | undefined;
  readonly rules: EventRules;
}

/** Finds the lesson of an event in all places in which sources put it, and checks that they agree. */
export function lessonNamedIn(event: JsonNode, asked: Asked): NamedLesson {
  const { forms } = asked.rules;
  const { lessonPath: path } = forms;
  if (path === undefined) return { at: [], findings: [] };
  const mentions = mentionsIn(event, path, asked.rules);
  const at = mentions.map(({ place }) => place);
  const counting = mentions.filter(
    ({ place }) => !asked.isNeeded || forms.lessonAt === 'either' || place === forms.lessonAt,
  );
  const [first] = counting;
  if (!first) return { at, findings: asked.isNeeded ? [missing(event, path, at, asked)] : [] };
  const found = counting.map(({ place, node }) =>
    checkNamedNode(node, { kind: 'lesson', at: place, path, rules: asked.rules }),
  );
  const ids = new Set(found.map(({ sourcedId }) => sourcedId));
  const [sourcedId] = [...ids].filter((id) => id !== undefined);
  const unlike = counting.find((_, index) => found[index]?.sourcedId !== found[0]?.sourcedId);
  const places = `${first.place} and ${unlike?.place}`;
  const differs = unlike && mismatch(unlike, `${places} name two different lessons.`, asked);
  return {
    at,
    ...(sourcedId !== undefined && { sourcedId }),
    findings: [
      ...found.flatMap(({ findings }) => findings),
      ...(differs ? [differs] : []),
      ...otherCourse(first, sourcedId, asked),
      ...contradiction(counting, asked),
    ],
  };
}

/**
 * All mentions of a lesson in an event. Most places may hold any text of the app (as in the developer
 * guide's example), so they count only if they hold the address of a lesson.
 */
function mentionsIn(event: JsonNode, path: string, { platform }: EventRules): Mention[] {
  const isGrade = textAt(event, 'type') === 'GradeEvent';
  const explicit =
    nodeAt(event, 'extensions', 'lesson', 'id') ?? nodeAt(event, 'extensions', 'lesson');
  return lessonPlaces.flatMap((place): Mention[] => {
    if (place === 'extensions.lesson.id') return explicit ? [{ place, node: explicit }] : [];
    // The object of a grade is an attempt, not a lesson.
    if (isGrade && place.startsWith('object.') && !place.startsWith('object.assignable')) return [];
    const node = entityAt(event, place);
    const text = entityId(node);
    if (!node || text === undefined) return [];
    const reference = parseEventReference(text, path, platform);
    const isLesson = reference.type === 'url' || reference.isHere === true;
    return isLesson ? [{ place, node }] : [];
  });
}

/** The entity at a place of an event: an object with an id, or the id alone. */
function entityAt(event: JsonNode, place: LessonPlace): JsonNode | undefined {
  return nodeAt(event, ...place.split('.').slice(0, -1));
}

function missing(
  event: JsonNode,
  path: string,
  elsewhere: readonly LessonPlace[],
  { rules }: Asked,
): EventFinding {
  const { forms, platform } = rules;
  const isElsewhere = elsewhere.length > 0;
  // A lesson at a place that does not count by the config is lost by mistake, not left out on purpose.
  const isLost = isElsewhere && forms.without.lesson === 'unclear';
  const cost = isLost ? 'dropped' : forms.without.lesson;
  const none = isElsewhere
    ? `The lesson is named in ${elsewhere.join(', ')}, and the config says that only ${forms.lessonAt} counts.`
    : 'No lesson is named.';
  const sources =
    cost === 'unclear'
      ? ' The product overview says that events without one are dropped; the example of the developer guide names none and is said to give XP.'
      : '';
  const slip = slipIn(event, rules);
  const right = `It reads ${platform.baseUrl}${path}/ and the sourcedId.`;
  const named =
    slip === undefined ? right : `Write it so: ${eventUrl(platform.baseUrl, path, slip)}`;
  const settled =
    cost === 'unclear'
      ? ' If such an event gives a test student XP, add `facts: { event.without.lesson: credited }` to the environment.'
      : '';
  const hint = named + settled;
  const field = forms.lessonAt === 'either' ? 'object.assignable.id' : forms.lessonAt;
  const detail = `${none}${sources}`;
  return finding('events/lesson', cost, { detail, hint, field, node: event });
}

/** The lesson whose id ends an address of the app: the author probably means it. */
function slipIn(event: JsonNode, { holdings, platform, forms }: EventRules): string | undefined {
  for (const place of lessonPlaces) {
    const text = entityId(entityAt(event, place));
    if (text === undefined) continue;
    const { sourcedId } = parseEventReference(text, forms.lessonPath ?? '', platform);
    if (sourcedId !== undefined && holdings.find('lesson', sourcedId).state === 'here') {
      return sourcedId;
    }
  }
  return undefined;
}

function mismatch({ node, place }: Mention, detail: string, { rules }: Asked): EventFinding {
  const cost = rules.forms.without.knownLesson;
  return finding('events/lesson', cost, { detail, field: place, node });
}

function otherCourse(mention: Mention, lesson: string | undefined, asked: Asked): EventFinding[] {
  const { course, rules } = asked;
  if (lesson === undefined || course === undefined) return [];
  const own = rules.holdings.courseOf(lesson);
  if (own === undefined || own === course) return [];
  const detail = `The lesson ${lesson} belongs to the course ${own}, and extensions.course.id names ${course}.`;
  return [mismatch(mention, detail, asked)];
}

/**
 * One document asks for the lesson in `extensions` and drops events without it; clients and the Caliper
 * standard put it elsewhere. Only a platform can settle which of them is right.
 */
function contradiction(mentions: readonly Mention[], { isNeeded, rules }: Asked): EventFinding[] {
  const { lessonAt, without } = rules.forms;
  const [first] = mentions;
  const isSettled = lessonAt !== 'either' || without.lesson === 'credited';
  if (!first || !isNeeded || isSettled) return [];
  if (mentions.some(({ place }) => place === 'extensions.lesson.id')) return [];
  const { place, node } = first;
  const detail = `The lesson is named in ${place}, and not in extensions.lesson.id. ${sourceOf[place]}; the product overview says that events without extensions.lesson.id are dropped.`;
  const other = 'extensions.lesson.id';
  const hint = `\`timeback-catalog rehearse\` sends such an event for a test student. If it is credited, add \`facts: { event.lesson.at: ${place} }\` to the environment. If not, name the lesson in ${other} and add \`facts: { event.lesson.at: ${other} }\`.`;
  return [finding('events/lesson', 'unclear', { detail, hint, field: place, node })];
}

const ofStandard = 'Caliper has room for it there';
const ofClient = 'A client of the live service reports that this works';

const sourceOf: Readonly<Record<LessonPlace, string>> = {
  'extensions.lesson.id': 'The product overview asks for this',
  'object.assignable.id': ofClient,
  'object.assignable.isPartOf.id': ofClient,
  'generated.assignable.id': ofStandard,
  'object.id': ofStandard,
  'object.isPartOf.id': ofStandard,
};

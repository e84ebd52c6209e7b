import { type JsonNode, nodeAt, textAt } from '../document/json-nodes.ts';
import type { CheckedEvent, EventLoss, EventVerdict, LessonPlace } from '../model/event-check.ts';
import type { Kind } from '../model/node.ts';
import { problem } from '../model/problem.ts';
import {
  type EventContext,
  type EventFinding,
  eventFinding,
  formFindings,
  isReferenceTo,
  parseEventReference,
  rightForm,
  warningFinding,
} from './terms.ts';

/** Checks one event: its verdict, and the findings behind it. */
export function checkEvent(event: JsonNode, terms: EventContext): CheckedEvent {
  const { line } = terms.spanOf(event).start;
  if (!(event.value instanceof Map)) {
    const said = { detail: 'An event is a JSON object.', span: terms.spanOf(event) };
    return { line, verdict: 'rejected', lessonAt: [], problems: [problem('events/invalid', said)] };
  }
  const type = textAt(event, 'type');
  const action = textAt(event, 'action');
  const isGraded = terms.forms.graded.includes(type ?? '');
  const course = courseNamedIn(event, isGraded, terms);
  const lesson = lessonNamedIn(event, { isGraded, course: course.sourcedId, terms });
  const findings = [
    ...formFindings(event, terms),
    ...course.findings,
    ...lesson.findings,
    ...peopleFindings(event, terms),
  ];
  return {
    line,
    ...(type !== undefined && { type }),
    ...(action !== undefined && { action }),
    verdict: verdictOf(findings, isGraded),
    ...(course.sourcedId !== undefined && { course: course.sourcedId }),
    ...(lesson.sourcedId !== undefined && { lesson: lesson.sourcedId }),
    lessonAt: lesson.at,
    problems: findings.map((one) => one.problem),
  };
}

/** Rejection comes first: a rejected event is never dropped. */
function verdictOf(findings: readonly EventFinding[], isGraded: boolean): EventVerdict {
  const losses = findings.map(({ loss }) => loss);
  if (losses.includes('rejected')) return 'rejected';
  if (losses.includes('dropped')) return 'dropped';
  return isGraded ? 'credited' : 'recorded';
}

/** What an event says about its course or lesson, as far as the catalog knows that node. */
interface NamedNode {
  readonly sourcedId?: string;
  readonly findings: readonly EventFinding[];
}

/** The course that an event names. Every graded event needs one. */
function courseNamedIn(event: JsonNode, isGraded: boolean, terms: EventContext): NamedNode {
  const { without } = terms.forms;
  const node = nodeAt(event, 'extensions', 'course', 'id');
  if (node) {
    return checkNamedNode(node, {
      ...{ kind: 'course', at: 'extensions.course.id', terms },
      ...{ path: terms.forms.coursePath, outcome: without.knownCourse },
    });
  }
  if (!isGraded) return { findings: [] };
  const detail = 'extensions.course.id is missing, and graded events need it.';
  const hint = `It reads ${terms.environment.baseUrl}${terms.forms.coursePath}/ and the sourcedId.`;
  const said = { detail, hint, span: terms.spanOf(nodeAt(event, 'extensions') ?? event) };
  return { findings: [eventFinding('events/course', without.course, said)] };
}

interface Wanted {
  readonly kind: 'course' | 'lesson';
  /** Keys from the event down to the node. */
  readonly at: string;
  readonly path: string;
  readonly outcome: EventLoss | 'credited';
  readonly terms: EventContext;
}

/** Checks one reference of an event against the catalog. */
function checkNamedNode(node: JsonNode, { kind, at, path, outcome, terms }: Wanted): NamedNode {
  const wrong = (
    detail: string,
    hint?: string,
    comesTo: Wanted['outcome'] = outcome,
  ): NamedNode => {
    const said = { detail, span: terms.spanOf(node), ...(hint !== undefined && { hint }) };
    return { findings: [eventFinding(`events/${kind}`, comesTo, said)] };
  };
  if (typeof node.value !== 'string') return wrong(`${at} is no text.`);
  const reference = parseEventReference(node.value, path, terms);
  const { sourcedId } = reference;
  if (reference.type === 'other') {
    const isOurs = sourcedId !== undefined && terms.ids.lookUp(sourcedId, kind)?.kind === kind;
    const hint = isOurs ? `Write it so: ${rightForm(path, sourcedId, terms)}` : undefined;
    return wrong(`${at} names no ${kind} of this platform: it ${reference.reason}.`, hint);
  }
  const known = terms.ids.lookUp(reference.sourcedId, kind);
  if (known?.kind === kind && known.state === 'live') {
    return { sourcedId: reference.sourcedId, findings: [] };
  }
  if (known?.kind === kind && known.state === 'released') {
    // The node is live in the other catalog, which alone can tell whether the event is credited.
    return wrong(
      `${at} names ${reference.sourcedId}, a ${kind} that was released to the catalog ${known.to}.`,
      'It is published from there: check the events of it in that catalog.',
      'credited',
    );
  }
  return wrong(
    `${at} names ${reference.sourcedId}, ${stateText(known, kind)}.`,
    didYouMean(reference.sourcedId, terms),
  );
}

function stateText(known: ReturnType<EventContext['ids']['lookUp']>, wanted: Kind): string {
  if (!known) return `which is no ${wanted} of this catalog`;
  if (known.kind !== wanted) return `which is a ${known.kind} and no ${wanted}`;
  if (known.state === 'released') return `a ${wanted} that was released to another catalog`;
  return known.state === 'retired'
    ? `a ${wanted} that was retired`
    : `a ${wanted} that the ledger knows and no manifest holds`;
}

function didYouMean(sourcedId: string, { ids: known }: EventContext): string | undefined {
  const like = known.likeness(sourcedId);
  return like === undefined || like === sourcedId ? undefined : `Did you mean "${like}"?`;
}

interface NamedLesson extends NamedNode {
  readonly at: readonly LessonPlace[];
}

interface Mention {
  readonly place: LessonPlace;
  readonly node: JsonNode;
}

/**
 * Finds the lesson of an event at one of the two documented places. Every graded event needs one.
 */
function lessonNamedIn(
  event: JsonNode,
  {
    isGraded,
    course,
    terms,
  }: { isGraded: boolean; course: string | undefined; terms: EventContext },
): NamedLesson {
  const { forms } = terms;
  const mentions = mentionsIn(event, isGraded, terms);
  const at = mentions.map(({ place }) => place);
  const counting = mentions.filter(
    ({ place }) => forms.lessonAt === 'either' || place === forms.lessonAt || !isGraded,
  );
  const refused = refusedKey(mentions, terms);
  const [first, second] = counting;
  if (!first) {
    return { at, findings: [...refused, ...(isGraded ? [missing(event, mentions, terms)] : [])] };
  }
  const found = counting.map(({ place, node }) =>
    checkNamedNode(node, {
      ...{ kind: 'lesson', at: place, terms },
      ...{ path: forms.lessonPath, outcome: forms.without.knownLesson },
    }),
  );
  const [named1, named2] = found;
  const sourcedId = named1?.sourcedId ?? named2?.sourcedId;
  const contradiction =
    second && named1?.sourcedId !== named2?.sourcedId
      ? [mismatch(second, `${first.place} and ${second.place} name two different lessons.`, terms)]
      : [];
  return {
    at,
    ...(sourcedId !== undefined && { sourcedId }),
    findings: [
      ...refused,
      ...found.flatMap(({ findings }) => findings),
      ...contradiction,
      ...otherCourse(first, { lesson: sourcedId, course, terms }),
    ],
  };
}

/**
 * Mentions of a lesson in an event. `object` and `object.assignable` may hold anything of the app
 * (as in the developer guide's example), so only values that look like a lesson count.
 */
function mentionsIn(event: JsonNode, isGraded: boolean, terms: EventContext): Mention[] {
  const explicit =
    nodeAt(event, 'extensions', 'lesson', 'id') ?? nodeAt(event, 'extensions', 'lesson');
  const assignable = nodeAt(event, 'object', 'assignable', 'id');
  const object = nodeAt(event, 'object', 'id');
  const mentions: Mention[] = [];
  if (explicit) mentions.push({ place: 'extensions.lesson.id', node: explicit });
  if (assignable && isLikelyLesson(textAt(assignable), explicit !== undefined, terms)) {
    mentions.push({ place: 'object.assignable.id', node: assignable });
  }
  if (
    !isGraded &&
    mentions.length === 0 &&
    object &&
    isLikelyLesson(textAt(object), false, terms)
  ) {
    mentions.push({ place: 'object.id', node: object });
  }
  return mentions;
}

/**
 * An address of the app that ends in a lesson's id counts as a slip only if the event names no
 * lesson elsewhere.
 */
function isLikelyLesson(
  text: string | undefined,
  isNamedElsewhere: boolean,
  terms: EventContext,
): boolean {
  if (text === undefined) return false;
  const { environment, forms, ids: known } = terms;
  const reference = parseEventReference(text, forms.lessonPath, terms);
  const isHere = text.startsWith(`${environment.baseUrl}${forms.lessonPath}/`);
  if (reference.type === 'url' || isHere) return true;
  const { sourcedId } = reference;
  return (
    !isNamedElsewhere &&
    sourcedId !== undefined &&
    known.lookUp(sourcedId, 'lesson')?.kind === 'lesson'
  );
}

/** On a platform that is known to refuse the key, the whole event is rejected. */
function refusedKey(mentions: readonly Mention[], { forms, spanOf }: EventContext): EventFinding[] {
  const explicit = mentions.find(({ place }) => place === 'extensions.lesson.id');
  if (!explicit || forms.lessonAt !== 'object.assignable.id') return [];
  const said = {
    detail:
      'The config says that lessons stand in object.assignable.id; then the key extensions.lesson is answered with 400.',
    hint: 'Take the key out, and name the lesson in object.assignable.id.',
    span: spanOf(explicit.node),
  };
  return [{ loss: 'rejected', problem: problem('events/lesson', said) }];
}

function missing(event: JsonNode, mentions: readonly Mention[], terms: EventContext): EventFinding {
  const { forms, spanOf } = terms;
  const place =
    forms.lessonAt === 'either' ? 'extensions.lesson.id or object.assignable.id' : forms.lessonAt;
  const elsewhere = mentions.map((one) => one.place).join(', ');
  const detail =
    elsewhere === ''
      ? `No lesson is named in ${place}, and graded events need one.`
      : `The lesson is named in ${elsewhere}, and the config says that only ${place} counts.`;
  const hint = `It reads ${terms.environment.baseUrl}${forms.lessonPath}/ and the sourcedId.`;
  return eventFinding('events/lesson', forms.without.lesson, { detail, hint, span: spanOf(event) });
}

function mismatch(
  { node }: Mention,
  detail: string,
  { forms, spanOf }: EventContext,
): EventFinding {
  return eventFinding('events/lesson', forms.without.knownLesson, { detail, span: spanOf(node) });
}

function otherCourse(
  mention: Mention,
  {
    lesson,
    course,
    terms,
  }: { lesson: string | undefined; course: string | undefined; terms: EventContext },
): EventFinding[] {
  if (lesson === undefined || course === undefined) return [];
  const own = terms.ids.courseOf(lesson);
  if (own === undefined || own === course) return [];
  const detail = `The lesson ${lesson} belongs to the course ${own}, and extensions.course.id names ${course}.`;
  return [mismatch(mention, detail, terms)];
}

/**
 * Checks the student and the app of an event. Messages never repeat an id, since ids belong to
 * people.
 */
function peopleFindings(event: JsonNode, terms: EventContext): EventFinding[] {
  return [
    ...studentFindings(event, terms),
    ...actorFindings(event, terms),
    ...appFindings(event, terms),
  ];
}

function studentFindings(event: JsonNode, terms: EventContext): EventFinding[] {
  const { forms, environment, spanOf } = terms;
  const candidates = [nodeAt(event, 'object', 'assignee'), nodeAt(event, 'actor')];
  if (candidates.some((node) => isReferenceTo(idOf(node), forms.userPath, terms))) return [];
  const [assignee, actor] = candidates;
  const detail = 'Neither actor nor object.assignee is a student of this platform.';
  const hint = `A student reads ${environment.baseUrl}${forms.userPath}/ and the sourcedId that Sign in with TimeBack gives.`;
  const said = { detail, hint, span: spanOf(assignee ?? actor ?? event) };
  return [eventFinding('events/student', forms.without.student, said)];
}

const wanted = {
  application: 'the app, with the student in object.assignee',
  student: 'the student',
} as const;

function actorFindings(event: JsonNode, terms: EventContext): EventFinding[] {
  const { forms, spanOf } = terms;
  const actor = nodeAt(event, 'actor');
  if (!actor) return [];
  const paths = { application: forms.applicationPath, student: forms.userPath };
  const allowed = forms.actor === 'either' ? (['application', 'student'] as const) : [forms.actor];
  if (allowed.some((who) => isReferenceTo(idOf(actor), paths[who], terms))) return [];
  const detail = `The actor should be ${allowed.map((who) => wanted[who]).join(', or ')}, as a URL of this platform.`;
  return [warningFinding({ detail, span: spanOf(actor) })];
}

function appFindings(event: JsonNode, terms: EventContext): EventFinding[] {
  const { forms, environment, spanOf } = terms;
  const app = nodeAt(event, 'edApp');
  if (isReferenceTo(idOf(app), forms.applicationPath, terms)) return [];
  const hint = `The edApp.id of your provisioning bundle reads ${environment.baseUrl}${forms.applicationPath}/ and the sourcedId of the app.`;
  const detail = app
    ? 'edApp is no app of this platform.'
    : 'edApp is missing: the platform looks for student, app and course in an event.';
  return [warningFinding({ detail, hint, span: spanOf(app ?? event) })];
}

/** The id of a node, which Caliper allows to be the id alone. */
function idOf(node: JsonNode | undefined): string | undefined {
  const value = (nodeAt(node, 'id') ?? node)?.value;
  return typeof value === 'string' ? value : undefined;
}

import { isObject, type Json, type JsonObject, plainNumber } from '../../../../model/json.ts';
import type { Api } from '../api.ts';
import { type FieldProblem, isReference } from '../fields.ts';
import { type ActivityFact, enrollmentOf, momentOf } from './facts.ts';

/** What comes of one event. */
export interface Judged {
  /** Why it is not accepted; none: it is. */
  readonly problems: readonly FieldProblem[];
  /** What follows from it; absent: nothing, without a word. */
  readonly fact?: ActivityFact;
}

/** Judges one event of a client. All endpoints that take events ask one. */
export type EventJudge = (event: JsonObject, client: string, api: Api) => Judged;

/** Judges an event in the form of the Partner API. */
export const judgePartnerEvent: EventJudge = (event, client, api) => {
  const problems = eventProblems(event, api.behaviour);
  const isSession = event['type'] === 'SessionEvent';
  if (problems.length > 0 || isSession) return { problems };
  const fact = activityFactOf(event, client, api);
  return { problems, ...(fact && { fact }) };
};

/** Actions of the six event types, from the events page. */
const actionsOf: Readonly<Record<string, readonly string[]>> = {
  GradeEvent: ['Graded'],
  AssessmentItemEvent: ['Started', 'Skipped', 'Completed'],
  AssessmentEvent: ['Started', 'Paused', 'Resumed', 'Restarted', 'Submitted'],
  AssignableEvent: ['Activated', 'Deactivated', 'Started', 'Completed', 'Submitted', 'Reviewed'],
  ViewEvent: ['Viewed'],
  SessionEvent: ['LoggedIn', 'LoggedOut', 'TimedOut'],
};

/** Event types that have to name a subject and a course. */
const graded = ['GradeEvent', 'AssessmentEvent', 'AssessmentItemEvent'];

/** Every fault for which the platform answers 400 to an event. */
function eventProblems(
  event: JsonObject,
  { refusesLessonKey }: { readonly refusesLessonKey: boolean },
): readonly FieldProblem[] {
  const { type, action, actor, object, extensions, eventTime } = event;
  const said = isObject(extensions) ? extensions : {};
  const problems: FieldProblem[] = ['@context', 'id', 'type', 'action']
    .filter((field) => !isText(event[field]))
    .map((field) => ({ field, message: 'is required' }));
  const add = (field: string, message: string) => problems.push({ field, message });
  if (!hasId(actor)) add('actor', 'must be an object with an id');
  if (!hasId(object)) add('object', 'must be an object with an id');
  if (eventTime !== undefined && Number.isNaN(momentOf(eventTime))) {
    add('eventTime', 'must be an ISO 8601 date and time');
  }
  const actions = typeof type === 'string' ? actionsFor(type) : undefined;
  if (isText(type) && !actions) add('type', `must be one of ${Object.keys(actionsOf).join(', ')}`);
  if (actions && isText(action) && !actions.includes(String(action))) {
    add('action', `must be one of ${actions.join(', ')} in a ${String(type)}`);
  }
  if (graded.includes(String(type))) {
    if (!isText(said['subject'])) add('extensions.subject', 'is required');
    if (!hasId(said['course'])) add('extensions.course.id', 'is required');
  }
  if (refusesLessonKey && said['lesson'] !== undefined) {
    add('extensions', 'unrecognized_keys: lesson');
  }
  return problems;
}

function actionsFor(type: string): readonly string[] | undefined {
  return Object.hasOwn(actionsOf, type) ? actionsOf[type] : undefined;
}

function isText(value: Json | undefined): boolean {
  return typeof value === 'string' && value !== '';
}

function hasId(value: Json | undefined): boolean {
  return isObject(value) && isText(value['id']);
}

/** The fact that follows from an event; undefined if the platform drops the event silently. */
function activityFactOf(event: JsonObject, client: string, api: Api): ActivityFact | undefined {
  const extensions = objectAt(event, 'extensions');
  const object = objectAt(event, 'object');
  const generated = objectAt(event, 'generated');
  const student =
    idIn('users', objectAt(object, 'assignee')['id']) ??
    idIn('users', objectAt(event, 'actor')['id']);
  const course = idIn('courses', objectAt(extensions, 'course')['id']);
  const lesson =
    idIn('lessons', objectAt(extensions, 'lesson')['id']) ??
    idIn('lessons', objectAt(object, 'assignable')['id']);
  const isOwn = (name: string, id: string) => api.store.find(name, id)?.owner === client;
  if (student === undefined || !isOwn('user', student)) return undefined;
  if (course === undefined || !isOwn('course', course)) return undefined;
  if (lesson === undefined && api.behaviour.needsLesson) return undefined;
  if (lesson !== undefined && !isLessonOf(course, lesson, api)) return undefined;
  const enrollment = enrollmentOf(student, course, client, api);
  const score = plainNumber(generated['scoreGiven']);
  const isXp = objectAt(generated, 'extensions')['scoreType'] === 'XP';
  const activity = objectAt(object, 'extensions')['activityName'];
  const moment = momentOf(event['eventTime']);
  return {
    objectId: textOf(object['id']),
    eventId: textOf(event['id']),
    type: textOf(event['type']),
    at: (Number.isNaN(moment) ? api.now() : new Date(moment)).toISOString(),
    student,
    application: textOf(objectAt(event, 'edApp')['id']).split('/').at(-1) ?? '',
    subject: textOf(extensions['subject']),
    course,
    ...(lesson !== undefined && { lesson }),
    ...(enrollment !== undefined && { enrollment }),
    ...(typeof activity === 'string' && { activity }),
    ...(isXp && score !== undefined && { xp: score }),
    ...(score !== undefined && { score }),
  };
}

/** The id at the end of a record's URL. The host is ignored: a copy of the platform has another. */
function idIn(collection: string, address: Json | undefined): string | undefined {
  const found = new RegExp(`/rostering/1\\.0/${collection}/([^/?#]+)$`).exec(textOf(address))?.[1];
  try {
    return found === undefined ? undefined : decodeURIComponent(found);
  } catch {
    return undefined;
  }
}

function isLessonOf(course: string, lesson: string, { store }: Api): boolean {
  const record = store.find('lesson', lesson)?.record;
  return refers(record?.['course'], course);
}

function refers(link: Json | undefined, sourcedId: string): boolean {
  return isReference(link) && link.sourcedId === sourcedId;
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isObject(value) ? value : {};
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

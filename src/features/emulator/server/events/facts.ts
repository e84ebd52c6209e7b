import { randomUUID } from 'node:crypto';
import { isObject, type Json, type JsonObject, plainNumber } from '../../../../model/json.ts';
import type { Api } from '../api.ts';
import { type FieldProblem, isReference } from '../fields.ts';
import type { Entry } from '../store.ts';

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
export function eventProblems(
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

/** A date-time in milliseconds since 1970; NaN for any other value. */
function momentOf(value: Json | undefined): number {
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}

/** What the platform keeps about one thing that a student did. */
interface ActivityFact {
  /** Id of the object of the event. A later event about the same object replaces this fact. */
  readonly objectId: string;
  readonly eventId: string;
  readonly type: string;
  /** ISO 8601. */
  readonly at: string;
  readonly student: string;
  readonly application: string;
  readonly subject: string;
  readonly course: string;
  readonly lesson?: string;
  readonly enrollment?: string;
  readonly activity?: string;
  readonly xp?: number;
  readonly score?: number;
}

/** The fact that follows from an event; undefined if the platform drops the event silently. */
export function activityFactOf(
  event: JsonObject,
  client: string,
  api: Api,
): ActivityFact | undefined {
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

function enrollmentOf(
  student: string,
  course: string,
  owner: string,
  { store }: Api,
): string | undefined {
  const scope = { names: ['enrollment'], owner, withRetired: false };
  const held = store.list(scope).find(({ record }) => {
    const group = record['class'];
    const taught = isReference(group) ? store.find('class', group.sourcedId) : undefined;
    return refers(record['user'], student) && refers(taught?.record['course'], course);
  });
  return held?.sourcedId;
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

interface Pending {
  readonly fact: ActivityFact;
  readonly owner: string;
  readonly id: string;
}

/** Stores what follows from an event until it is due. */
export function keepPending({ fact, owner, id }: Pending, { store, now, materialiseAfterMs }: Api) {
  const due = now().getTime() + materialiseAfterMs;
  store.put({ name: 'pending', sourcedId: id, owner, record: { due, fact: written(fact) } });
}

/** Turns what is due into facts and results. Called before anything derived is read. */
export function materialise({ store, now }: Api, owner: string): void {
  const waiting = store.list({ names: ['pending'], owner, withRetired: false });
  const due = waiting.filter(({ record }) => Number(record['due']) <= now().getTime());
  if (due.length === 0) return;
  store.atOnce(() => {
    for (const entry of due) {
      const fact = factIn(entry);
      keepFact(fact, owner, store);
      store.put({ ...entry, record: { status: 'tobedeleted' } });
    }
  });
}

/** Stores a fact by its object: a later event replaces it, an earlier one changes nothing. */
function keepFact(fact: ActivityFact, owner: string, store: Api['store']): void {
  const key = `${owner} ${fact.objectId}`;
  const before = store.find('fact', key);
  if (before && Date.parse(factIn(before).at) > Date.parse(fact.at)) return;
  const id = before ? before.record['id'] : randomUUID();
  store.put({
    name: 'fact',
    sourcedId: key,
    owner,
    record: { id: id ?? key, fact: written(fact) },
  });
  if (fact.score !== undefined) store.put(resultOf(fact, owner, String(id)));
}

/** A result in the form of the sibling API, since the Partner API's own form is not documented. */
function resultOf(
  { at, student, lesson, course, score }: ActivityFact,
  owner: string,
  id: string,
): Entry {
  const record: JsonObject = {
    sourcedId: id,
    status: 'active',
    dateLastModified: at,
    student: { sourcedId: student },
    assessmentLineItem: { sourcedId: lesson ?? course },
    course: { sourcedId: course },
    score: score ?? null,
    scoreDate: at,
    scoreStatus: 'fully graded',
  };
  return { name: 'assessmentResult', sourcedId: id, owner, record };
}

/** A fact with the id under which it is stored. */
export interface StoredFact extends ActivityFact {
  readonly id: string;
}

/** The facts of one student, oldest first. */
export function factsAbout(student: string, owner: string, { store }: Api): readonly StoredFact[] {
  return store
    .list({ names: ['fact'], owner, withRetired: true })
    .map((entry) => ({ ...factIn(entry), id: String(entry.record['id']) }))
    .filter((fact) => fact.student === student)
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function written(fact: ActivityFact): string {
  return JSON.stringify(fact);
}

/** Only facts are stored under that key. */
function factIn({ record }: Entry): ActivityFact {
  return JSON.parse(String(record['fact']));
}

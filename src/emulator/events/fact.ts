import { plainNumber } from '../../model/exact-number.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Api } from '../api.ts';
import { isReference } from '../fields.ts';
import { momentOf } from './event-rules.ts';

/** What the platform keeps about one thing that a student did. */
export interface Fact {
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
export function factOf(event: JsonObject, client: string, api: Api): Fact | undefined {
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
  if (lesson === undefined && api.conduct.needsLesson) return undefined;
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
  const shelf = { names: ['enrollment'], owner, withRetired: false };
  const held = store.list(shelf).find(({ record }) => {
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

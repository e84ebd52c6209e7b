import { createHash } from 'node:crypto';
import { isObject, type Json, type JsonObject, plainNumber } from '../../../../model/json.ts';
import type { Api } from '../api.ts';
import type { FieldProblem } from '../fields.ts';
import { type ActivityFact, enrollmentOf, momentOf } from './facts.ts';

/** What comes of one event. */
export interface Judged {
  /** Why it is not accepted; none: it is. */
  readonly problems: readonly FieldProblem[];
  /** What follows from it; absent: nothing, without a word. */
  readonly fact?: ActivityFact;
}

/** The two types of the TimeBack profile, each with its action and the metrics that it may have. */
const profile: Readonly<
  Record<string, { readonly action: string; readonly metrics: readonly string[] }>
> = {
  ActivityEvent: {
    action: 'Completed',
    metrics: ['xpEarned', 'totalQuestions', 'correctQuestions', 'masteredUnits'],
  },
  TimeSpentEvent: {
    action: 'SpentTime',
    metrics: ['active', 'inactive', 'waste', 'unknown', 'anti-pattern'],
  },
};

/**
 * Judges an event of the Caliper service. It takes every Caliper event and stores it; only those of
 * the TimeBack profile, which the official SDK sends, come to more than that.
 */
export function judgeSdkEvent(event: JsonObject, client: string, api: Api): Judged {
  const problems = [...formProblems(event), ...profileProblems(event)];
  const fact = problems.length === 0 ? factOf(event, client, api) : undefined;
  return { problems, ...(fact && { fact }) };
}

function formProblems(event: JsonObject): FieldProblem[] {
  const required = ['id', 'type', 'action', 'actor', 'object', 'eventTime'];
  const isThere = (value: Json | undefined) => isObject(value) || isText(value);
  return [
    ...required
      .filter((field) => !isThere(event[field]))
      .map((field) => ({ field, message: 'is required' })),
    ...(isText(event['eventTime']) && Number.isNaN(momentOf(event['eventTime']))
      ? [{ field: 'eventTime', message: 'must be an ISO 8601 date and time' }]
      : []),
  ];
}

function profileProblems(event: JsonObject): FieldProblem[] {
  const type = textOf(event['type']);
  const known = Object.hasOwn(profile, type) ? profile[type] : undefined;
  if (!known) return [];
  const [actor, object] = [objectAt(event, 'actor'), objectAt(event, 'object')];
  const lacking = [
    ['actor.id', actor['id']],
    ['actor.email', actor['email']],
    ['object.id', object['id']],
    ['object.subject', object['subject']],
    ['object.app.name', objectAt(object, 'app')['name']],
  ] as const;
  const items = objectAt(event, 'generated')['items'];
  const isMetric = (item: Json) =>
    isObject(item) &&
    known.metrics.includes(textOf(item['type'])) &&
    plainNumber(item['value']) !== undefined;
  return [
    ...lacking
      .filter(([, value]) => !isText(value))
      .map(([field]) => ({ field, message: 'is required' })),
    ...(event['action'] === known.action
      ? []
      : [{ field: 'action', message: `must be ${known.action} in a ${type}` }]),
    ...(Array.isArray(items) && items.every(isMetric)
      ? []
      : [
          {
            field: 'generated.items',
            message: `must be a list of metrics with a type, one of ${known.metrics.join(', ')}, and a value`,
          },
        ]),
  ];
}

function factOf(event: JsonObject, client: string, api: Api): ActivityFact | undefined {
  const type = textOf(event['type']);
  if (!Object.hasOwn(profile, type)) return undefined;
  const [actor, object] = [objectAt(event, 'actor'), objectAt(event, 'object')];
  const student = studentOf(actor, client, api);
  const course = courseOf(event, client, api);
  if (student === undefined || course === undefined) return undefined;
  const objectId = textOf(object['id']);
  const eventId = textOf(event['id']);
  const enrollment = enrollmentOf(student, course, client, api);
  const name = objectAt(object, 'activity')['name'];
  const attempt = plainNumber(objectAt(event, 'generated')['attempt']) ?? 1;
  const said = {
    objectId,
    eventId,
    type,
    at: new Date(momentOf(event['eventTime'])).toISOString(),
    student,
    application: textOf(objectAt(object, 'app')['name']),
    subject: textOf(object['subject']),
    course,
    activityId: lastPart(objectId),
    ...(enrollment !== undefined && { enrollment }),
    ...(typeof name === 'string' && { activity: name }),
  };
  const metrics = metricsOf(event);
  if (type === 'TimeSpentEvent') {
    const [active = 0, inactive = 0, waste = 0] = ['active', 'inactive', 'waste'].map((one) =>
      metrics.get(one),
    );
    return { ...said, replaces: eventId, seconds: { active, inactive, waste } };
  }
  const [xp, total, correct, masteredUnits] = [
    ...['xpEarned', 'totalQuestions', 'correctQuestions', 'masteredUnits'],
  ].map((one) => metrics.get(one));
  const score =
    total && correct !== undefined ? Math.round((1000 * correct) / total) / 10 : undefined;
  const lineItem = {
    sourcedId: lineItemId(objectId, course),
    title: typeof name === 'string' ? name : said.activityId,
    scoreDate: textOf(event['eventTime']),
  };
  return {
    ...said,
    // A later event with the same attempt is the same attempt, sent again.
    replaces: JSON.stringify([objectId, course, student, attempt]),
    attempt,
    questions: {
      ...(total !== undefined && { total }),
      ...(correct !== undefined && { correct }),
    },
    ...(xp !== undefined && { xp }),
    ...(masteredUnits !== undefined && { masteredUnits }),
    ...(score !== undefined && { score }),
    ...(object['process'] !== false && { lineItem }),
  };
}

/** Id of the line item that the platform makes for an activity; the official SDK computes the same. */
function lineItemId(objectId: string, course: string): string {
  return `caliper_${createHash('sha256').update(`${objectId}_${course}`).digest('hex')}`;
}

function metricsOf(event: JsonObject): ReadonlyMap<string, number> {
  const { items } = objectAt(event, 'generated');
  const metrics: readonly Json[] = Array.isArray(items) ? items : [];
  return new Map(
    metrics.filter(isObject).map((one) => [textOf(one['type']), plainNumber(one['value']) ?? 0]),
  );
}

/** By the URL of the user, else by the e-mail address. */
function studentOf(actor: JsonObject, client: string, { store }: Api): string | undefined {
  const named = lastPart(textOf(actor['id']));
  if (store.find('user', named)?.owner === client) return named;
  const users = store.list({ names: ['user'], owner: client, withRetired: false });
  return users.find(({ record }) => record['email'] === actor['email'])?.sourcedId;
}

/** The course that `object.course` and `extensions` name; none if they contradict each other. */
function courseOf(event: JsonObject, client: string, { store }: Api): string | undefined {
  const url = textOf(objectAt(objectAt(event, 'object'), 'course')['id']);
  const named = [lastPart(url), textOf(objectAt(event, 'extensions')['courseId'])];
  const [course, ...others] = [...new Set(named.filter((one) => one !== ''))];
  if (course === undefined || others.length > 0) return undefined;
  return store.find('course', course)?.owner === client ? course : undefined;
}

function lastPart(url: string): string {
  const part = url.split(/[?#]/)[0]?.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function isText(value: Json | undefined): boolean {
  return typeof value === 'string' && value !== '';
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isObject(value) ? value : {};
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

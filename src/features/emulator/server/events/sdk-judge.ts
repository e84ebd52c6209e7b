import { createHash } from 'node:crypto';
import { type JudgedEvent, judgeEvent } from '../../../../caliper/judge.ts';
import type { EventRules } from '../../../../caliper/rules.ts';
import { jsonNodeOf } from '../../../../document/json-nodes.ts';
import { isObject, type Json, type JsonObject, plainNumber } from '../../../../model/json.ts';
import type { Api } from '../api.ts';
import type { FieldProblem } from '../fields.ts';
import { type ActivityFact, enrollmentOf, momentOf } from './facts.ts';
import { refusalsOf } from './receive.ts';

/** What comes of one event. */
export interface Judged {
  /** Why it is not accepted; none: it is. */
  readonly problems: readonly FieldProblem[];
  /** What follows from it; absent: nothing, without a word. */
  readonly fact?: ActivityFact;
}

/**
 * Judges an event of the Caliper service by the rule set that `events check` has. Only the types of the
 * TimeBack profile, which the official SDK sends, come to more than being kept.
 */
export function judgeSdkEvent(
  event: JsonObject,
  rules: EventRules,
  by: { readonly client: string; readonly api: Api },
): Judged {
  const judged = judgeEvent(jsonNodeOf(event), rules);
  const problems = refusalsOf(judged);
  const isActivity = rules.forms.activities.includes(judged.type ?? '');
  const fact = isActivity && judged.outcome !== 'nothing' ? factOf(event, judged, by) : undefined;
  return { problems, ...(fact && { fact }) };
}

function factOf(
  event: JsonObject,
  { student, course, outcome, metrics: told }: JudgedEvent,
  { client, api }: { readonly client: string; readonly api: Api },
): ActivityFact | undefined {
  if (student === undefined || course === undefined) return undefined;
  const type = textOf(event['type']);
  const object = objectAt(event, 'object');
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
  const metrics = new Map(told.map((one) => [one.type, one.value]));
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
    ...(outcome === 'credited' && { lineItem }),
  };
}

/** Id of the line item that the platform makes for an activity; the official SDK computes the same. */
function lineItemId(objectId: string, course: string): string {
  return `caliper_${createHash('sha256').update(`${objectId}_${course}`).digest('hex')}`;
}

function lastPart(url: string): string {
  const part = url.split(/[?#]/)[0]?.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isObject(value) ? value : {};
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

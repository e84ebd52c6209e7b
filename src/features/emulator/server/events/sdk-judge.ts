import { createHash } from 'node:crypto';
import { type JudgedEvent, judgeEvent } from '../../../../caliper/judge.ts';
import type { EventRules } from '../../../../caliper/rules.ts';
import { jsonNodeOf } from '../../../../document/json-nodes.ts';
import { type JsonObject, plainNumber } from '../../../../model/json.ts';
import { defined, textUnder, valueUnder } from '../../../../model/json-values.ts';
import type { Api } from '../api.ts';
import type { FieldProblem } from '../fields.ts';
import { type ActivityFact, activityFactOf } from './facts.ts';
import { refusalsOf } from './receive.ts';

/** The result of one event. */
export interface Judged {
  /** Why the event is not accepted; empty if it is. */
  readonly problems: readonly FieldProblem[];
  /** The fact that follows from it; absent: the event is silently dropped. */
  readonly fact?: ActivityFact;
}

/**
 * Judges an event of the Caliper service by the rules of `events check`. Only the types of the TimeBack
 * profile, which the official SDK sends, have results; others are just kept.
 */
export function judgeSdkEvent(
  event: JsonObject,
  rules: EventRules,
  by: { readonly client: string; readonly api: Api },
): Judged {
  const judged = judgeEvent(jsonNodeOf(event), rules);
  const problems = refusalsOf(judged);
  const isActivity = rules.forms.activities.includes(judged.type ?? '');
  const fact = isActivity ? factOf(event, judged, by) : undefined;
  return { problems, ...(fact && { fact }) };
}

function factOf(
  event: JsonObject,
  judged: JudgedEvent,
  { client, api }: { readonly client: string; readonly api: Api },
): ActivityFact | undefined {
  const plain = activityFactOf(event, judged, client, api);
  if (!plain) return undefined;
  const { xp: _, score: __, ...kept } = plain;
  const { objectId, eventId, type, student, course, activity } = kept;
  const attempt = plainNumber(valueUnder(event, 'generated', 'attempt')) ?? 1;
  const application = textUnder(event, 'object', 'app', 'name') ?? '';
  const said = { ...kept, application, activityId: lastPart(objectId) };
  const metrics = new Map(judged.metrics.map((one) => [one.type, one.value]));
  if (type === 'TimeSpentEvent') {
    const of = (state: string) => metrics.get(state) ?? 0;
    const seconds = { active: of('active'), inactive: of('inactive'), waste: of('waste') };
    return { ...said, replaces: eventId, seconds };
  }
  const [xp, total, correct, masteredUnits] = [
    ...['xpEarned', 'totalQuestions', 'correctQuestions', 'masteredUnits'],
  ].map((one) => metrics.get(one));
  const score =
    total && correct !== undefined ? Math.round((1000 * correct) / total) / 10 : undefined;
  const lineItem = {
    sourcedId: lineItemId(objectId, course),
    title: activity ?? said.activityId,
    scoreDate: textUnder(event, 'eventTime') ?? '',
  };
  return {
    ...said,
    // A later event with the same attempt id is the same attempt, sent again.
    replaces: JSON.stringify([objectId, course, student, attempt]),
    attempt,
    questions: defined({ total, correct }),
    ...defined({ xp, masteredUnits }),
    // Without a line item of its own, the result would count for the course.
    ...(judged.outcome === 'credited' && { lineItem, ...defined({ score }) }),
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

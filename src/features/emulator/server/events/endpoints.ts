import type { Json, JsonObject } from '../../../../model/json.ts';
import {
  type Api,
  type Endpoint,
  type EndpointContext,
  notThere,
  ownEntry,
  type Visit,
} from '../api.ts';
import { type EmulatorAnswer, readJsonBody } from '../http.ts';
import { factsAbout, type StoredFact } from './facts.ts';
import {
  day,
  daysAsked,
  factsAsked,
  paged,
  queryParameters,
  span,
  weekAsked,
  xpOf,
} from './queries.ts';
import { receiveEvents } from './receive.ts';

/**
 * `GET /analytics/1.0/facts/weekly`: facts of the week around a date. Undocumented and assumed:
 * weeks begin on Monday, in UTC whatever time zone is asked for.
 */
function answerWeekly(visit: Visit, { api }: EndpointContext): EmulatorAnswer {
  const asked = factsAsked(visit, api, weekAsked);
  if ('refusal' in asked) return asked.refusal;
  const [start, end] = asked.range;
  const facts = asked.facts.map((fact) => factBody(fact, asked.email, api));
  return { status: 200, body: { ...span(start, end - day), facts } };
}

/**
 * `GET /analytics/1.0/activity`: a "daily breakdown by subject and app". The form of the answer is
 * not documented; this one is assumed.
 */
function answerActivity(visit: Visit, { api }: EndpointContext): EmulatorAnswer {
  const now = api.now().getTime();
  const asked = factsAsked(visit, api, (query) => daysAsked(query, [now - 7 * day, now]));
  if ('refusal' in asked) return asked.refusal;
  const { facts, range } = asked;
  const groups = Object.groupBy(facts, ({ at, subject, application }) =>
    JSON.stringify([at.slice(0, 10), subject, application]),
  );
  const activity = Object.entries(groups).map(([key, some = []]) => {
    const [date, subject, app] = JSON.parse(key);
    return { date, subject, app, facts: some.length, xpEarned: xpOf(some) };
  });
  return { status: 200, body: { ...span(range[0], range[1] - 1), activity } };
}

/** A fact as the weekly facts show it. */
export function factBody(fact: StoredFact, email: Json, { store }: Api): JsonObject {
  const { id, at, student, lesson, course, enrollment, activity, xp = 0, subject, type } = fact;
  const { questions, masteredUnits, seconds } = fact;
  return {
    id,
    email,
    date: at.slice(0, 10),
    datetime: at,
    userId: student,
    subject,
    app: fact.application,
    courseId: course,
    courseName: store.find('course', course)?.record['title'] ?? null,
    enrollmentId: enrollment ?? null,
    activityId: fact.activityId ?? lesson ?? fact.objectId,
    activityName: activity ?? null,
    totalQuestions: questions?.total ?? null,
    correctQuestions: questions?.correct ?? null,
    xpEarned: xp,
    masteredUnits: masteredUnits ?? null,
    activeSeconds: textOrNull(seconds?.active),
    inactiveSeconds: textOrNull(seconds?.inactive),
    wasteSeconds: textOrNull(seconds?.waste),
    eventType: type,
  };
}

function textOrNull(value: number | undefined): string | null {
  return value === undefined ? null : String(value);
}

/**
 * `GET /insights/1.0/users/:userId`: one summary. All times are 0, since the emulator keeps none.
 */
function answerInsights({ client }: Visit, { api, param }: EndpointContext): EmulatorAnswer {
  const userId = param('userId');
  if (!ownEntry('user', userId, { client }, api)) return notThere('user', userId, api);
  const facts = factsAbout(userId, client.id, api);
  const times = {
    ...{ totalSeconds: 0, activeSeconds: 0, wasteSeconds: 0, inactiveSeconds: 0 },
    wastePercentage: 0,
  };
  const groups = Object.entries(Object.groupBy(facts, ({ subject }) => subject));
  const bySubject = groups.map(([subject, some = []]) => ({
    subject,
    totalXpEarned: xpOf(some),
    factCount: some.length,
  }));
  const summary = { totalXpEarned: xpOf(facts), factCount: facts.length };
  const insights = [{ type: 'TIME_SUMMARY', ...times, ...summary }];
  return { status: 200, body: { userId, session: null, insights, bySubject } };
}

/**
 * `GET /insights/1.0/users/:userId/sessions`: an empty list, since the emulator keeps no sessions;
 * 20 to a page, at most 100.
 */
function answerSessions(
  { request, client }: Visit,
  { api, param }: EndpointContext,
): EmulatorAnswer {
  const { page, wrong } = queryParameters(request);
  const range = page(20, 100);
  if (wrong.length > 0) return api.dialect.refusal(400, wrong.join(' '));
  return ownEntry('user', param('userId'), { client }, api)
    ? { status: 200, body: paged('sessions', [], range) }
    : notThere('user', param('userId'), api);
}

/**
 * `GET /xp/1.0/users/:userId/entries`: XP that a student was credited with, 50 to a page, at most
 * 100.
 */
function answerXp({ request, client }: Visit, { api, param }: EndpointContext): EmulatorAnswer {
  const userId = param('userId');
  const { store, dialect } = api;
  const { text, moment, page, wrong } = queryParameters(request);
  const application = text('applicationId');
  const from = moment('startDate', 'after') ?? Number.NEGATIVE_INFINITY;
  const to = moment('endDate', 'before') ?? Number.POSITIVE_INFINITY;
  const range = page(50, 100);
  if (wrong.length > 0) return dialect.refusal(400, wrong.join(' '));
  if (!ownEntry('user', userId, { client }, api)) return notThere('user', userId, api);
  const entries = factsAbout(userId, client.id, api)
    .filter(({ xp, at }) => xp !== undefined && Date.parse(at) >= from && Date.parse(at) <= to)
    .filter((fact) => application === undefined || fact.application === application)
    .map((fact) => ({
      id: fact.id,
      value: fact.xp ?? 0,
      userId,
      applicationId: fact.application,
      sourceEventId: fact.eventId,
      dateGenerated: fact.at,
      subject: fact.subject,
      courseName: store.find('course', fact.course)?.record['title'] ?? null,
    }));
  return { status: 200, body: paged('entries', entries, range) };
}

/**
 * `POST /events/1.0`: 400 for invalid events, otherwise 202. An accepted event is dropped silently
 * if this client lacks its student, course or lesson. A SessionEvent is processed at once and
 * answered 200.
 */
async function answerEvents(
  { request, client, exchange }: Visit,
  { api }: EndpointContext,
): Promise<EmulatorAnswer> {
  const { refusal, largestBodyBytes } = api.dialect;
  const read = await readJsonBody(request, largestBodyBytes);
  if ('wrong' in read) return refusal(...read.wrong);
  const { body } = read;
  exchange.body = body;
  const { origin: baseUrl } = new URL(request.url);
  const received = receiveEvents(body, { client: client.id, baseUrl }, api);
  if (!received) {
    return refusal(400, 'The body must be an event, or an envelope with events in "data".');
  }
  if (!received.ok) {
    const said = received.problems.map(({ message }) => message).join(' ');
    return refusal(400, `The event is not valid: ${said}`, received.problems);
  }
  const areSessions = received.events.every(({ type }) => type === 'SessionEvent');
  return { status: areSessions ? 200 : 202, body: {} };
}

/** Endpoints that accept events and show what is derived from them. */
export const eventEndpoints: readonly Endpoint[] = [
  {
    paths: ['/events/1.0', '/events/1.0/'],
    ...{ method: 'POST', right: 'send events', answer: answerEvents },
  },
  read('/xp/1.0/users/:userId/entries', answerXp),
  read('/analytics/1.0/facts/weekly', answerWeekly),
  read('/analytics/1.0/activity', answerActivity),
  read('/insights/1.0/users/:userId', answerInsights),
  read('/insights/1.0/users/:userId/sessions', answerSessions),
];

function read(path: string, answer: Endpoint['answer']): Endpoint {
  return { paths: [path], method: 'GET', right: 'read events', answer };
}

import { type Json, type JsonObject, parseJson } from '../../../../model/json.ts';
import type { Api, Endpoint, EndpointContext, Visit } from '../api.ts';
import { type EmulatorAnswer, mediaType, readBodyText } from '../http.ts';
import { factsAbout, type StoredFact } from './facts.ts';
import { receiveEvents } from './receive.ts';

/** Reads the query parameters of a request one by one, and gathers what is wrong with them. */
interface QueryParameters {
  readonly text: (name: string) => string | undefined;
  /** The first parameter that is present among `names`, in milliseconds since 1970. */
  readonly moment: (...names: readonly string[]) => number | undefined;
  readonly page: (
    usual: number,
    most: number,
  ) => { readonly offset: number; readonly limit: number };
  readonly wrong: readonly string[];
}

function queryParameters(request: Request): QueryParameters {
  const given = new URL(request.url).searchParams;
  const wrong: string[] = [];
  const text = (name: string) => given.get(name) ?? undefined;
  const whole = (name: string, usual: number, [least, most]: readonly [number, number]) => {
    const value = text(name) ?? String(usual);
    const number = Number(value);
    if (/^\d{1,9}$/.test(value) && number >= least && number <= most) return number;
    wrong.push(`"${name}" must be a whole number from ${least} to ${most}.`);
    return usual;
  };
  return {
    text,
    moment: (...names) => {
      const name = names.find((one) => given.has(one));
      if (name === undefined) return undefined;
      const moment = Date.parse(text(name) ?? '');
      if (!Number.isNaN(moment)) return moment;
      wrong.push(`"${name}" must be a date.`);
      return undefined;
    },
    page: (usual, most) => ({
      offset: whole('offset', 0, [0, 999_999_999]),
      limit: whole('limit', usual, [1, most]),
    }),
    wrong,
  };
}

/** One page of values under a name, with its numbers. */
function paged(
  name: string,
  values: readonly JsonObject[],
  { offset, limit }: { readonly offset: number; readonly limit: number },
): JsonObject {
  return { [name]: values.slice(offset, offset + limit), offset, limit, total: values.length };
}

const day = 86_400_000;

/**
 * `GET /analytics/1.0/facts/weekly`: facts of the week around a date. Undocumented and assumed:
 * weeks begin on Monday, in UTC whatever time zone is asked for.
 */
function answerWeekly({ request, client }: Visit, { api }: EndpointContext): EmulatorAnswer {
  const { moment, text, wrong } = queryParameters(request);
  const date = moment('weekDate');
  const student = studentAsked(text, client.id, api);
  if (date === undefined && wrong.length === 0) {
    return api.dialect.refusal(400, '"weekDate" is required.');
  }
  if (date === undefined) return api.dialect.refusal(400, wrong.join(' '));
  if (!student) return nobody(api);
  const start = Math.floor(date / day) * day - ((new Date(date).getUTCDay() + 6) % 7) * day;
  const facts = within(factsAbout(student.id, client.id, api), start, start + 7 * day);
  const said = facts.map((fact) => factBody(fact, student.email, api));
  return { status: 200, body: { ...span(start, start + 6 * day), facts: said } };
}

/**
 * `GET /analytics/1.0/activity`: a "daily breakdown by subject and app". The form of the answer is
 * not documented; this one is assumed.
 */
function answerActivity({ request, client }: Visit, { api }: EndpointContext): EmulatorAnswer {
  const { moment, text, wrong } = queryParameters(request);
  const from = moment('startDate') ?? api.now().getTime() - 7 * day;
  const to = moment('endDate') ?? api.now().getTime();
  if (wrong.length > 0) return api.dialect.refusal(400, wrong.join(' '));
  const student = studentAsked(text, client.id, api);
  if (!student) return nobody(api);
  const facts = within(factsAbout(student.id, client.id, api), from, to + 1);
  const groups = Object.groupBy(facts, ({ at, subject, application }) =>
    JSON.stringify([at.slice(0, 10), subject, application]),
  );
  const activity = Object.entries(groups).map(([key, some = []]) => {
    const [date, subject, app] = JSON.parse(key);
    return { date, subject, app, facts: some.length, xpEarned: xpOf(some) };
  });
  return { status: 200, body: { ...span(from, to), activity } };
}

/** The sum of the XP of some facts. */
function xpOf(facts: readonly StoredFact[]): number {
  return facts.reduce((sum, { xp = 0 }) => sum + xp, 0);
}

function within(facts: readonly StoredFact[], from: number, to: number): readonly StoredFact[] {
  return facts.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < to);
}

function span(from: number, to: number): JsonObject {
  const dateOf = (moment: number) => new Date(moment).toISOString().slice(0, 10);
  return { startDate: dateOf(from), endDate: dateOf(to) };
}

function studentAsked(
  text: (name: string) => string | undefined,
  owner: string,
  { store }: Api,
): { readonly id: string; readonly email: Json } | undefined {
  const [id, email] = [text('studentId'), text('email')];
  const users = store.list({ names: ['user'], owner, withRetired: true });
  const user = users.find(({ sourcedId, record }) =>
    id === undefined ? email !== undefined && record['email'] === email : sourcedId === id,
  );
  return user && { id: user.sourcedId, email: user.record['email'] ?? null };
}

function nobody({ dialect }: Api): EmulatorAnswer {
  return dialect.refusal(404, 'There is no student with that "studentId" or "email".');
}

function factBody(fact: StoredFact, email: Json, { store }: Api): JsonObject {
  const { id, at, student, lesson, course, enrollment, activity, xp = 0, subject, type } = fact;
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
    activityId: lesson ?? fact.objectId,
    activityName: activity ?? null,
    totalQuestions: null,
    correctQuestions: null,
    xpEarned: xp,
    masteredUnits: null,
    activeSeconds: null,
    inactiveSeconds: null,
    wasteSeconds: null,
    eventType: type,
  };
}

/**
 * `GET /insights/1.0/users/:userId`: one summary. All times are 0, since the emulator keeps none.
 */
function answerInsights({ client }: Visit, { api, param }: EndpointContext): EmulatorAnswer {
  const userId = param('userId');
  const missing = unknown(userId, client.id, api);
  if (missing) return missing;
  const facts = factsAbout(userId, client.id, api);
  const times = {
    totalSeconds: 0,
    activeSeconds: 0,
    wasteSeconds: 0,
    inactiveSeconds: 0,
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
  const missing = unknown(param('userId'), client.id, api);
  return missing ?? { status: 200, body: paged('sessions', [], range) };
}

function unknown(
  userId: string,
  owner: string,
  { store, dialect }: Api,
): EmulatorAnswer | undefined {
  if (store.find('user', userId)?.owner === owner) return undefined;
  return dialect.refusal(404, `There is no user with sourcedId "${userId}".`);
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
  if (store.find('user', userId)?.owner !== client.id) {
    return dialect.refusal(404, `There is no user with sourcedId "${userId}".`);
  }
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
  if (mediaType(request) !== 'application/json') {
    return refusal(415, 'The content type must be application/json.');
  }
  const text = await readBodyText(request, largestBodyBytes);
  if (text === undefined) return refusal(413, `A body has at most ${largestBodyBytes} bytes.`);
  const body = parseJson(text);
  if (body === undefined) return refusal(400, 'The body is not valid JSON.');
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
    method: 'POST',
    right: 'send events',
    answer: answerEvents,
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

import { randomUUID } from 'node:crypto';
import { type Json, type JsonObject, parseJson } from '../../../../model/json.ts';
import { defined, objectUnder } from '../../../../model/json-values.ts';
import {
  type Api,
  type Endpoint,
  type EndpointContext,
  notThere,
  ownEntry,
  type Visit,
} from '../api.ts';
import { isReference } from '../fields.ts';
import { type EmulatorAnswer, readBodyText } from '../http.ts';
import { usualOrg } from '../oneroster/common.ts';
import { hasLink } from '../oneroster/roster.ts';
import type { Entry } from '../store.ts';
import { factBody } from './endpoints.ts';
import { classOf, enrollmentOf, factsAbout, type StoredFact } from './facts.ts';
import { daysAsked, factsAsked, queryParameters, weekAsked, within } from './queries.ts';

function allOf(name: string, { client }: Visit, { store }: Api): readonly Entry[] {
  return store.list({ names: [name], owner: client.id, withRetired: false });
}

/** An enrollment as EduBridge shows it: in a course, whatever class it is in. */
function enrollmentBody(entry: Entry, api: Api): JsonObject | undefined {
  const { record, sourcedId } = entry;
  const { course: link, school, org } = classOf(entry, api)?.record ?? {};
  const course = isReference(link) ? api.store.find('course', link.sourcedId) : undefined;
  if (!course) return undefined;
  const { title = '', subjects, grades, metadata } = course.record;
  const where = [record['school'], school, org].find(isReference)?.sourcedId ?? usualOrg;
  const { goals, metrics } = objectUnder(metadata);
  return {
    id: sourcedId,
    role: record['role'] ?? 'student',
    beginDate: record['beginDate'] ?? null,
    endDate: record['endDate'] ?? null,
    // Goals and metrics of the enrollment come before those of its course.
    metadata: { ...defined({ goals, metrics }), ...objectUnder(record, 'metadata') },
    course: {
      id: course.sourcedId,
      title,
      metadata: objectUnder(metadata),
      subjects: subjects ?? null,
      grades: Array.isArray(grades) ? grades.map(String) : null,
      primaryApp: null,
    },
    school: { id: where, name: String(api.store.find('org', where)?.record['name'] ?? where) },
    testOutSupported: false,
    testOutEligible: false,
  };
}

/** `GET /edubridge/enrollments/user/:user`: what a user is enrolled in. */
function answerEnrollments(visit: Visit, { api, param }: EndpointContext): EmulatorAnswer {
  const user = param('user');
  if (!ownEntry('user', user, visit, api)) return notThere('user', user, api);
  const data = allOf('enrollment', visit, api)
    .filter(({ record }) => hasLink(record, 'user', user))
    .flatMap((entry) => enrollmentBody(entry, api) ?? []);
  return { status: 200, body: { data } };
}

/** The class in which EduBridge enrolls people of a course, created when first needed. */
function defaultClass(visit: Visit, { api, param }: EndpointContext, course: Entry): Entry {
  const sourcedId = `${course.sourcedId}-class`;
  const held = api.store.find('class', sourcedId);
  if (held) return held;
  const { title = '' } = course.record;
  const org = { sourcedId: param('school') || usualOrg };
  const record = {
    ...{ sourcedId, status: 'active', title, course: { sourcedId: course.sourcedId } },
    ...{ org, school: org, terms: [{ sourcedId: 'sandbox-term' }] },
  };
  const entry = { name: 'class', sourcedId, owner: visit.client.id, record };
  api.store.put(entry);
  return entry;
}

/** An endpoint of a course, and perhaps of a user and a school: 404 if the course or the user is missing. */
function ofCourse(
  method: Endpoint['method'],
  path: string,
  answer: (visit: Visit, context: EndpointContext, course: Entry) => ReturnType<Endpoint['answer']>,
): Endpoint {
  return {
    ...{ paths: [path, `${path}/:school`], method, right: method === 'GET' ? 'read' : 'write' },
    answer: (visit, context) => {
      const { api, param } = context;
      const [course, user] = [param('course'), param('user')];
      if (user !== '' && !ownEntry('user', user, visit, api)) return notThere('user', user, api);
      const entry = ownEntry('course', course, visit, api);
      return entry ? answer(visit, context, entry) : notThere('course', course, api);
    },
  };
}

/** `POST …/enroll/:user/:course[/:school]`: enrolls a user in the default class of a course. */
async function answerEnroll(
  visit: Visit,
  context: EndpointContext,
  course: Entry,
): Promise<EmulatorAnswer> {
  const { api, param } = context;
  const text = (await readBodyText(visit.request, api.dialect.largestBodyBytes)) ?? '';
  const body = parseJson(text);
  if (body !== undefined) visit.exchange.body = body;
  const said = objectUnder(body);
  const before = enrollmentOf(param('user'), course.sourcedId, visit.client.id, api);
  const group = before ? undefined : defaultClass(visit, context, course);
  const sourcedId = before?.sourcedId ?? String(said['sourcedId'] ?? randomUUID());
  const { role = 'student', beginDate = null, metadata = {} } = said;
  const record: JsonObject = {
    ...{ sourcedId, status: 'active', role, beginDate, metadata },
    user: { sourcedId: param('user') },
    class: before?.record['class'] ?? { sourcedId: group?.sourcedId ?? '' },
  };
  const entry = { name: 'enrollment', sourcedId, owner: visit.client.id, record };
  api.store.put(entry);
  return { status: 200, body: { data: enrollmentBody(entry, api) ?? {} } };
}

/** `DELETE /edubridge/enrollments/unenroll/:user/:course[/:school]`: retires the enrollment. */
function answerUnenroll(visit: Visit, { api, param }: EndpointContext): EmulatorAnswer {
  const entry = enrollmentOf(param('user'), param('course'), visit.client.id, api);
  if (entry) {
    api.store.put({ ...entry, record: { ...entry.record, status: 'tobedeleted' } });
  }
  return { status: 204 };
}

/** `GET /edubridge/enrollments/defaultClass/:course[/:school]`. */
function answerDefaultClass(visit: Visit, context: EndpointContext, course: Entry): EmulatorAnswer {
  const { sourcedId, record } = defaultClass(visit, context, course);
  const { title = '', metadata, subjects, grades } = course.record;
  const data = {
    ...{ id: sourcedId, title: record['title'] ?? '', classCode: null, subjectCodes: [] },
    subjects: Array.isArray(subjects) ? subjects : [],
    grades: Array.isArray(grades) ? grades.map(String) : null,
    periods: [],
    course: { id: course.sourcedId, title, metadata: objectUnder(metadata) },
  };
  return { status: 200, body: { data } };
}

/** The metrics of some facts together. */
function metricsOf(facts: readonly StoredFact[]): JsonObject {
  const sum = (of: (fact: StoredFact) => number | undefined) =>
    facts.reduce((total, fact) => total + (of(fact) ?? 0), 0);
  return {
    activityMetrics: {
      xpEarned: sum(({ xp }) => xp),
      totalQuestions: sum(({ questions }) => questions?.total),
      correctQuestions: sum(({ questions }) => questions?.correct),
      masteredUnits: sum(({ masteredUnits }) => masteredUnits),
    },
    timeSpentMetrics: {
      activeSeconds: sum(({ seconds }) => seconds?.active),
      inactiveSeconds: sum(({ seconds }) => seconds?.inactive),
      wasteSeconds: sum(({ seconds }) => seconds?.waste),
    },
    apps: [...new Set(facts.map(({ application }) => application))],
  };
}

type Facts = readonly StoredFact[];

/** Groups facts by a key, and converts each group. */
function grouped(
  facts: Facts,
  key: (fact: StoredFact) => string,
  map: (some: Facts) => Json,
): JsonObject {
  return Object.fromEntries([...Map.groupBy(facts, key)].map(([one, some]) => [one, map(some)]));
}

/** Facts by date, and within a date by subject. */
function daily(facts: Facts): JsonObject {
  const bySubject = (some: Facts) => grouped(some, ({ subject }) => subject, metricsOf);
  return grouped(facts, ({ at }) => at.slice(0, 10), bySubject);
}

function summary(facts: Facts): JsonObject {
  return { facts: daily(facts), factsByApp: grouped(facts, (fact) => fact.application, daily) };
}

/** `GET /edubridge/analytics/activity`: what a student did in some days. */
function answerActivity(visit: Visit, { api }: EndpointContext): EmulatorAnswer {
  const asked = factsAsked(visit, api, (query) => {
    const days = daysAsked(query);
    const isOpen = query.text('startDate') === undefined || query.text('endDate') === undefined;
    return isOpen ? '"startDate" and "endDate" are required.' : days;
  });
  if ('refusal' in asked) return asked.refusal;
  const { text, facts } = asked;
  const dates = { startDate: text('startDate') ?? '', endDate: text('endDate') ?? '' };
  return { status: 200, body: { message: 'Activity found.', ...dates, ...summary(facts) } };
}

/** `GET /edubridge/analytics/enrollment/:enrollment`: what a student did in one enrollment. */
function answerEnrollment(visit: Visit, { api, param }: EndpointContext): EmulatorAnswer {
  const query = queryParameters(visit.request);
  const range = daysAsked(query);
  if (query.wrong.length > 0) return api.dialect.refusal(400, query.wrong.join(' '));
  const enrollmentId = param('enrollment');
  const entry = ownEntry('enrollment', enrollmentId, visit, api);
  const { user } = entry?.record ?? {};
  if (!isReference(user)) return notThere('enrollment', enrollmentId, api);
  const all = within(factsAbout(user.sourcedId, visit.client.id, api), ...range);
  const facts = all.filter((fact) => fact.enrollment === enrollmentId);
  const [startDate = null, endDate = null] = ['startDate', 'endDate'].map(query.text);
  const said = { startDate, endDate };
  const body = { message: 'Facts found.', enrollmentId, ...said, ...summary(facts) };
  return { status: 200, body };
}

/** `GET /edubridge/analytics/facts/weekly`: the facts of the week around a date, one by one. */
function answerWeekly(visit: Visit, { api }: EndpointContext): EmulatorAnswer {
  const asked = factsAsked(visit, api, weekAsked);
  if ('refusal' in asked) return asked.refusal;
  const email = asked.email ?? '';
  const facts = asked.facts.map((fact): JsonObject => {
    const at = new Date(fact.at);
    return {
      ...factBody(fact, email, api),
      id: asked.all.indexOf(fact) + 1,
      source: 'emulator',
      sensor: fact.sensor ?? null,
      year: at.getUTCFullYear(),
      month: at.getUTCMonth() + 1,
      day: at.getUTCDate(),
      dayOfWeek: at.getUTCDay(),
    };
  });
  return { status: 200, body: { message: 'Facts found.', facts } };
}

const base = '/edubridge';
const enrollments = `${base}/enrollments`;
const analytics = `${base}/analytics`;

/** Enrollments and analytics of EduBridge, on the emulator's own records and facts. */
export const edubridgeEndpoints: readonly Endpoint[] = [
  { ...get(`${enrollments}/user/:user`, answerEnrollments), right: 'read' },
  ofCourse('POST', `${enrollments}/enroll/:user/:course`, answerEnroll),
  ofCourse('DELETE', `${enrollments}/unenroll/:user/:course`, answerUnenroll),
  ofCourse('GET', `${enrollments}/defaultClass/:course`, answerDefaultClass),
  get(`${analytics}/activity`, answerActivity),
  get(`${analytics}/enrollment/:enrollment`, answerEnrollment),
  get(`${analytics}/facts/weekly`, answerWeekly),
];

function get(path: string, answer: Endpoint['answer']): Endpoint {
  return { paths: [path, `${path}/`], method: 'GET', right: 'read events', answer };
}

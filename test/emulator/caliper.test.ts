// The Caliper service and EduBridge, as an app on the official SDK uses them: its events, jobs, what is
// read back, and what follows from them in the gradebook and in analytics.
import { describe, expect, test } from 'vitest';
import type { EmulatorOptions } from '../../src/features/emulator/server/emulator.ts';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { gradebook, idsOf, link, rostering, startForApp } from './sdk-app.ts';

const sensor = 'https://app.example.org';
const base = `http://emulator.test${rostering}`;
const objectId = `${sensor}/activities/C-1/first-lesson`;

const metric = (type: string, value: Json): JsonObject => ({ type, value });
const context: JsonObject = {
  ...{ id: objectId, type: 'TimebackActivityContext', subject: 'Math', process: true },
  app: { name: 'App' },
  activity: { name: 'First lesson' },
  course: { id: `${base}/courses/c`, name: 'C-1' },
};
const completed = (parts: JsonObject = {}): JsonObject => ({
  '@context': 'http://purl.imsglobal.org/ctx/caliper/v1p2',
  ...{ id: 'urn:uuid:1', type: 'ActivityEvent', action: 'Completed', profile: 'TimebackProfile' },
  actor: { id: `${base}/users/s`, type: 'TimebackUser', email: 's@example.org' },
  object: context,
  eventTime: '2026-01-01T12:00:00.000Z',
  generated: {
    ...{ id: 'urn:uuid:2', type: 'TimebackActivityMetricsCollection', attempt: 1 },
    items: [
      ...[metric('totalQuestions', 4), metric('correctQuestions', 3)],
      ...[metric('xpEarned', 10), metric('masteredUnits', 1)],
    ],
  },
  extensions: { courseId: 'c' },
  ...parts,
});
const spent = (parts: JsonObject = {}): JsonObject =>
  completed({
    ...{ id: 'urn:uuid:3', type: 'TimeSpentEvent', action: 'SpentTime' },
    generated: { items: [metric('active', 60), metric('inactive', 5)] },
    ...parts,
  });
const enveloped = (...data: JsonObject[]): JsonObject => ({
  ...{ sensor, sendTime: '2026-01-01T12:00:01.000Z' },
  dataVersion: 'http://purl.imsglobal.org/ctx/caliper/v1p2',
  data,
});

async function startApp(options: EmulatorOptions = {}) {
  const app = await startForApp(options);
  const { ask } = app;
  const days = 'startDate=2026-01-01T00:00:00.000Z&endDate=2026-01-02T23:59:59.999Z';
  return {
    ...app,
    sent: (...events: JsonObject[]) => ask('/caliper/event', 'POST', enveloped(...events)),
    results: async () => {
      const { body } = await ask(`${gradebook}/assessmentResults/`);
      return isObject(body) ? body['assessmentResults'] : [];
    },
    activity: async () => (await ask(`/edubridge/analytics/activity?studentId=s&${days}`)).body,
  };
}

describe('an event of the SDK', () => {
  test('becomes a line item, a result, a fact and XP', async () => {
    const { ask, sent, results, activity } = await startApp();
    expect(await sent(completed(), spent())).toMatchObject({
      status: 200,
      body: { status: 'success', jobId: expect.any(String) },
    });
    expect(await results()).toMatchObject([
      {
        ...{ student: link('s'), score: 75, scoreStatus: 'fully graded' },
        scoreDate: '2026-01-01T12:00:00.000Z',
        metadata: { attempt: 1, xp: 10, totalQuestions: 4, correctQuestions: 3, masteredUnits: 1 },
      },
    ]);
    expect(await activity()).toMatchObject({
      facts: {
        '2026-01-01': {
          Math: {
            activityMetrics: {
              ...{ xpEarned: 10, totalQuestions: 4, correctQuestions: 3, masteredUnits: 1 },
            },
            timeSpentMetrics: { activeSeconds: 60, inactiveSeconds: 5, wasteSeconds: 0 },
            apps: ['App'],
          },
        },
      },
      factsByApp: { App: { '2026-01-01': {} } },
    });
    const week = '/edubridge/analytics/facts/weekly?studentId=s&weekDate=2026-01-02';
    expect((await ask(week)).body).toMatchObject({
      facts: [
        {
          ...{ id: 1, activityId: 'first-lesson', courseId: 'c', enrollmentId: 'e', xpEarned: 10 },
          ...{ year: 2026, month: 1, day: 1, dayOfWeek: 4, source: expect.any(String), sensor },
        },
        { id: 2, activeSeconds: '60' },
      ],
    });
    expect((await ask('/edubridge/analytics/enrollment/e')).body).toMatchObject({
      enrollmentId: 'e',
      facts: { '2026-01-01': { Math: { activityMetrics: { masteredUnits: 1 } } } },
    });
    expect((await ask('/xp/1.0/users/s/entries')).body).toMatchObject({ entries: [{ value: 10 }] });
  });

  // From the official SDK 0.4.0: compute_caliper_line_item_id of these two.
  test('gets the line item whose id the SDK computes', async () => {
    const course = 'f6d5f298-5109-4cc0-9675-c2376f6be573';
    const { ask, post, sent } = await startApp();
    const record = { sourcedId: course, status: 'active', title: 'C', org: link('school-1') };
    await post(`${rostering}/courses/`, 'course', record);
    const id = `${sensor}/activities/MATH-3/halves`;
    const object = { ...context, id, course: { id: `${base}/courses/${course}`, name: 'MATH-3' } };
    await sent(completed({ object, extensions: { courseId: course } }));
    expect(idsOf(await ask(`${gradebook}/assessmentLineItems/`))).toEqual([
      expect.stringMatching(/^caliper_e430fde87258[\da-f]{52}$/),
    ]);
  });

  test('with the same attempt takes the place of the first one; another is another result', async () => {
    const { sent, results, activity } = await startApp();
    const again = (id: string, attempt: number, eventTime: string) =>
      completed({ id, eventTime, generated: { attempt, items: [metric('xpEarned', attempt)] } });
    await sent(again('urn:uuid:1', 1, '2026-01-01T12:00:00.000Z'));
    await sent(again('urn:uuid:2', 1, '2026-01-01T12:00:00.000Z'));
    await sent(again('urn:uuid:3', 2, '2026-01-01T13:00:00.000Z'));
    expect(await results()).toMatchObject([
      { metadata: { attempt: 1 } },
      { metadata: { attempt: 2 } },
    ]);
    expect(JSON.stringify(await activity())).toContain('"xpEarned":3');
  });

  test.each<[what: string, parts: JsonObject, lineItems: number, xp: string]>([
    ['that is not to be processed', { object: { ...context, process: false } }, 0, '"xpEarned":10'],
    [
      'of a course that is not there',
      { object: { ...context, course: {} }, extensions: { courseId: 'x' } },
      0,
      '"facts":{}',
    ],
    ['that names two courses', { extensions: { courseId: 'x' } }, 0, '"facts":{}'],
    ['of nobody', { actor: { id: `${base}/users/x`, email: 'x@example.org' } }, 0, '"facts":{}'],
    [
      'of a student known by e-mail alone',
      { actor: { id: 'urn:x', email: 's@example.org' } },
      1,
      '"xpEarned":10',
    ],
  ])('%s', async (_, parts, lineItems, xp) => {
    const { ask, sent, activity } = await startApp();
    expect(await sent(completed(parts))).toMatchObject({ status: 200 });
    expect(idsOf(await ask(`${gradebook}/assessmentLineItems/`))).toHaveLength(lineItems);
    expect(JSON.stringify(await activity())).toContain(xp);
  });

  test.each<[what: string, parts: JsonObject, path: string]>([
    ['without a time', { eventTime: null }, 'data.0.eventTime'],
    ['without an app', { object: { ...context, app: {} } }, 'data.0.object.app.name'],
    ['with another action', { action: 'Started' }, 'data.0.action'],
    [
      'with a metric that is none',
      { generated: { items: [metric('x', 1)] } },
      'data.0.generated.items[0].type',
    ],
    ['with a time that is none', { eventTime: 'noon' }, 'data.0.eventTime'],
  ])('%s is refused, and with it all of its envelope', async (_, parts, path) => {
    const { sent, results } = await startApp();
    expect(await sent(completed(parts), completed({ id: 'urn:uuid:9' }))).toMatchObject({
      status: 400,
      body: { status: 'error', errors: [{ path }] },
    });
    expect(await results()).toEqual([]);
  });

  test.each<[what: string, body: Json, paths: readonly string[]]>([
    ['no envelope', completed(), ['sensor', 'sendTime', 'dataVersion', 'data']],
    ['an envelope with nothing in it', enveloped(), ['data']],
  ])('%s is refused', async (_, body, paths) => {
    const { ask } = await startApp();
    expect(await ask('/caliper/event', 'POST', body)).toMatchObject({
      status: 400,
      body: { errors: paths.map((path) => ({ path })) },
    });
  });
});

test('a job is done once what follows can be read', async () => {
  let now = Date.parse('2026-01-01T12:00:00Z');
  const options = { now: () => new Date(now), materialiseAfterMs: 30_000 };
  const { ask, sent, results } = await startApp(options);
  const { body } = await sent(completed());
  const job = `/jobs/${isObject(body) ? body['jobId'] : ''}/status`;
  expect((await ask(job)).body).toMatchObject({ job: { state: 'waiting' } });
  expect(await results()).toEqual([]);
  now += 30_000;
  expect((await ask(job)).body).toMatchObject({
    job: { state: 'completed', returnValue: { results: [{ externalId: 'urn:uuid:1' }] } },
  });
  expect(await results()).toHaveLength(1);
  expect(await ask('/jobs/none/status')).toMatchObject({ status: 404 });
});

test('events are read back, one by one and by what they say; validating keeps nothing', async () => {
  const { ask, sent } = await startApp();
  const view = { id: 'urn:uuid:7', type: 'AssessmentItemEvent', action: 'Started' };
  await sent(completed(), completed({ ...view, eventTime: '2026-02-01T00:00:00Z' }));
  expect(await ask('/caliper/event/validate', 'POST', enveloped(spent()))).toMatchObject({
    status: 200,
    body: { status: 'success' },
  });
  const found = async (query: string) => {
    const { body } = await ask(`/caliper/events?${query}`);
    const events = isObject(body) ? body['events'] : [];
    return Array.isArray(events)
      ? events.map((one) => (isObject(one) ? one['externalId'] : undefined))
      : [];
  };
  expect(await found('')).toEqual(['urn:uuid:7', 'urn:uuid:1']);
  expect(await found('limit=1&offset=1')).toEqual(['urn:uuid:1']);
  expect(await found('startDate=2026-01-15')).toEqual(['urn:uuid:7']);
  expect(await found('actorEmail=x@example.org')).toEqual([]);
  expect(await found(`sensor=${sensor}`)).toHaveLength(2);
  expect(await ask('/caliper/events/urn%3Auuid%3A1')).toMatchObject({
    status: 200,
    body: { event: { id: 1, externalId: 'urn:uuid:1', sensor, type: 'ActivityEvent' } },
  });
  expect(await ask('/caliper/events/urn%3Auuid%3A3')).toMatchObject({ status: 404 });
});

describe('EduBridge', () => {
  test('shows what a user is enrolled in, with goals of the course', async () => {
    const { ask } = await startApp();
    expect((await ask('/edubridge/enrollments/user/s')).body).toMatchObject({
      data: [
        {
          ...{ id: 'e', role: 'student' },
          metadata: { goals: { dailyXp: 20 }, metrics: { totalLessons: 2 } },
          course: { id: 'c', title: 'Course' },
          school: { id: 'school-1', name: 'School' },
        },
      ],
    });
    expect(await ask('/edubridge/enrollments/user/x')).toMatchObject({ status: 404 });
  });

  test('enrolls in a class that it makes, once, and ends it', async () => {
    const { ask } = await startApp();
    const enroll = '/edubridge/enrollments/enroll/t/c';
    const first = await ask(enroll, 'POST', { role: 'teacher' });
    expect(first).toMatchObject({ status: 200, body: { data: { role: 'teacher' } } });
    const second = await ask(enroll, 'POST', { role: 'teacher' });
    expect(second.body).toEqual(first.body);
    expect(idsOf(await ask(`${rostering}/users/t/classes`))).toEqual(['c-class']);
    expect((await ask('/edubridge/enrollments/defaultClass/c')).body).toMatchObject({
      data: { id: 'c-class', course: { id: 'c' } },
    });
    expect(await ask('/edubridge/enrollments/unenroll/t/c', 'DELETE')).toMatchObject({
      status: 204,
    });
    expect((await ask('/edubridge/enrollments/user/t')).body).toEqual({ data: [] });
  });

  test.each([
    ['/edubridge/analytics/activity?studentId=s', 400],
    ['/edubridge/analytics/activity?studentId=x&startDate=2026-01-01&endDate=2026-01-02', 404],
    ['/edubridge/analytics/facts/weekly?studentId=s', 400],
    ['/edubridge/analytics/enrollment/x', 404],
    ['/edubridge/enrollments/defaultClass/x', 404],
  ])('%s answers %i', async (path, status) => {
    const { ask } = await startApp();
    expect((await ask(path)).status).toBe(status);
  });
});

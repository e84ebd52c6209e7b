// Events, and what can be read of them.
import { describe, expect, test } from 'vitest';
import type { QuirkName } from '../../src/features/emulator/server/quirks.ts';
import type { Json } from '../../src/model/json.ts';
import { aboutLesson, gradeEvent, host, post, startClassroom, student, xpOf } from './classroom.ts';

test('a GradeEvent becomes an entry of XP, a result, a fact and a summary', async () => {
  const { session } = await startClassroom();
  expect(await post(session, gradeEvent())).toMatchObject({ status: 202 });
  expect((await session.send('/xp/1.0/users/s/entries')).body).toEqual({
    entries: [
      {
        id: expect.any(String),
        value: 10,
        userId: 's',
        applicationId: 'app',
        sourceEventId: 'urn:uuid:event-1',
        dateGenerated: '2026-01-01T12:00:00.000Z',
        subject: 'Math',
        courseName: 'Course',
      },
    ],
    offset: 0,
    limit: 50,
    total: 1,
  });
  const filter = encodeURIComponent("student.sourcedId='s'");
  const results = await session.send(`/gradebook/1.0/assessment-results?filter=${filter}`);
  expect(results.body).toMatchObject({
    assessmentResults: [{ assessmentLineItem: { sourcedId: 'l' }, score: 10 }],
    total: 1,
  });
  const week = '/analytics/1.0/facts/weekly?studentId=s&weekDate=2026-01-03';
  expect((await session.send(week)).body).toMatchObject({
    startDate: '2025-12-29',
    endDate: '2026-01-04',
    facts: [{ courseId: 'c', enrollmentId: 'e', xpEarned: 10, activityName: 'Example' }],
  });
  const activity = '/analytics/1.0/activity?studentId=s&startDate=2026-01-01&endDate=2026-01-02';
  expect((await session.send(activity)).body).toMatchObject({
    activity: [{ date: '2026-01-01', subject: 'Math', app: 'app', xpEarned: 10 }],
  });
  expect((await session.send('/insights/1.0/users/s')).body).toMatchObject({
    insights: [{ type: 'TIME_SUMMARY', totalXpEarned: 10, factCount: 1 }],
    bySubject: [{ subject: 'Math', totalXpEarned: 10 }],
  });
});

const extensions = { subject: 'Math', course: { id: `${host}/courses/c` } };
const lesson = { id: `${host}/lessons/l` };
const elsewhere = aboutLesson('l', { assignable: { id: 'https://app.example.com/lesson-1' } });

describe('what is credited, refused, and dropped without a word', () => {
  test.each<[string, Json, number, number]>([
    ['as the guide has it', gradeEvent(), 202, 1],
    ['in an envelope', { sensor: 'x', sendTime: 'x', data: [gradeEvent()] }, 202, 1],
    [
      'the lesson in extensions',
      gradeEvent({ object: elsewhere, extensions: { ...extensions, lesson } }),
      202,
      1,
    ],
    ['no lesson, as in the guide', gradeEvent({ object: elsewhere }), 202, 1],
    ['an unknown lesson', gradeEvent({ object: aboutLesson('none') }), 202, 0],
    [
      'an unknown course',
      gradeEvent({ extensions: { ...extensions, course: { id: `${host}/courses/x` } } }),
      202,
      0,
    ],
    [
      'an unknown student',
      gradeEvent({ object: aboutLesson('l', { assignee: { id: `${host}/users/x` } }) }),
      202,
      0,
    ],
    [
      'the student as actor',
      gradeEvent({
        actor: { id: `${host}/users/s` },
        object: aboutLesson('l', { assignee: null }),
      }),
      202,
      1,
    ],
    ['no subject', gradeEvent({ extensions: { course: extensions.course } }), 400, 0],
    ['no course', gradeEvent({ extensions: { subject: 'Math' } }), 400, 0],
    ['no id', gradeEvent({ id: null }), 400, 0],
    ['no actor', gradeEvent({ actor: null }), 400, 0],
    ['another type', gradeEvent({ type: 'ToolUseEvent' }), 400, 0],
    ['an action of another type', gradeEvent({ action: 'Viewed' }), 400, 0],
    ['a time that is none', gradeEvent({ eventTime: 'noon' }), 400, 0],
    ['an envelope with nothing in it', { data: [] }, 400, 0],
    ['no object', ['x'], 400, 0],
    ['a session', gradeEvent({ type: 'SessionEvent', action: 'LoggedIn' }), 200, 0],
  ])('%s', async (_, event, status, credited) => {
    const { session } = await startClassroom();
    expect((await post(session, event)).status).toBe(status);
    expect(await xpOf(session)).toHaveLength(credited);
  });
});

test('a lesson of another course is dropped', async () => {
  const { session, emulator } = await startClassroom();
  emulator.seed([
    { kind: 'course', record: { sourcedId: 'c2', status: 'active', title: 'Other' } },
  ]);
  const course = { id: `${host}/courses/c2` };
  await post(session, gradeEvent({ extensions: { subject: 'Math', course } }));
  expect(await xpOf(session)).toEqual([]);
});

describe('what sources contradict each other about has a quirk for each side', () => {
  const withLesson = gradeEvent({ extensions: { ...extensions, lesson } });
  const inExtensions = gradeEvent({ object: elsewhere, extensions: { ...extensions, lesson } });
  const withKey = gradeEvent({ extensions: { ...extensions, studentGrade: 5 } });
  const text = gradeEvent({ object: 'urn:uuid:attempt', actor: { id: `${host}/users/s` } });
  const good = gradeEvent();
  const bad = gradeEvent({ id: 'urn:uuid:2', type: 'MediaEvent' });
  test.each<[QuirkName, string, Json, number, number]>([
    ['events-refuse-lesson', 'a lesson in extensions', withLesson, 400, 0],
    ['events-refuse-lesson', 'another key there', withKey, 400, 0],
    ['events-take-keys', 'another key there', withKey, 202, 1],
    ['events-without-lesson', 'no lesson', gradeEvent({ object: elsewhere }), 202, 1],
    ['events-need-lesson', 'no lesson', gradeEvent({ object: elsewhere }), 202, 0],
    ['events-lesson-in-assignable', 'a lesson in extensions', withLesson, 400, 0],
    ['events-lesson-in-assignable', 'one in object.assignable', gradeEvent(), 202, 1],
    ['events-lesson-in-extensions', 'one in extensions', inExtensions, 202, 1],
    ['events-refuse-texts', 'an object that is a text', text, 400, 0],
    ['events-take-texts', 'an object that is a text', text, 202, 1],
    ['events-one-by-one', 'one of two is not valid', { data: [good, bad] }, 202, 1],
  ])('%s: %s', async (quirk, _, event, status, credited) => {
    const { session } = await startClassroom({ quirks: [quirk] });
    const answer = await post(session, event);
    expect(answer.status).toBe(status);
    if (status === 400)
      expect(JSON.stringify(answer.body)).toMatch(/unrecognized_keys|is a string/);
    expect(await xpOf(session)).toHaveLength(credited);
  });
});

test('a later event about the same object takes the place of the earlier one', async () => {
  const { session } = await startClassroom();
  const scored = (scoreGiven: number, eventTime: string) =>
    gradeEvent({ eventTime, generated: { scoreGiven, extensions: { scoreType: 'XP' } } });
  await post(session, scored(1, '2026-01-02T00:00:00Z'));
  await post(session, scored(2, '2026-01-03T00:00:00Z'));
  await post(session, scored(3, '2026-01-01T00:00:00Z'));
  expect(await xpOf(session)).toEqual([2]);
});

test('what follows from an event can be read only after its time', async () => {
  let now = 0;
  const { session } = await startClassroom({
    now: () => new Date(now),
    materialiseAfterMs: 30_000,
  });
  await post(session, gradeEvent());
  now = 29_999;
  expect(await xpOf(session)).toEqual([]);
  now = 30_000;
  expect(await xpOf(session)).toEqual([10]);
});

test('a student without an enrollment is credited, and the fact names none', async () => {
  const { session, emulator } = await startClassroom();
  emulator.seed([{ kind: 'user', record: { ...student, sourcedId: 's2' } }]);
  const assignee = { id: `${host}/users/s2` };
  await post(session, gradeEvent({ object: aboutLesson('l', { assignee }) }));
  const week = '/analytics/1.0/facts/weekly?studentId=s2&weekDate=2026-01-01';
  expect((await session.send(week)).body).toMatchObject({ facts: [{ enrollmentId: null }] });
});

test.each([
  ['/xp/1.0/users/s/entries?limit=101', 400],
  ['/xp/1.0/users/s/entries?startDate=x', 400],
  ['/xp/1.0/users/none/entries', 404],
  ['/insights/1.0/users/none', 404],
  ['/insights/1.0/users/s/sessions?limit=101', 400],
  ['/analytics/1.0/facts/weekly?studentId=s', 400],
  ['/analytics/1.0/activity?studentId=none', 404],
  ['/events/1.0', 405],
])('%s answers %i', async (path, status) => {
  const { session } = await startClassroom();
  expect((await session.send(path)).status).toBe(status);
});

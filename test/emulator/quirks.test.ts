import { describe, expect, test } from 'vitest';
import {
  checkQuirks,
  type QuirkName,
  quirkNames,
} from '../../src/features/emulator/server/quirks.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Kind } from '../../src/model/node.ts';
import { fc, runs } from '../support/laws.ts';
import { ids, records, type Session, sample, signIn, start, startWithSamples } from './session.ts';

/** What a GET shows after records of a kind were put one after the other. */
async function shownAfter(quirk: QuirkName, kind: Kind, bodies: readonly JsonObject[]) {
  const now = () => new Date('2030-01-01T00:00:00Z');
  const { session } = await startWithSamples({ quirks: [quirk], now });
  for (const body of bodies) {
    await session.put(kind, { ...sample[kind], sourcedId: 'x', ...body });
  }
  const [shown] = records(await session.get(kind, 'x'));
  return shown;
}

describe('what becomes of a record', () => {
  const first = { courseCode: 'A', metadata: { a: { b: 1, c: 2 }, d: 3 } };
  const second = { metadata: { a: { b: 9 }, e: null } };
  const goals = { dailyXp: 25, dailyLessons: 1, dailyActiveMinutes: 25, dailyAccuracy: 80 };
  const AlphaLearn = { DailyXPGoal: 25 };
  const merged = { a: { b: 9, c: 2 }, d: 3, e: null };
  const base = 'http://emulator.test/rostering/1.0';
  const long = (path: string, type: string, sourcedId: string) => ({
    href: `${base}/${path}/${sourcedId}`,
    sourcedId,
    type,
  });
  test.each<[QuirkName, Kind, JsonObject[], JsonObject]>([
    ['put-merges', 'course', [first, second], { courseCode: 'A', metadata: merged }],
    ['put-merges', 'course', [first, {}], first],
    ['put-merges', 'course', [first, { metadata: null }], { metadata: null }],
    ['put-merges', 'course', [second], second],
    ['put-merges-metadata', 'course', [first, {}], { metadata: first.metadata }],
    ['injects-defaults', 'course', [{}], { metadata: { AlphaLearn, goals } }],
    [
      'injects-defaults',
      'course',
      [{ metadata: { goals: 1, x: 2 } }],
      { metadata: { AlphaLearn, goals: 1, x: 2 } },
    ],
    [
      'mirrors-parent',
      'unit',
      [{ parent: { sourcedId: 'u' } }],
      { courseComponent: { sourcedId: 'u' } },
    ],
    ['date-overwritten', 'unit', [{}], { dateLastModified: '2030-01-01T00:00:00.000Z' }],
    ['grades-as-numbers', 'course', [{ grades: ['6', '-1', 'K'] }], { grades: [6, -1, 'K'] }],
    [
      'lists-reordered',
      'course',
      [{ grades: ['6', '7'], subjects: ['B', 'A'] }],
      { grades: ['7', '6'], subjects: ['A', 'B'] },
    ],
    ['grades-as-texts', 'course', [{ grades: [6, 'K'] }], { grades: ['6', 'K'] }],
    ['lists-reordered', 'resource', [{ roles: ['a', 'b'] }], { roles: ['b', 'a'] }],
    ['titles-decomposed', 'course', [{ title: 'Caf\u00e9' }], { title: 'Cafe\u0301' }],
    [
      'texts-decomposed',
      'course',
      [{ title: '\u00e9', metadata: { '\u00e9': ['\u00e9', 1] } }],
      { title: 'e\u0301', metadata: { 'e\u0301': ['e\u0301', 1] } },
    ],
    [
      'texts-composed',
      'course',
      [{ title: 'e\u0301', metadata: { 'e\u0301': { x: 'e\u0301' } } }],
      { title: '\u00e9', metadata: { '\u00e9': { x: '\u00e9' } } },
    ],
    ['order-as-text', 'unit', [{ sortOrder: 10 }], { sortOrder: '10' }],
    [
      'mirrors-parent',
      'unit',
      [{ parent: null, courseComponent: null }],
      { courseComponent: null },
    ],
    ['trims-blanks', 'course', [{ title: ' A  b\n' }], { title: 'A b' }],
    ['trims-blanks', 'course', [{ metadata: { x: [' a '] } }], { metadata: { x: ['a'] } }],
    [
      'lower-cases-metadata',
      'course',
      [{ title: 'A', metadata: { X: 'B' } }],
      { title: 'A', metadata: { X: 'b' } },
    ],
    [
      'dates-in-full',
      'course',
      [{ metadata: { on: '2026-01-01', at: '2026-01-01T10:00:00Z' } }],
      { metadata: { on: '2026-01-01T00:00:00.000Z', at: '2026-01-01T10:00:00Z' } },
    ],
    [
      'reorders-metadata',
      'course',
      [{ metadata: { a: { tags: ['x', ['y', 'z']] } } }],
      { metadata: { a: { tags: [['z', 'y'], 'x'] } } },
    ],
    [
      'metadata-as-texts',
      'course',
      [{ metadata: { a: 5, b: [true], c: null } }],
      { metadata: { a: '5', b: ['true'], c: null } },
    ],
    [
      'decides-total-xp',
      'course',
      [{ metadata: { metrics: { totalXp: 5, x: 1 } } }],
      { metadata: { metrics: { totalXp: 4321, x: 1 } } },
    ],
    ['decides-total-xp', 'course', [{ metadata: { x: 1 } }], { metadata: { x: 1 } }],
    ['order-named-position', 'unit', [{ position: 10 }], { position: 10 }],
    [
      'resources-listed',
      'lesson',
      [{ resource: { sourcedId: 'r' } }],
      { resources: [{ sourcedId: 'r' }] },
    ],
    ['resources-listed', 'lesson', [{ resource: null }], { resources: [] }],
    ['retired-named-inactive', 'unit', [{ status: 'tobedeleted' }], { status: 'inactive' }],
    ['retired-named-inactive', 'unit', [{ status: 'inactive' }], { status: 'inactive' }],
    [
      'adds-read-only',
      'course',
      [{}],
      { createdAt: '2026-01-01T00:00:00.000Z', tenantId: 'emulator' },
    ],
    [
      'references-with-href',
      'lesson',
      [{ resources: [{ sourcedId: 'r' }] }],
      {
        course: long('courses', 'course', 'c'),
        unit: long('units', 'unit', 'u'),
        resources: [long('resources', 'resource', 'r')],
      },
    ],
  ])('%s %s %j', async (quirk, kind, bodies, expected) => {
    expect(await shownAfter(quirk, kind, bodies)).toMatchObject(expected);
  });

  test('put-merges-metadata replaces the other fields', async () => {
    const shown = await shownAfter('put-merges-metadata', 'course', [first, second]);
    expect(shown).toEqual({ ...sample.course, sourcedId: 'x', metadata: merged });
  });

  test.each<QuirkName>(['put-merges', 'put-merges-metadata'])(
    '%s: the same key in another Unicode form is the same key',
    async (quirk) => {
      const texts = ['caf\u00e9', 'cafe\u0301'];
      const [composed, other] = texts.map((key, at) => ({ metadata: { [key]: at, x: 1 } }));
      const shown = await shownAfter(quirk, 'course', [composed ?? {}, other ?? {}]);
      expect(shown).toMatchObject({ metadata: { 'caf\u00e9': 1, x: 1 } });
    },
  );

  test('injects-defaults leaves other kinds alone', async () => {
    const shown = await shownAfter('injects-defaults', 'resource', [{}]);
    expect(shown).toEqual({ ...sample.resource, sourcedId: 'x' });
  });

  test('fills-nulls: what is known of the kind, and nothing that is there', async () => {
    const shown = await shownAfter('fills-nulls', 'resource', [{ importance: 'primary' }]);
    const nulls = { dateLastModified: null, metadata: null, vendorId: null, applicationId: null };
    expect(shown).toEqual({
      ...sample.resource,
      ...nulls,
      sourcedId: 'x',
      roles: null,
      importance: 'primary',
    });
  });

  test('references-bare', async () => {
    const long = { sourcedId: 'u', href: 'h', type: 'unit' };
    const shown = await shownAfter('references-bare', 'lesson', [{ unit: long }]);
    expect(shown).toEqual({ ...sample.lesson, sourcedId: 'x' });
  });

  test('unit-named-parent: sent and shown', async () => {
    const { session, emulator } = await startWithSamples({ quirks: ['unit-named-parent'] });
    const { unit, ...rest } = sample.lesson;
    const lesson = { ...rest, sourcedId: 'x', parent: unit };
    expect(await session.put('lesson', lesson)).toMatchObject({ status: 201, body: { lesson } });
    expect(emulator.records('lesson')[1]).toEqual({ ...sample.lesson, sourcedId: 'x' });
  });

  test('drops-nulls', async () => {
    const sent = { courseCode: null, metadata: { a: null, b: { c: null } } };
    const shown = await shownAfter('drops-nulls', 'course', [sent]);
    expect(shown).toEqual({ ...sample.course, sourcedId: 'x', metadata: { b: {} } });
  });
});

describe('what a PUT answers, on create and on update', () => {
  test.each<[QuirkName, number, unknown]>([
    ['put-answers-200', 200, { course: sample.course }],
    ['put-answers-201', 201, { course: sample.course }],
    ['put-answers-204', 204, ''],
    ['put-answers-empty', 200, ''],
    ['put-answers-201-empty', 201, ''],
  ])('%s', async (quirk, status, body) => {
    const session = await signIn(start({ quirks: [quirk] }));
    expect(await session.put('course', sample.course)).toMatchObject({ status, body });
    expect(await session.put('course', sample.course)).toMatchObject({ status, body });
    expect(await session.put('course', { ...sample.course, title: '' })).toMatchObject({
      status: 422,
    });
  });
});

test('put-answers-braces, with the status that it would have had', async () => {
  const session = await signIn(start({ quirks: ['put-answers-braces'] }));
  expect(await session.put('course', sample.course)).toMatchObject({ status: 201, body: {} });
  expect(await session.put('course', sample.course)).toMatchObject({ status: 200, body: {} });
  expect((await session.get('course', 'c')).body).toEqual({ course: sample.course });
});

describe('retired records', () => {
  const retired = { ...sample.lesson, status: 'tobedeleted' };

  test('hides-retired: not in lists nor counted, GET still shows them', async () => {
    const { session } = await startWithSamples({ quirks: ['hides-retired'] });
    await session.put('lesson', retired);
    const body = { lessons: [], total: 0 };
    expect(await session.list('lesson')).toMatchObject({ body });
    expect(await session.list('lesson', { filter: "title~'l'" })).toMatchObject({ body });
    expect(await session.get('lesson', 'l')).toMatchObject({ body: { lesson: retired } });
    await session.put('lesson', sample.lesson);
    expect(ids(await session.list('lesson'))).toEqual(['l']);
  });

  test('retired-is-final: a PUT on one says that it already exists', async () => {
    const { session, emulator } = await startWithSamples({ quirks: ['retired-is-final'] });
    expect(await session.put('lesson', retired)).toMatchObject({ status: 200 });
    expect(await session.put('lesson', sample.lesson)).toMatchObject({
      status: 404,
      body: { imsx_description: expect.stringContaining('already exists') },
    });
    expect(emulator.records('lesson')).toEqual([retired]);
  });
});

describe('pages', () => {
  async function startWithCourses(count: number, quirk: QuirkName): Promise<Session> {
    const emulator = start({ quirks: [quirk] });
    const numbers = Array.from({ length: count }, (_, n) => n);
    emulator.seed(
      numbers.map((n) => ({ kind: 'course', record: { ...sample.course, sourcedId: `c${n}` } })),
    );
    return signIn(emulator);
  }

  test('page-cap-100', async () => {
    const session = await startWithCourses(150, 'page-cap-100');
    const reply = await session.list('course', { limit: '1000' });
    expect(ids(reply)).toHaveLength(100);
    expect(reply.body).toMatchObject({ limit: 100, total: 150 });
    const small = await session.list('course', { limit: '7' });
    expect(small.body).toMatchObject({ limit: 7 });
  });

  test('short-pages: every second one, but never an empty one', async () => {
    const session = await startWithCourses(5, 'short-pages');
    const lengths: number[] = [];
    for (const limit of ['2', '2', '3', '1']) {
      const reply = await session.list('course', { limit });
      expect(reply.body).toMatchObject({ limit: Number(limit), total: 5 });
      lengths.push(ids(reply).length);
    }
    expect(lengths).toEqual([2, 1, 3, 1]);
  });
});

test.each(["titel='x'", "titel!='x'"])('filter-unknown-empty: %s', async (filter) => {
  const { session } = await startWithSamples({ quirks: ['filter-unknown-empty'] });
  const reply = await session.list('course', { filter });
  expect(reply).toMatchObject({ status: 200, body: { courses: [], total: 0 } });
  expect(await session.list('course', { sort: 'titel' })).toMatchObject({ status: 400 });
});

describe('together', () => {
  const contradictory = (names: readonly QuirkName[]) => {
    try {
      return checkQuirks(names);
    } catch (error) {
      return String(error);
    }
  };

  test.each<[QuirkName, QuirkName]>([
    ['put-merges', 'put-merges-metadata'],
    ['put-answers-204', 'put-answers-201'],
    ['put-answers-empty', 'put-answers-200'],
    ['drops-nulls', 'fills-nulls'],
    ['texts-composed', 'titles-decomposed'],
  ])('%s and %s contradict each other', (one, other) => {
    expect(() => start({ quirks: [one, 'drops-nulls', other] })).toThrow(/contradict each other/);
    expect(contradictory([one, other])).toMatch(new RegExp(`${one}|${other}`));
  });

  test('any other set leaves what was sent in place', async () => {
    const sets = fc.subarray([...quirkNames]).filter((names) => contradictory(names) === undefined);
    await fc.assert(
      fc.asyncProperty(sets, async (quirks) => {
        const { session } = await startWithSamples({ quirks });
        const put = await session.put('course', { ...sample.course, title: 'New', grades: ['6'] });
        expect([200, 201, 204]).toContain(put.status);
        const [course] = records(await session.list('course'));
        expect(course).toMatchObject({ sourcedId: 'c', status: 'active', title: 'New' });
        expect(String(course?.['grades'])).toBe('6');
      }),
      runs(30),
    );
  });
});

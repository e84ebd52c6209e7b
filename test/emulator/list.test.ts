import { describe, expect, test } from 'vitest';
import type { Emulator } from '../../src/features/emulator/server/emulator.ts';
import { ids, records, sample, signIn, start, startWithSamples } from './session.ts';

function startWith(count: number): Emulator {
  const emulator = start();
  const numbers = Array.from({ length: count }, (_, index) => index);
  emulator.seed(
    numbers.map((n) => ({ kind: 'course', record: { ...sample.course, sourcedId: `c${n}` } })),
  );
  return emulator;
}

describe('pages', () => {
  test('100 records by default, in the order in which they were first put', async () => {
    const session = await signIn(startWith(101));
    await session.put('course', { ...sample.course, sourcedId: 'c0', title: 'Again' });
    const reply = await session.list('course');
    expect(reply).toMatchObject({ status: 200, body: { offset: 0, limit: 100, total: 101 } });
    expect(ids(reply)).toEqual(Array.from({ length: 100 }, (_, n) => `c${n}`));
  });

  test.each([
    [{ limit: '2' }, ['c0', 'c1'], { offset: 0, limit: 2 }],
    [{ limit: '2', offset: '3' }, ['c3', 'c4'], { offset: 3, limit: 2 }],
    [{ limit: '1000', offset: '4' }, ['c4'], { offset: 4, limit: 1000 }],
    [{ offset: '9' }, [], { offset: 9, limit: 100 }],
    [{ limit: '2', offset: '1', filter: "title='Course'" }, ['c1', 'c2'], { offset: 1, limit: 2 }],
  ])('%j', async (query, expected, page) => {
    const reply = await (await signIn(startWith(5))).list('course', query);
    expect(ids(reply)).toEqual(expected);
    expect(reply).toMatchObject({ status: 200, body: { ...page, total: 5 } });
  });

  test.each([
    { limit: '0' },
    { limit: '1001' },
    { limit: '-1' },
    { limit: 'ten' },
    { limit: '' },
    { offset: '-1' },
    { offset: '1.5' },
  ])('%j is refused', async (query) => {
    const session = await signIn(start());
    expect(await session.list('course', query)).toMatchObject({ status: 400 });
  });
});

describe('choosing and ordering', () => {
  const courses = [
    { sourcedId: 'a', title: 'Beta', sortOrder: 10, subjects: ['Math'], metadata: { xp: 2 } },
    { sourcedId: 'b', title: 'alpha', sortOrder: 9, subjects: ['Math', 'Reading'] },
    { sourcedId: 'c', title: 'Beta', subjects: [], colour: 'red' },
  ];

  test.each([
    [{ filter: "subjects='Math'" }, ['a', 'b']],
    [{ filter: "sourcedId='c' OR sourcedId='a' OR sourcedId='x'" }, ['a', 'c']],
    [{ filter: "sourcedId@'c,b' AND subjects='Math'" }, ['b']],
    [{ filter: "sourcedId='c' OR title='alpha'" }, ['b', 'c']],
    [{ filter: "sourcedId@'a,b,c'", sort: 'sortOrder' }, ['b', 'a', 'c']],
    [{ filter: "subjects='Math' AND title='alpha'" }, ['b']],
    [{ filter: 'metadata.xp=2' }, ['a']],
    [{ filter: "colour='red'" }, ['c']],
    [{ search: 'ET' }, ['a', 'c']],
    [{ sort: 'title' }, ['a', 'c', 'b']],
    [{ sort: 'title', orderBy: 'desc' }, ['b', 'a', 'c']],
    [{ sort: 'sortOrder' }, ['b', 'a', 'c']],
    [{ sort: 'sortOrder', orderBy: 'desc' }, ['a', 'b', 'c']],
    [{ sort: 'metadata.xp' }, ['a', 'b', 'c']],
    [{ orderBy: 'desc' }, ['c', 'b', 'a']],
    [{ orderBy: 'asc' }, ['a', 'b', 'c']],
  ])('%j → %j', async (query, expected) => {
    const emulator = start();
    emulator.seed(courses.map((record) => ({ kind: 'course', record })));
    const reply = await (await signIn(emulator)).list('course', query);
    expect(ids(reply)).toEqual(expected);
    expect(reply.body).toMatchObject({ total: expected.length });
  });

  test('fields are exactly those selected', async () => {
    const { session } = await startWithSamples();
    const reply = await session.list('unit', { fields: 'title, course' });
    expect(records(reply)).toEqual([{ title: 'Unit', course: { sourcedId: 'c' } }]);
  });

  test('a unit is found by its course', async () => {
    const { session } = await startWithSamples();
    expect(ids(await session.list('unit', { filter: "course.sourcedId='c'" }))).toEqual(['u']);
    expect(ids(await session.list('unit', { filter: "course.sourcedId='d'" }))).toEqual([]);
  });
});

describe('refused with 400', () => {
  test.each([
    [{ userId: 'x' }, '"userId"'],
    [{ orderBy: 'up' }, '"orderBy"'],
    [{ filter: 'title=Math' }, 'position 7'],
    [{ filter: "titel='Math'" }, '"titel"'],
    [{ filter: "title.deep='Math'" }, '"title.deep"'],
    [{ filter: "course.name='Math'" }, '"course.name"'],
    [{ filter: "__proto__='x'" }, '"__proto__"'],
    [{ sort: 'titel' }, '"titel"'],
    [{ fields: 'title,titel' }, '"titel"'],
  ])('%j', async (query, named) => {
    const { session } = await startWithSamples();
    expect(await session.list('unit', query)).toMatchObject({
      status: 400,
      body: { imsx_description: expect.stringContaining(named) },
    });
  });

  test('a parameter given twice', async () => {
    const { session } = await startWithSamples();
    const reply = await session.send('/rostering/1.0/units?limit=1&limit=2');
    expect(reply).toMatchObject({ status: 400 });
  });
});

test('retired records stay in lists', async () => {
  const { session } = await startWithSamples();
  await session.put('lesson', { ...sample.lesson, status: 'tobedeleted' });
  expect(ids(await session.list('lesson'))).toEqual(['l']);
  expect(await session.get('lesson', 'l')).toMatchObject({ status: 200 });
});

test('100,000 records are paged by the database', async () => {
  const emulator = startWith(100_000);
  const session = await signIn(emulator);
  const reply = await session.list('course', { limit: '1000', offset: '99000' });
  expect(ids(reply)).toHaveLength(1000);
  expect(ids(reply).at(-1)).toBe('c99999');
  expect(reply.body).toMatchObject({ total: 100_000 });
});

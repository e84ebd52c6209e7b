import { afterEach, describe, expect, test } from 'vitest';
import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
} from '../../src/features/emulator/server/emulator.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { PageRead } from '../../src/remote/connection.ts';
import { usualRetries } from '../../src/remote/http/retry.ts';
import { remoteTo } from '../support/platform.ts';

let emulator: Emulator;
afterEach(() => emulator.close());

function courses(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    kind: 'course' as const,
    record: { sourcedId: `course-${index}`, status: 'active', title: `Course ${index}` },
  }));
}

function holding(count: number, options: EmulatorOptions = {}): Emulator {
  emulator = createEmulator(options);
  emulator.seed(courses(count));
  return emulator;
}

const lists = () => emulator.requests.filter(({ path }) => path.endsWith('/courses'));

describe('reading whole collections', () => {
  test.each([
    { name: 'nothing', count: 0, options: {}, requests: 1 },
    { name: 'less than a page', count: 999, options: {}, requests: 1 },
    { name: 'a page, which its total may count alone', count: 1000, options: {}, requests: 2 },
    { name: 'one more than a page', count: 1001, options: {}, requests: 2 },
    {
      name: 'a server that gives fewer than asked',
      count: 450,
      options: { quirks: ['page-cap-100'] },
      requests: 5,
    },
  ] satisfies { name: string; count: number; options: EmulatorOptions; requests: number }[])(
    '$name',
    async ({ count, options, requests }) => {
      const state = await remoteTo(holding(count, options)).read();
      expect(state.ok && state.value.entities.size).toBe(count);
      expect(lists()).toHaveLength(requests);
    },
  );

  test('short pages in the middle are read on to the total', async () => {
    const state = await remoteTo(holding(450, { quirks: ['page-cap-100', 'short-pages'] })).read();
    expect(state.ok && state.value.entities.size).toBe(450);
  });

  test('asks for the largest page the dialect allows, and for a smaller one where the table says so', async () => {
    await remoteTo(holding(3)).read();
    expect(lists()[0]?.query).toContain('limit=1000');
    await remoteTo(emulator, { facts: { 'list.limit': 2 } }).read();
    expect(
      lists()
        .slice(1)
        .map(({ query }) => query),
    ).toEqual(['limit=2&offset=0', 'limit=1&offset=2']);
  });

  test('never has more requests in flight than allowed', async () => {
    holding(900, { quirks: ['page-cap-100'] });
    let now = 0;
    let most = 0;
    const counted = async (request: Request): Promise<Response> => {
      now += 1;
      most = Math.max(most, now);
      await new Promise(setImmediate);
      const response = await emulator.fetch(request);
      now -= 1;
      return response;
    };
    await remoteTo(emulator, { parallelism: 3, fetch: counted }).read();
    expect(most).toBe(3);
  });
});

/** The emulator with the answer to the n-th list of courses changed. */
function tampering(
  change: (page: JsonObject, n: number) => JsonObject,
): (r: Request) => Promise<Response> {
  let seen = 0;
  return async (request) => {
    const response = await emulator.fetch(request);
    if (!request.url.includes('/courses?')) return response;
    seen += 1;
    const page: JsonObject = JSON.parse(await response.text());
    return Response.json(change(page, seen));
  };
}

/** As many records as a page holds, with the ids of the first page. */
function pageOfCourses({ courses = [] }: JsonObject): JsonObject[] {
  const { length } = Array.isArray(courses) ? courses : [];
  return Array.from({ length }, (_, index) => ({ sourcedId: `course-${index}` }));
}

test.each([
  ['null', null],
  ['left out', undefined],
] as const)('a list without records may be %s, as Go writes it', async (_, courses) => {
  holding(0);
  const fetch = tampering((page) => JSON.parse(JSON.stringify({ ...page, courses })));
  const state = await remoteTo(emulator, { fetch }).read();
  expect(state.ok && state.value.entities.size).toBe(0);
});

test('a list in another form is told with what came', async () => {
  const fetch = tampering((page) => ({ data: page['courses'] ?? [], pagination: {} }));
  const state = await remoteTo(holding(1), { fetch }).read();
  expect(state.problems[0]?.detail).toContain('the answer has "data", "pagination".');
});

test.each([
  { count: 250, ok: false, why: 'more follow' },
  { count: 100, ok: true, why: 'nothing follows' },
])('a total that is the page size of the server: $why', async ({ count, ok }) => {
  holding(count, { quirks: ['page-cap-100'] });
  const fetch = tampering((page) => ({ ...page, total: 100 }));
  const state = await remoteTo(emulator, { fetch }).read();
  expect(state.problems.map(({ code }) => code)).toEqual(ok ? [] : ['remote/incomplete-read']);
  expect(lists()).toHaveLength(2);
});

test.each([
  [250, 'that page alone', ['remote/incomplete-read']],
  [100, 'that page alone', []],
  [250, 'all', []],
  [0, 'all', []],
] as const)(
  'of %i records a page names no size, and its total counts %s',
  async (count, counts, codes) => {
    holding(count, { quirks: ['page-cap-100'] });
    const fetch = tampering(({ limit: _, ...page }) =>
      counts === 'all' ? page : { ...page, total: pageOfCourses(page).length },
    );
    const state = await remoteTo(emulator, { fetch }).read();
    expect(state.problems.map(({ code }) => code)).toEqual(codes);
    // One more is asked for only if the page is all that the total counts.
    const pages = Math.max(1, counts === 'all' ? Math.ceil(count / 100) : 2);
    expect(lists()).toHaveLength(pages);
  },
);

test.each([
  [1500, 'names its size', ['remote/incomplete-read']],
  [1500, 'names no size', ['remote/incomplete-read']],
  [1000, 'names its size', []],
] as const)(
  'of %i records a page that is as long as was asked %s, and its total counts that page',
  async (count, names, codes) => {
    holding(count);
    const fetch = tampering(({ limit, ...page }) => ({
      ...page,
      ...(names === 'names its size' && { limit }),
      total: pageOfCourses(page).length,
    }));
    const state = await remoteTo(emulator, { fetch }).read();
    expect(state.problems.map(({ code }) => code)).toEqual(codes);
  },
);

describe('what a server says past the end of a list that is as long as its page', () => {
  const retryPolicy = { ...usualRetries, firstPause: 1, longestPause: 1 };
  const past = (request: Request) => /\/courses\?.*offset=100\b/.test(request.url);
  /** The tries of the question, and what the reading gave. */
  async function asked(end: (request: Request) => Promise<Response>) {
    holding(100, {
      quirks: ['page-cap-100'],
      faults: [{ fault: '500', method: 'PUT' }],
    });
    let tries = 0;
    const fetch = async (request: Request) => {
      if (!past(request)) return emulator.fetch(request);
      tries += 1;
      return end(request);
    };
    const remote = remoteTo(emulator, { fetch, parallelism: 1, retryPolicy });
    const state = await remote.read();
    return { remote, tries, codes: state.problems.map(({ code }) => code) };
  }
  const at = (offset: number) => (request: Request) =>
    emulator.fetch(new Request(request.url.replace('offset=100', `offset=${offset}`), request));
  const records = (courses: readonly JsonObject[]) => async () =>
    Response.json({ courses, total: 100, limit: 100, offset: 100 });

  test.each([
    ['its only page again', at(0), []],
    ['its last record again', at(99), []],
    ['a record without an id', records([{ title: 'x' }]), []],
    ['nothing', records([]), []],
    ['another record', records([{ sourcedId: 'other' }]), ['remote/incomplete-read']],
    [
      'a known record and another',
      records([{ sourcedId: 'course-0' }, { sourcedId: 'other' }]),
      ['remote/incomplete-read'],
    ],
  ] as const)('%s', async (_, end, codes) => {
    expect(await asked(end)).toMatchObject({ tries: 1, codes });
  });

  test('a failure is asked once, and costs what follows no tries', async () => {
    const { remote, ...read } = await asked(async () => new Response(null, { status: 500 }));
    expect(read).toEqual({ tries: 1, codes: [] });
    await remote.write({
      entity: { kind: 'course', sourcedId: 'x', title: 'X', fields: { title: 'X' } },
    });
    const writes = emulator.requests.filter(({ method }) => method === 'PUT');
    expect(writes).toHaveLength(retryPolicy.repetitions + 1);
  });

  test('nothing is asked once the reading has failed', async () => {
    holding(100, { quirks: ['page-cap-100'] });
    const fetch = tampering((page, n) =>
      n === 1
        ? { ...page, courses: pageOfCourses(page).slice(0, 50) }
        : { ...page, courses: [], total: 100 },
    );
    const state = await remoteTo(emulator, { fetch }).read();
    expect(state.problems.map(({ code }) => code)).toEqual(['remote/incomplete-read']);
    expect(lists()).toHaveLength(2);
  });
});

describe('a reading that does not add up gives no state', () => {
  test.each<{ name: string; change: (page: JsonObject, n: number) => JsonObject; code: string }>([
    {
      name: 'the total shifts between pages',
      change: (page, n) => ({ ...page, total: n === 1 ? 250 : 251 }),
      code: 'remote/incomplete-read',
    },
    {
      name: 'the total promises more than there is',
      change: (page) => ({ ...page, total: 260 }),
      code: 'remote/incomplete-read',
    },
    ...(
      [
        [1e300, 'remote/incomplete-read'],
        [1e15, 'remote/too-much'],
        [250_001, 'remote/too-much'],
        [250.5, 'remote/unexpected-answer'],
        [-5, 'remote/unexpected-answer'],
        ['250', 'remote/unexpected-answer'],
      ] as const
    ).map(([total, code]) => ({
      name: `a total of ${total}`,
      change: (page: JsonObject) => ({ ...page, total }),
      code,
    })),
    {
      name: 'an id that is longer than any',
      change: (page) => ({ ...page, courses: [{ sourcedId: 'x'.repeat(1025) }], total: 1 }),
      code: 'remote/unexpected-answer',
    },
    {
      name: 'an id on two pages',
      change: (page, n) =>
        n === 1 || !Array.isArray(page['courses'])
          ? page
          : { ...page, courses: [{ sourcedId: 'course-0' }, ...page['courses'].slice(1)] },
      code: 'remote/incomplete-read',
    },
    {
      name: 'the first page again and again',
      change: (page, n) => (n === 1 ? page : { ...page, courses: pageOfCourses(page) }),
      code: 'remote/incomplete-read',
    },
    {
      name: 'an id twice on a page, with other content',
      change: (page, n) =>
        n > 1 || !Array.isArray(page['courses'])
          ? page
          : {
              ...page,
              courses: [...page['courses'].slice(1), { sourcedId: 'course-1', title: 'Other' }],
            },
      code: 'remote/incomplete-read',
    },
    {
      name: 'more records than asked for',
      change: (page) => ({ ...page, courses: Array(1001).fill({ sourcedId: 'x' }) }),
      code: 'remote/incomplete-read',
    },
    {
      name: 'another key',
      change: ({ courses: records, ...page }) => ({ ...page, items: records ?? [] }),
      code: 'remote/unexpected-answer',
    },
    {
      name: 'null, although there are records',
      change: (page) => ({ ...page, courses: null }),
      code: 'remote/unexpected-answer',
    },
    {
      name: 'a total of 0 beside records under another key',
      change: ({ courses: records }) => ({ items: records ?? [], total: 0 }),
      code: 'remote/unexpected-answer',
    },
    {
      name: 'no total',
      change: ({ total: _total, ...page }) => page,
      code: 'remote/unexpected-answer',
    },
    {
      name: 'a record without an id',
      change: (page) => ({ ...page, courses: [{ title: 'x' }], total: 1 }),
      code: 'remote/unexpected-answer',
    },
  ])('$name', async ({ change, code }) => {
    holding(250, { quirks: ['page-cap-100'] });
    const state = await remoteTo(emulator, { fetch: tampering(change) }).read();
    expect(state.ok).toBe(false);
    // Told once, however many pages or records show it.
    expect(state.problems.map((problem) => problem.code)).toEqual([code]);
  });

  test('the message says what was read out of what', async () => {
    holding(250, { quirks: ['page-cap-100'] });
    const fetch = tampering((page) => ({ ...page, total: 260 }));
    const state = await remoteTo(emulator, { fetch }).read();
    expect(state.problems[0]?.detail).toMatch(
      /0 records .* offset 250, .* of 260 in all\. 250 were read/,
    );
  });
});

test('each page is told with what is read so far and how many there are', async () => {
  const told: PageRead[] = [];
  const platform = holding(250, { quirks: ['page-cap-100'] });
  await remoteTo(platform, { parallelism: 1, onPage: (page) => told.push(page) }).read();
  const courses = told.filter(({ collection }) => collection === 'courses');
  expect(courses.map(({ records, total }) => [records, total])).toEqual([
    [100, 250],
    [200, 250],
    [250, 250],
  ]);
});

test('a platform that goes away is told once, not once a collection', async () => {
  emulator = createEmulator({ faults: [{ fault: 'drop-before', path: 'rostering' }] });
  const stop = new AbortController();
  const state = remoteTo(emulator, {
    signal: stop.signal,
    onRetry: (_reason, time) => {
      if (time === 2) stop.abort();
    },
  }).read();
  expect((await state).problems).toHaveLength(1);
});

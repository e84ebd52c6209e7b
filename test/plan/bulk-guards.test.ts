import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/node.ts';

import type { Plan } from '../../src/model/plan.ts';
import { buildPlan } from '../../src/plan/build.ts';
import { type LedgerLine, ledgerFrom } from '../support/ledger.ts';
import { catalogOf, remoteOf, rules, type Short, sha256, withRetired } from '../support/nodes.ts';

type Published = Parameters<typeof remoteOf>[0];

/** A course of `size` published nodes, of which some are retired in git, edited in git, or new. */
function planOf(size: number, edit: { retire?: number; change?: number; add?: number }): Plan {
  const { retire = 0, change = 0, add = 0 } = edit;
  const ids = Array.from({ length: size - 2 }, (_, index) => `l${index}`);
  const there: Published = [
    ['course', 'c', undefined],
    ['unit', 'u', 'c', {}, 10],
    ...ids.map((id, index) => ['lesson', id, 'u', {}, index + 1] as const),
  ];
  const kept = ids.slice(retire);
  const here: Short[] = [
    ['course', 'c', undefined],
    ['unit', 'u', 'c'],
    ...kept.map(
      (id, index): Short => ['lesson', id, 'u', index < change ? { title: `${id} again` } : {}],
    ),
    ...Array.from({ length: add }, (_, index): Short => ['lesson', `new${index}`, 'u']),
  ];
  const entries = ids
    .slice(0, retire)
    .map((sourcedId, index): [string, LedgerLine] => [
      sourcedId,
      { sourcedId, kind: 'lesson', state: 'retired', line: index + 1 },
    ]);
  const ledger = ledgerFrom(new Map(entries));
  const result = buildPlan({
    catalog: catalogOf(here),
    remote: remoteOf(there),
    rules,
    sha256: () => 'abcdef0123456789',
    ledger,
  });
  if (!result.ok) throw new Error('no plan');
  return result.value;
}
const guards = (plan: Plan) =>
  plan.guards.map(({ guards: of, count, limit }) => `${of} ${count} over ${limit}`);

describe('how much one plan may touch shrinks as the catalog grows', () => {
  test.each([
    { size: 9, edit: { retire: 7 }, over: [] },
    { size: 10, edit: { retire: 5 }, over: [] },
    { size: 10, edit: { retire: 6 }, over: ['retire 6 over 5'] },
    { size: 100, edit: { retire: 50 }, over: [] },
    { size: 100, edit: { retire: 51 }, over: ['retire 51 over 50'] },
    { size: 101, edit: { retire: 26 }, over: ['retire 26 over 25'] },
    { size: 1000, edit: { change: 250 }, over: [] },
    { size: 1000, edit: { change: 251 }, over: ['update 251 over 250'] },
    { size: 1001, edit: { change: 101 }, over: ['update 101 over 100'] },
    { size: 100, edit: { retire: 51, change: 40 }, over: ['retire 51 over 50'] },
    { size: 20, edit: { retire: 11, change: 7 }, over: ['retire 11 over 10'] },
    { size: 10, edit: { add: 500 }, over: [] },
  ])('$size nodes, $edit: $over', ({ size, edit, over }) => {
    expect(guards(planOf(size, edit))).toEqual(over);
  });
});

test('the message names the numbers, the limit and the way through', () => {
  const [guard] = planOf(100, { retire: 60 }).guards;
  expect(guard?.problem).toMatchObject({
    code: 'guard/many-retires',
    detail:
      '60 of 100 published nodes would be retired. For a catalog of this size the limit is 50 (50 %).',
    hint: 'To apply it anyway: `timeback-catalog apply --env test --approve-retire 60@abcdef012345`, with the other options of this run.',
  });
});

test('a catalog that became empty is refused however small it is', () => {
  const entries = (['course', 'unit', 'lesson'] as const).map(
    (kind, index): [string, LedgerLine] => [
      kind,
      { sourcedId: kind, kind, state: 'retired', line: index + 1 },
    ],
  );
  const result = buildPlan({
    catalog: catalogOf([]),
    remote: remoteOf([
      ['course', 'course', undefined],
      ['unit', 'unit', 'course', {}, 10],
      ['lesson', 'lesson', 'unit', {}, 10],
    ]),
    rules,
    sha256,
    ledger: ledgerFrom(new Map(entries)),
  });
  expect(
    result.ok && result.value.guards.map(({ count, problem }) => [count, problem.code]),
  ).toEqual([[3, 'guard/empty-catalog']]);
});

test('the message of many changes does not speak of retiring', () => {
  const [guard] = planOf(100, { change: 60 }).guards;
  expect(guard?.problem.code).toBe('guard/many-updates');
  expect(guard?.problem.detail).toContain('60 of 100 published nodes would be changed.');
  expect(guard?.problem.hint).toContain('--approve-update 60@abcdef012345');
});

test('an empty catalog that retires nothing touches nothing', () => {
  const remote = remoteOf([['course', 'theirs', undefined]]);
  const result = buildPlan({ catalog: catalogOf([]), remote, rules, sha256 });
  expect(result.ok && result.value.guards).toEqual([]);
});

describe('what counts', () => {
  const ids = Array.from({ length: 12 }, (_, index) => `l${index}`);
  const published = (more: Published = []): Published => [
    ['course', 'c', undefined],
    ['unit', 'u', 'c', {}, 10],
    ...ids.map((id, index) => ['lesson', id, 'u', {}, index] as const),
    ...more,
  ];
  const outline = (lessons: readonly string[], fields = {}): Short[] => [
    ['course', 'c', undefined],
    ['unit', 'u', 'c'],
    ...lessons.map((id): Short => ['lesson', id, 'u', fields]),
  ];
  const planned = (here: readonly Short[], there: Published, restore: readonly Address[] = []) => {
    const remote = withRetired(remoteOf(there), restore);
    const catalog = catalogOf(here);
    const result = buildPlan({ catalog, remote, rules, sha256, restore: new Set(restore) });
    if (!result.ok) throw new Error('no plan');
    return guards(result.value);
  };
  const [first = '', ...others] = ids;

  test('is not a number that makes room for a new sibling', () => {
    expect(planned(outline([first, 'new', ...others]), published())).toEqual([]);
  });

  test('is a number that makes room where the text changes as well', () => {
    const here = outline([first, 'new', ...others], { title: 'Edited' });
    expect(planned(here, published())).toEqual(['update 12 over 7']);
  });

  test('is a number by which an author puts siblings in another order', () => {
    expect(planned(outline(ids.toReversed()), published())).toEqual(['update 10 over 7']);
  });

  test('are our nodes and not what else is on the platform', () => {
    const theirs = Array.from({ length: 20 }, (_, index) => {
      return ['course', `x${index}`, undefined] as const;
    });
    const here = outline(ids, { title: 'Edited' });
    expect(planned(here, published(theirs))).toEqual(['update 12 over 7']);
  });

  test('are live nodes: what is restored was not published', () => {
    const restored = ids.slice(0, 6).map((id) => `lesson/${id}` as const);
    const here = outline(ids, { title: 'Edited' });
    expect(planned(here, published(), restored)).toEqual([]);
    expect(planned(here, published(), restored.slice(0, 4))).toEqual(['update 12 over 5']);
  });
});

describe('a course', () => {
  const lessonsOf = (course: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${course}-l${index}`);
  const outlineOf = (course: string, lessons: readonly string[]): Short[] => [
    ['course', course, undefined, { title: `The ${course}` }],
    ['unit', `${course}-u`, course],
    ...lessons.map((id): Short => ['lesson', id, `${course}-u`]),
  ];
  const published = (course: string, lessons: readonly string[]): Published =>
    outlineOf(course, lessons).map((short, index) => [
      ...short.slice(0, 3),
      short[3] ?? {},
      index,
    ]) as never;

  interface Story {
    /** How many lessons each course has on the platform. */
    readonly courses: Readonly<Record<string, number>>;
    /** What the ledger retires: addresses. */
    readonly retire: readonly Address[];
    readonly retitle?: readonly string[];
    readonly resources?: number;
  }

  function guarded({ courses, retire, retitle = [], resources = 0 }: Story) {
    const gone = new Set<string>(retire);
    const all = Object.entries(courses);
    const theirs = Array.from(
      { length: resources },
      (_, index): Short => ['resource', `r${index}`, undefined],
    );
    const there = [
      ...all.flatMap(([course, count]) => published(course, lessonsOf(course, count))),
      ...theirs.map(([kind, id]) => [kind, id, undefined] as const),
    ];
    const here = [
      ...all.flatMap(([course, count]) => outlineOf(course, lessonsOf(course, count))),
      ...theirs,
    ]
      .filter(([kind, id]) => !gone.has(`${kind}/${id}`))
      .map(
        (short): Short =>
          retitle.includes(short[1]) ? [short[0], short[1], short[2], { title: 'Edited' }] : short,
      );
    const entries = retire.map((address, index): [string, LedgerLine] => {
      const [kind, sourcedId = ''] = address.split('/') as [LedgerLine['kind'], string];
      return [sourcedId, { sourcedId, kind, state: 'retired', line: index + 1 }];
    });
    const result = buildPlan({
      catalog: catalogOf(here),
      remote: remoteOf(there),
      rules,
      sha256: () => 'abcdef0123456789',
      ledger: ledgerFrom(new Map(entries)),
    });
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    return result.value.guards;
  }
  const wholeOf = (course: string, count: number): Address[] => [
    `course/${course}`,
    `unit/${course}-u`,
    ...lessonsOf(course, count).map((id) => `lesson/${id}` as const),
  ];
  const someOf = (course: string, count: number): Address[] =>
    lessonsOf(course, count).map((id) => `lesson/${id}` as const);
  const detailOf = (story: Story) => guarded(story).map(({ problem }) => problem.detail);

  test('is not retired unasked, however small it is in however large a catalog', () => {
    const story = { courses: { a: 1, b: 4000 }, retire: wholeOf('a', 1) };
    expect(guarded(story)).toMatchObject([
      {
        guards: 'retire',
        count: 3,
        of: 4005,
        limit: 400,
        courses: [{ address: 'course/a', title: 'The a', count: 3, of: 3, limit: 0 }],
        problem: {
          code: 'guard/many-retires',
          severity: 'warning',
          summary: 'apply will refuse this plan',
          detail:
            '3 of 3 published nodes of the course "The a" would be retired, including the course itself. The limit is 0.',
          hint: expect.stringContaining('--approve-retire 3@abcdef012345'),
        },
      },
    ]);
  });

  test('that stays with nothing in it was not retired whole', () => {
    expect(guarded({ courses: { a: 1, b: 40 }, retire: ['lesson/a-l0'] })).toEqual([]);
    expect(guarded({ courses: { a: 7, b: 40 }, retire: someOf('a', 7) })).toEqual([]);
  });

  test('loses no more than its own size allows, within a catalog that allows more', () => {
    const courses = { a: 200, b: 4800 };
    expect(guarded({ courses, retire: someOf('a', 50) })).toEqual([]);
    expect(detailOf({ courses, retire: someOf('a', 120) })).toEqual([
      '120 of 202 published nodes of the course "The a" would be retired. For a course of this size the limit is 50 (25 %).',
    ]);
  });

  test('is not changed beyond what its own size allows', () => {
    const courses = { a: 200, b: 4800 };
    const retitle = lessonsOf('a', 51);
    expect(guarded({ courses, retire: [], retitle })).toMatchObject([
      {
        guards: 'update',
        count: 51,
        courses: [{ address: 'course/a', count: 51, of: 202, limit: 50 }],
      },
    ]);
    expect(guarded({ courses, retire: [], retitle: retitle.slice(1) })).toEqual([]);
  });

  test('counts what is in it on the platform: elsewhere retired nodes do not hide it', () => {
    const courses = { a: 200, b: 4800 };
    const [detail] = detailOf({ courses, retire: [...someOf('a', 60), ...someOf('b', 5)] });
    expect(detail).toContain('60 of 202 published nodes of the course "The a"');
    expect(detail).toContain('In all, 65 would be retired.');
    const [guard] = guarded({ courses, retire: [...someOf('a', 60), ...someOf('b', 5)] });
    // The approval is for the plan, not for the course.
    expect(guard?.problem.hint).toContain('--approve-retire 65@');
  });

  test('one of many is named, up to five', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const courses = { ...Object.fromEntries(names.map((name) => [name, 1])), z: 3000 };
    const [detail = ''] = detailOf({ courses, retire: names.flatMap((name) => wholeOf(name, 1)) });
    expect(detail.match(/published nodes of the course/g)).toHaveLength(5);
    expect(detail).toContain('2 more courses are over the limit. In all, 21 would be retired.');
  });

  test('everything needs the approval at any size, resources alone as well', () => {
    expect(detailOf({ courses: { a: 1 }, retire: wholeOf('a', 1) })).toEqual([
      '3 of 3 published nodes would be retired: the manifests have no nodes left. The limit is 0.',
    ]);
    expect(guarded({ courses: {}, retire: ['resource/r0'], resources: 1 })).toMatchObject([
      { count: 1, of: 1, limit: 0, problem: { code: 'guard/empty-catalog' } },
    ]);
    expect(guarded({ courses: {}, retire: ['resource/r0'], resources: 2 })).toEqual([]);
  });

  test('a catalog that is replaced whole by new nodes retires everything', () => {
    const remote = remoteOf([['resource', 'old', undefined]]);
    const entries: [string, LedgerLine][] = [
      ['old', { sourcedId: 'old', kind: 'resource', state: 'retired', line: 1 }],
    ];
    const result = buildPlan({
      catalog: catalogOf([['resource', 'new', undefined]]),
      remote,
      rules,
      sha256,
      ledger: ledgerFrom(new Map(entries)),
    });
    expect(result.ok && result.value.guards.map(({ problem }) => problem.detail)).toEqual([
      '1 of 1 published nodes would be retired. That is the whole catalog, which always needs an approval.',
    ]);
  });

  test('nodes that are their own ancestors are in no course, and counted in the whole', () => {
    const remote = remoteOf([
      ['course', 'c', undefined],
      ['lesson', 'l', 'u', {}, 1],
      ['unit', 'u', 'c', {}, 1],
    ]);
    const loop = remote.entities.get('unit/u');
    if (!loop) throw new Error('no unit');
    const entities = new Map(remote.entities).set('unit/u', {
      ...loop,
      entity: { ...loop.entity, parent: 'unit/u' },
    });
    const entries: [string, LedgerLine][] = [
      ['l', { sourcedId: 'l', kind: 'lesson', state: 'retired', line: 1 }],
    ];
    const result = buildPlan({
      catalog: catalogOf([
        ['course', 'c', undefined],
        ['unit', 'u', 'c'],
      ]),
      remote: { ...remote, entities },
      rules,
      sha256,
      ledger: ledgerFrom(new Map(entries)),
    });
    expect(result.ok && result.value.guards).toEqual([]);
  });
});

test('the way through repeats what narrowed the run, so that the line can be copied', () => {
  const target: Address = 'course/a b';
  const remote = remoteOf([['course', 'a b', undefined]]);
  const entries: [string, LedgerLine][] = [
    ['a b', { sourcedId: 'a b', kind: 'course', state: 'retired', line: 1 }],
  ];
  const result = buildPlan({
    catalog: catalogOf([]),
    remote,
    rules,
    sha256: () => 'abcdef0123456789',
    scope: { target: new Set([target]), exclude: new Set(['course/other']) },
    ledger: ledgerFrom(new Map(entries)),
  });
  expect(result.ok && result.value.guards[0]?.problem.hint).toContain(
    "`timeback-catalog apply --env test --target 'course/a b' --exclude course/other --approve-retire 1@abcdef012345`",
  );
});

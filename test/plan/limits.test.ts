import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import type { LedgerEntry } from '../../src/model/ledger.ts';
import type { Plan } from '../../src/model/plan.ts';
import { buildPlan } from '../../src/plan/build.ts';
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
    .map((sourcedId, index): [string, LedgerEntry] => [
      sourcedId,
      { sourcedId, kind: 'lesson', state: 'retired', line: index + 1 },
    ]);
  const ledger = { file: 'catalog.ids', entries: new Map(entries) };
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
    hint: 'If exactly this is meant: `timeback-catalog apply --env test --approve-retire 60@abcdef012345`, with the other options of this run.',
  });
});

test('a catalog that became empty is refused however small it is', () => {
  const entries = (['course', 'unit', 'lesson'] as const).map(
    (kind, index): [string, LedgerEntry] => [
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
    ledger: { file: 'catalog.ids', entries: new Map(entries) },
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

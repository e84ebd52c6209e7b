import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/model/ledger.ts';
import type { Plan } from '../../src/model/plan.ts';
import { buildPlan } from '../../src/plan/build.ts';
import { catalogOf, remoteOf, rules, type Short, sha256 } from '../support/nodes.ts';

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

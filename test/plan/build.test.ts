import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { type Checked, problem } from '../../src/model/problem.ts';
import { buildPlan } from '../../src/plan/build.ts';
import { fc } from '../support/laws.ts';
import { catalogOf, remoteOf, rules, type Short, sha256, withRetired } from '../support/nodes.ts';

const plan = (here: readonly Short[], there: Parameters<typeof remoteOf>[0]): Plan => {
  const result: Checked<Plan> = buildPlan({
    catalog: catalogOf(here),
    remote: remoteOf(there),
    rules,
    sha256,
  });
  if (!result.ok) throw new Error(result.problems.map(({ code }) => code).join());
  return result.value;
};
const actions = ({ changes }: Plan) => changes.map(({ action, address }) => `${action} ${address}`);

describe('what happens to a node', () => {
  test.each<{
    name: string;
    here: Short[];
    there: Parameters<typeof remoteOf>[0];
    actions: string[];
  }>([
    {
      name: 'absent on the platform',
      here: [['course', 'c', undefined]],
      there: [],
      actions: ['create course/c'],
    },
    {
      name: 'same on both sides',
      here: [['course', 'c', undefined]],
      there: [['course', 'c', undefined]],
      actions: [],
    },
    {
      name: 'title differs',
      here: [['course', 'c', undefined, { title: 'New' }]],
      there: [['course', 'c', undefined]],
      actions: ['update course/c'],
    },
    {
      name: 'another parent',
      here: [
        ['course', 'c', undefined],
        ['unit', 'a', 'c'],
        ['unit', 'b', 'c'],
        ['lesson', 'l', 'b'],
      ],
      there: [
        ['course', 'c', undefined],
        ['unit', 'a', 'c', {}, 10],
        ['unit', 'b', 'c', {}, 20],
        ['lesson', 'l', 'a', {}, 10],
      ],
      actions: ['move lesson/l'],
    },
    {
      name: 'another order',
      here: [
        ['course', 'c', undefined],
        ['unit', 'b', 'c'],
        ['unit', 'a', 'c'],
      ],
      there: [
        ['course', 'c', undefined],
        ['unit', 'a', 'c', {}, 10],
        ['unit', 'b', 'c', {}, 20],
      ],
      actions: ['reorder unit/b'],
    },
    {
      name: 'only on the platform: nothing',
      here: [['course', 'c', undefined]],
      there: [
        ['course', 'c', undefined],
        ['course', 'other', undefined],
      ],
      actions: [],
    },
  ])('$name', ({ here, there, actions: wanted }) => {
    expect(actions(plan(here, there))).toEqual(wanted);
  });

  test('a node only on the platform is listed as unmanaged', () => {
    const { unmanaged } = plan([], [['course', 'other', undefined]]);
    expect(unmanaged.map(({ address }) => address)).toEqual(['course/other']);
  });

  test('a change brings the titles of unchanged nodes above it', () => {
    const { context } = plan(
      [
        ['course', 'c', undefined],
        ['unit', 'u', 'c'],
        ['lesson', 'l', 'u'],
      ],
      [
        ['course', 'c', undefined],
        ['unit', 'u', 'c', {}, 10],
      ],
    );
    expect(context).toStrictEqual([
      { address: 'unit/u', title: 'u', parent: 'course/c' },
      { address: 'course/c', title: 'c' },
    ]);
  });
});

describe('around the changes', () => {
  const c: Short = ['course', 'c', undefined];
  const u: Short = ['unit', 'u', 'c'];

  test('what is unmanaged is live: the retired are nobody’s', () => {
    const remote = withRetired(
      remoteOf([
        ['course', 'x', undefined],
        ['course', 'y', undefined],
      ]),
      ['course/x'],
    );
    const result = buildPlan({ catalog: catalogOf([]), remote, rules, sha256 });
    expect(result.ok && result.value.unmanaged).toEqual([{ address: 'course/y', title: 'y' }]);
  });

  test('there are no titles of nodes that change themselves', () => {
    expect(plan([c, u, ['lesson', 'l', 'u']], []).context).toEqual([]);
  });

  test('what is restored is named, sorted', () => {
    const ids = ['b', 'a'] as const;
    const courses = ids.map((id): Short => ['course', id, undefined]);
    const restore = new Set(ids.map((id) => `course/${id}` as const));
    const remote = withRetired(remoteOf(courses), [...restore]);
    const result = buildPlan({ catalog: catalogOf(courses), remote, rules, sha256, restore });
    expect(result.ok && result.value.restored).toEqual(['course/a', 'course/b']);
  });

  test('there are warnings where an earlier stage gave some', () => {
    const inputs = { catalog: catalogOf([c]), remote: remoteOf([c]), rules, sha256 };
    const warnings = [problem('identity/hazard', { detail: 'Look.' })];
    expect(buildPlan(inputs)).toMatchObject({ value: { warnings: [] } });
    expect(buildPlan({ ...inputs, warnings })).toMatchObject({ value: { warnings } });
  });

  test('a title that is no text is none', () => {
    const { unmanaged } = plan([], [['course', 'x', undefined, { title: 7 }]]);
    expect(unmanaged).toEqual([{ address: 'course/x', title: '' }]);
  });

  test('a move names the parent that it leaves, if anybody holds it', () => {
    const wanted: Short[] = [c, u, ['lesson', 'l', 'u']];
    const context = (from: string) =>
      plan(wanted, [
        c,
        ['unit', 'u', 'c', {}, 10],
        ['unit', 'theirs', 'c', { title: 'Theirs' }, 20],
        ['lesson', 'l', from, {}, 10],
      ]).context.map(({ address, title }) => `${address} ${title}`);
    expect(context('theirs')).toEqual(['unit/u u', 'course/c c', 'unit/theirs Theirs']);
    expect(context('nowhere')).toEqual(['unit/u u', 'course/c c']);
  });

  test('a node that hangs under nothing on the platform gets its number and its parent', () => {
    const { changes } = plan([c, u], [c, ['unit', 'u', undefined, {}, 7]]);
    expect(changes).toMatchObject([
      {
        action: 'reorder',
        makesRoom: false,
        from: { parent: 'course/c', sortOrder: null },
        to: { parent: 'course/c', sortOrder: 10 },
      },
    ]);
  });
});

test('a plan is plain data: it survives JSON', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 }), { maxLength: 5 }), (titles) => {
      const here = titles.map(
        (title, index): Short => ['course', `c${index}`, undefined, { title }],
      );
      const made = plan(here, []);
      expect(JSON.parse(JSON.stringify(made))).toEqual(made);
    }),
  );
});

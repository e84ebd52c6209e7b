import { describe, expect, test } from 'vitest';
import { countCauses, isDrifted } from '../../src/model/drift.ts';
import type { RemoteState } from '../../src/model/remote.ts';
import { findDrift } from '../../src/plan/drift.ts';
import { catalogOf, remoteOf, rules, type Short } from '../support/nodes.ts';
import {
  above,
  at,
  course,
  driftOf,
  lesson,
  type Story,
  type There,
  told,
  units,
} from '../support/three-sides.ts';

const here = 'changed on the server';
const git = 'edited in git';

/** Lessons in two units, as `ab/c`: the order is that of the letters. */
function lessonsIn(text: string): Short[] {
  const [u = '', v = ''] = text.split('/');
  return [...[...u].map((id) => lesson(id)), ...[...v].map((id) => lesson(id, 'v'))];
}
function lessonsAt(text: string): There[] {
  const [u = '', v = ''] = text.split('/');
  return [
    ...[...u].map((id, index) => at(id, 7 * index)),
    ...[...v].map((id, index) => at(id, 7 * index, 'v')),
  ];
}

describe('a place', () => {
  test.each<{ name: string; base: string; head: string; server: string; told: string[] }>([
    {
      name: 'numbers differ, the order does not',
      base: 'abc',
      head: 'abc',
      server: 'abc',
      told: [],
    },
    {
      name: 're-ordered in git',
      base: 'abc',
      head: 'acb',
      server: 'abc',
      told: [`c order: ${git}`],
    },
    {
      name: 're-ordered on the server',
      base: 'abc',
      head: 'abc',
      server: 'bca',
      told: [`a order: ${here}`],
    },
    {
      name: 're-ordered on both sides, differently',
      base: 'abc',
      head: 'cab',
      server: 'bac',
      told: ['c order: both', 'a order: both'],
    },
    {
      name: 're-ordered on both sides, in part alike',
      base: 'abcd',
      head: 'acbd',
      server: 'adcb',
      told: ['d order: both'],
    },
    {
      name: 're-ordered on the server, with a new one in between',
      base: 'abc',
      head: 'axbc',
      server: 'acxb',
      told: [`c order: ${here}`],
    },
    {
      name: 're-ordered on the server, with one gone from the manifests',
      base: 'axb',
      head: 'ab',
      server: 'bxa',
      told: [`a order: ${here}`],
    },
    { name: 're-ordered and applied', base: 'abc', head: 'cab', server: 'cab', told: [] },
    { name: 'new in between, in git', base: 'ab', head: 'axb', server: 'ab', told: ['x create'] },
    { name: 'new in between, on the server', base: 'ab', head: 'ab', server: 'asb', told: [] },
    { name: 'moved in git', base: 'ab/', head: 'b/a', server: 'ab/', told: [`a parent: ${git}`] },
    {
      name: 'moved on the server',
      base: 'ab/',
      head: 'ab/',
      server: 'b/a',
      told: [`a parent: ${here}`],
    },
    { name: 'moved and applied', base: 'ab/', head: 'b/a', server: 'b/a', told: [] },
  ])('$name', ({ base, head, server, told: expected }) => {
    const drift = driftOf({
      base: [course, ...units, ...lessonsIn(base)],
      head: [course, ...units, ...lessonsIn(head)],
      server: [...above, ...lessonsAt(server)],
    });
    const lines = told(drift).map((line) =>
      line.replace('lesson/', '').replace(`create: ${git}`, 'create'),
    );
    expect(lines).toEqual(expected);
  });

  test('where the server sent a lesson elsewhere than git did', () => {
    const three: Short = ['unit', 'w', 'c'];
    const drift = driftOf({
      base: [course, ...units, three, lesson('a', 'u')],
      head: [course, ...units, three, lesson('a', 'v')],
      server: [...above, ['unit', 'w', 'c', {}, 3], at('a', 1, 'w')],
    });
    const values = { before: 'unit/u', after: 'unit/w', wanted: 'unit/v' };
    expect(drift.nodes[0]?.fields).toEqual([
      { of: 'place', path: ['parent'], cause: 'both', ...values },
    ]);
    expect(drift.nodes[0]?.action).toBe('move');
    expect(drift.context.map(({ address }) => address)).toEqual(['unit/v', 'unit/u', 'unit/w']);
  });

  test('among siblings: where it stood, stands and should stand', () => {
    const drift = driftOf({
      base: [course, ...units, ...lessonsIn('xcab')],
      head: [course, ...units, ...lessonsIn('cab')],
      server: [...above, ...lessonsAt('abc')],
    });
    expect(drift.nodes.map(({ fields }) => fields)).toEqual([
      [{ of: 'place', path: ['order'], cause: here, before: 1, after: 3, wanted: 1 }],
    ]);
  });

  test('of a node that is new among its siblings: it stood nowhere', () => {
    const drift = driftOf({
      base: [course, ...units, ...lessonsIn('ab')],
      head: [course, ...units, ...lessonsIn('xab')],
      server: [...above, ...lessonsAt('abx')],
    });
    const [field] = drift.nodes[0]?.fields ?? [];
    expect(field).toMatchObject({ before: null, after: 3, wanted: 1 });
  });

  test('is not judged by siblings that were retired on the server', () => {
    const drift = driftOf({
      base: [course, ...units, ...lessonsIn('ab')],
      head: [course, ...units, ...lessonsIn('ab')],
      server: [...above, ...lessonsAt('ba')],
      gone: ['a'],
    });
    expect(told(drift)).toEqual([`lesson/a retire: ${here}`]);
  });

  test.each([{ number: undefined }, { number: 7 }])(
    'a number that is lost or shared: $number',
    ({ number }) => {
      const drift = driftOf({
        head: [course, ...units, lesson('a'), lesson('b')],
        server: [...above, at('a', 7), at('b', number)],
      });
      const [node] = drift.nodes;
      expect(node).toMatchObject({ action: 'reorder', cause: here });
      expect(node?.fields[0]).toMatchObject({ path: ['order'], after: null });
    },
  );
});

describe('a node', () => {
  test.each<Partial<Story> & { name: string; told: string[]; strangers?: string[] }>([
    {
      name: 'gone from the server',
      base: [lesson('a')],
      head: [lesson('a')],
      told: [`gone: ${here}`],
    },
    { name: 'new in git', base: [], head: [lesson('a')], told: [`create: ${git}`] },
    {
      name: 'retired on the server',
      base: [lesson('a')],
      head: [lesson('a')],
      server: [at('a', 1)],
      gone: ['a'],
      told: [`retire: ${here}`],
    },
    {
      name: 'retired in git, not applied',
      base: [lesson('a')],
      retired: ['a'],
      server: [at('a', 1)],
      told: [`retire: ${git}`],
    },
    {
      name: 'retired in git and applied',
      base: [lesson('a')],
      retired: ['a'],
      server: [at('a', 1)],
      gone: ['a'],
      told: [],
    },
    { name: 'retired in git and gone', base: [lesson('a')], retired: ['a'], told: [] },
    {
      name: 'retired for long, and live again on the server',
      wasRetired: ['a'],
      base: [],
      retired: ['a'],
      server: [at('a', 1)],
      told: [`restore: ${here}`],
    },
    {
      name: 'to be live again by git',
      wasRetired: ['a'],
      base: [],
      head: [lesson('a')],
      server: [at('a', 1)],
      gone: ['a'],
      told: [`restore: ${git}`],
    },
    {
      name: 'new in git and retired on the server',
      base: [],
      head: [lesson('a')],
      server: [at('a', 1)],
      gone: ['a'],
      told: ['retire: both'],
    },
    {
      name: 'on the server alone',
      base: [],
      server: [at('a', 1)],
      told: [],
      strangers: ['lesson/a'],
    },
    {
      name: 'that left the manifests without a ledger',
      base: [lesson('a')],
      server: [at('a', 1)],
      told: [],
      strangers: ['lesson/a'],
    },
    {
      name: 'new in git and published already',
      base: [],
      head: [lesson('a')],
      server: [at('a', 1)],
      told: [],
    },
  ])(
    '$name',
    ({ name: _, base, head = [], server = [], told: expected, strangers = [], ...more }) => {
      const drift = driftOf({
        base: [course, ...units, ...(base ?? [])],
        head: [course, ...units, ...head],
        server: [...above, ...server],
        ...more,
      });
      expect(told(drift)).toEqual(expected.map((line) => `lesson/a ${line}`));
      expect(drift.strangers.map(({ address }) => address)).toEqual(strangers);
    },
  );

  test('of others, under nothing of ours, is only counted', () => {
    const drift = driftOf({
      head: [course],
      server: [
        ['course', 'c', undefined],
        ['course', 'x', undefined],
      ],
    });
    expect(drift).toMatchObject({ strangers: [], elsewhere: 1 });
  });

  test('with a status of its own is left to whoever gave it', () => {
    const server = remoteOf([['course', 'c', undefined]]);
    const [entity] = server.entities.values();
    if (!entity) throw new Error('no course');
    const inactive: RemoteState = {
      ...server,
      entities: new Map([['course/c', { ...entity, status: 'other' }]]),
    };
    const catalog = catalogOf([course]);
    const drift = findDrift({ since: { from: 'manifests' }, catalog, server: inactive, rules });
    expect(drift.nodes).toEqual([]);
    expect(drift.defaults).toMatchObject([{ path: ['status'] }]);
  });
});

test('what is as it was last applied is counted, what left the manifests is not', () => {
  const drift = driftOf({
    base: [course, ...units, ...'abx'.split('').map((id) => lesson(id))],
    head: [course, ...units, lesson('a'), ['lesson', 'b', 'u', { title: 'New' }]],
    server: [...above, at('a', 1), at('b', 2), at('x', 3)],
    retired: ['x'],
  });
  expect(told(drift)).toEqual([`lesson/b title: ${git}`, `lesson/x retire: ${git}`]);
  expect(drift).toMatchObject({ unchanged: 4, warnings: [] });
});

test('a field that is called like a place is none', () => {
  const drift = driftOf({
    head: [['course', 'c', undefined, { parent: 'a', order: 1 }]],
    server: [['course', 'c', undefined, { parent: 'b', order: 2 }]],
  });
  expect(drift.nodes.map(({ action }) => action)).toEqual(['update']);
  expect(drift.context).toEqual([]);
});

test('without a base the manifests count as last applied', () => {
  const drift = driftOf({
    head: [['course', 'c', undefined, { a: 2 }]],
    server: [['course', 'c', undefined, { a: 1 }]],
  });
  expect(told(drift)).toEqual([`course/c a: ${here}`]);
  expect(isDrifted(drift)).toBe(true);
  expect(countCauses(drift.nodes)).toEqual({ both: 0, [here]: 1, [git]: 0 });
});

import { describe, expect, test } from 'vitest';
import { countCauses, isDrifted } from '../../src/model/drift.ts';
import type { RemoteState } from '../../src/model/remote.ts';
import { findDrift } from '../../src/plan/drift.ts';
import { catalogOf, remoteOf, rules } from '../support/nodes.ts';
import {
  above,
  at,
  course,
  driftOf,
  lesson,
  type Story,
  told,
  units,
} from '../support/three-sides.ts';

const here = 'changed on the server';
const git = 'edited in git';

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

import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/node.ts';
import type { Plan } from '../../src/model/plan.ts';
import { buildPlan } from '../../src/plan/build.ts';
import { sealOf } from '../../src/plan/digest.ts';
import { catalogOf, remoteOf, retiredInLedger, rules, type Short } from '../support/nodes.ts';
import type { There } from '../support/three-sides.ts';

/** The text that would be hashed. */
const plain = (text: string): string => text;

function plan(
  here: readonly Short[],
  there: readonly There[],
  retired: readonly Address[] = [],
): Plan {
  const result = buildPlan({
    catalog: catalogOf(here),
    remote: remoteOf(there),
    rules,
    sha256: plain,
    ledger: retiredInLedger(retired),
  });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

const c: Short = ['course', 'c', undefined];
const u: Short = ['unit', 'u', 'c'];
const v: Short = ['unit', 'v', 'c'];
const units: There[] = [
  ['unit', 'u', 'c', {}, 10],
  ['unit', 'v', 'c', {}, 20],
];

describe('the digest', () => {
  const there: There[] = [c];
  const before = plan([['course', 'c', undefined, { title: 'New' }]], [c]).digest;

  test('does not depend on where a node stands in the files or on what does not change', () => {
    const same = plan(
      [
        ['course', 'x', undefined],
        ['course', 'c', undefined, { title: 'New' }],
      ],
      [...there, ['course', 'x', undefined]],
    );
    expect(same.digest).toBe(before);
  });

  test('depends on every value that would be written', () => {
    expect(plan([['course', 'c', undefined, { title: 'Newer' }]], there).digest).not.toBe(before);
  });

  test('depends on what the value was', () => {
    const moved: There[] = [['course', 'c', undefined, { title: 'Moved' }]];
    expect(plan([['course', 'c', undefined, { title: 'New' }]], moved).digest).not.toBe(before);
  });

  test.each<{
    name: string;
    here: Short[];
    there: There[];
    retired?: Address[];
    changes: object[];
  }>([
    {
      name: 'a node that is made: its place and all its fields',
      here: [c, u, v],
      there: [c, ['unit', 'v', 'c', {}, 20]],
      changes: [
        {
          address: 'unit/u',
          action: 'create',
          parent: 'course/c',
          sortOrder: 10,
          fields: { title: 'u' },
        },
      ],
    },
    {
      name: 'a node that is made and has no place',
      here: [c],
      there: [],
      changes: [
        {
          address: 'course/c',
          action: 'create',
          parent: null,
          sortOrder: null,
          fields: { title: 'c' },
        },
      ],
    },
    {
      name: 'fields: what they are and what they become',
      here: [['course', 'c', undefined, { title: 'New', metadata: { a: 1 } }]],
      there: [c],
      changes: [
        {
          address: 'course/c',
          action: 'update',
          fields: [
            { path: ['title'], before: 'c', after: 'New' },
            { path: ['metadata', 'a'], before: null, after: 1 },
          ],
        },
      ],
    },
    {
      name: 'a move: both places, and fields',
      here: [c, u, v, ['lesson', 'l', 'v', { title: 'New' }]],
      there: [c, ...units, ['lesson', 'l', 'u', {}, 40]],
      changes: [
        {
          address: 'lesson/l',
          action: 'move',
          from: { parent: 'unit/u', sortOrder: 40 },
          to: { parent: 'unit/v', sortOrder: 10 },
          fields: [{ path: ['title'], before: 'l', after: 'New' }],
        },
      ],
    },
    {
      name: 'another number: both',
      here: [c, v, u],
      there: [c, ...units],
      changes: [
        {
          address: 'unit/v',
          action: 'reorder',
          from: { parent: 'course/c', sortOrder: 20 },
          to: { parent: 'course/c', sortOrder: 5 },
          fields: [],
        },
      ],
    },
    {
      name: 'a retirement: that and no more; changes are sorted by address',
      here: [c, ['course', 'b', undefined]],
      there: [c, ['lesson', 'l', 'u', {}, 10], ['lesson', 'k', 'u', {}, 20]],
      retired: ['lesson/l', 'lesson/k'],
      changes: [
        {
          address: 'course/b',
          action: 'create',
          parent: null,
          sortOrder: null,
          fields: { title: 'b' },
        },
        { address: 'lesson/k', action: 'retire' },
        { address: 'lesson/l', action: 'retire' },
      ],
    },
  ])('names $name', ({ here, there: held, retired, changes }) => {
    expect(JSON.parse(plan(here, held, retired).digest)).toEqual({
      url: 'http://127.0.0.1',
      dialect: 'partner',
      changes,
    });
  });
});

test('the seal is over all that a reviewer reads, and not over itself', () => {
  const made = plan([c], []);
  const seal = sealOf(made, plain);
  expect(sealOf({ ...made, seal }, plain)).toBe(seal);
  expect(sealOf({ ...made, unchanged: 7 }, plain)).not.toBe(seal);
});

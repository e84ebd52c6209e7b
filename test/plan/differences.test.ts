import { describe, expect, test } from 'vitest';
import type { Difference } from '../../src/model/explanation.ts';
import { buildPlan } from '../../src/plan/build.ts';
import { isSettledBy, strictRules } from '../../src/plan/compare.ts';
import { differencesOf } from '../../src/plan/differences.ts';
import { ledgerFrom } from '../support/ledger.ts';
import { catalogOf, remoteOf, rules, type Short, sha256 } from '../support/nodes.ts';
import type { There } from '../support/three-sides.ts';

/** `lesson/l title: wanted, held` */
function differences(
  wanted: readonly Short[],
  there: readonly There[],
  retired?: string,
): string[] {
  const entry = { sourcedId: retired ?? '', kind: 'lesson', state: 'retired', line: 1 } as const;
  const ledger = ledgerFrom(new Map(retired ? [[retired, entry]] : []));
  const remote = remoteOf(there);
  const result = buildPlan({ catalog: catalogOf(wanted), remote, rules, sha256, ledger });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return differencesOf(result.value.changes, remote).map(tell);
}
const tell = ({ address, title, path, wanted, held }: Difference) =>
  `${address} "${title}" ${path.join('.')}: ${wanted}, ${held}`;

const c: Short = ['course', 'c', undefined];
const u: Short = ['unit', 'u', 'c'];
const v: Short = ['unit', 'v', 'c'];
const units: There[] = [
  ['unit', 'u', 'c', {}, 10],
  ['unit', 'v', 'c', {}, 20],
];

describe('manifests and platform differ', () => {
  test.each<{ name: string; wanted: Short[]; there: There[]; retired?: string; told: string[] }>([
    { name: 'in nothing', wanted: [c], there: [c], told: [] },
    { name: 'in no field of a node that is not there', wanted: [c], there: [], told: [] },
    {
      name: 'in a value, and in one that is not there',
      wanted: [['course', 'c', undefined, { title: 'New', metadata: { a: 1 } }]],
      there: [c],
      told: ['course/c "New" title: New, c', 'course/c "New" metadata.a: 1, null'],
    },
    {
      name: 'in a number among the same siblings',
      wanted: [c, v, u],
      there: [c, ...units],
      told: ['unit/v "v" sortOrder: 5, 20'],
    },
    {
      name: 'in a number that is missing, and in a title',
      wanted: [c, ['unit', 'u', 'c', { title: 'U' }]],
      there: [c, u],
      told: ['unit/u "U" title: U, u', 'unit/u "U" sortOrder: 10, null'],
    },
    {
      name: 'in the parent, and not in the number among other siblings',
      wanted: [c, u, v, ['lesson', 'l', 'v', { title: 'L' }]],
      there: [c, ...units, ['lesson', 'l', 'u', {}, 40]],
      told: ['lesson/l "L" title: L, l', 'lesson/l "L" parent: unit/v, unit/u'],
    },
    {
      name: 'in the status',
      wanted: [],
      there: [['lesson', 'l', 'u', {}, 10]],
      retired: 'l',
      told: ['lesson/l "l" status: tobedeleted, null'],
    },
  ])('$name', ({ wanted, there, retired, told }) => {
    expect(differences(wanted, there, retired)).toEqual(told);
  });

  test('a status is the one of the record', () => {
    const there = remoteOf([['lesson', 'l', 'u', {}, 10]]);
    const entities = [...there.entities].map(
      ([address, entity]) => [address, { ...entity, record: { status: 'live' } }] as const,
    );
    const source = { file: 'catalog.ids', start: { line: 1, column: 1 } };
    const retire = {
      action: 'retire',
      address: 'lesson/l',
      title: 'l',
      source,
      fields: [],
    } as const;
    const found = differencesOf([retire], { ...there, entities: new Map(entities) });
    expect(found.map(({ held }) => held)).toEqual(['live']);
  });
});

describe('a difference that rules settle', () => {
  const difference = (...path: [string, ...string[]]): Difference => {
    return { address: 'course/c', title: 'c', path, wanted: ['6', '7'], held: ['7', '6'] };
  };
  test.each<{ path: [string, ...string[]]; setLike: string[]; isSettled: boolean }>([
    { path: ['grades'], setLike: ['grades'], isSettled: true },
    { path: ['grades'], setLike: [], isSettled: false },
    { path: ['metadata', 'grades'], setLike: ['metadata.grades'], isSettled: true },
    { path: ['metadata', 'grades'], setLike: ['grades'], isSettled: false },
    { path: ['metadata', 'a', 'grades'], setLike: ['metadata.a'], isSettled: true },
  ])('$path by sets $setLike: $isSettled', ({ path, setLike, isSettled }) => {
    expect(isSettledBy(difference(...path), { ...strictRules, setLike })).toBe(isSettled);
  });
});

import { expect, test } from 'vitest';
import { circularPrerequisites } from '../../src/features/import/from-remote.ts';
import { idIn } from '../../src/model/node.ts';

const units = (needs: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(needs).map(([sourcedId, prerequisites]) => ({
    ...{ kind: 'unit' as const, sourcedId, title: sourcedId },
    fields: { prerequisites },
  }));

test.each([
  { name: 'none', needs: { a: ['b'], b: [] }, circle: [] },
  { name: 'itself', needs: { a: ['a'], b: ['a'] }, circle: ['a'] },
  { name: 'two', needs: { a: ['b'], b: ['a'], c: ['b', 'd'], d: [] }, circle: ['a', 'b'] },
  {
    name: 'three',
    needs: { a: ['b'], b: ['c'], c: ['a', 'd'], d: ['e'], e: [] },
    circle: ['a', 'b', 'c'],
  },
  { name: 'two apart', needs: { a: ['a'], b: ['c'], c: ['b'], d: [] }, circle: ['a', 'b', 'c'] },
  {
    name: 'two, with a way from one to the other',
    needs: { a: ['b'], b: ['a', 'c'], c: ['d'], d: ['e'], e: ['d'] },
    circle: ['a', 'b', 'd', 'e'],
  },
  { name: 'what is not there', needs: { a: ['gone'], b: ['gone', 'a'] }, circle: [] },
])('in a circle: $name', ({ needs, circle }) => {
  expect([...circularPrerequisites(units(needs))].map(idIn).sort()).toEqual(circle);
});

test('a chain of many is no circle, and takes no time', () => {
  const ids = Array.from({ length: 50_000 }, (_, index) => `u${index}`);
  const needs = Object.fromEntries(ids.map((id, index) => [id, ids.slice(index + 1, index + 2)]));
  expect(circularPrerequisites(units(needs)).size).toBe(0);
});

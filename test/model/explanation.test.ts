import { expect, test } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import { type Difference, groupDifferences } from '../../src/model/explanation.ts';

const difference = (address: string, ...path: [string, ...string[]]): Difference => {
  return { address: address as Address, title: '', path, wanted: 1, held: 2 };
};

test('the same field of nodes of one kind is one group, in the order in which they come', () => {
  const groups = groupDifferences([
    difference('lesson/a', 'title'),
    difference('course/c', 'title'),
    difference('lesson/a', 'metadata', 'x'),
    difference('lesson/b', 'title'),
    difference('lesson/b', 'metadata.x'),
  ]);
  const told = groups.map(({ kind, path, nodes }) => [
    kind,
    path,
    nodes.map(({ address }) => address),
  ]);
  expect(told).toEqual([
    ['lesson', ['title'], ['lesson/a', 'lesson/b']],
    ['course', ['title'], ['course/c']],
    ['lesson', ['metadata', 'x'], ['lesson/a']],
    ['lesson', ['metadata.x'], ['lesson/b']],
  ]);
});

test('no differences make no group', () => {
  expect(groupDifferences([])).toEqual([]);
});

test('what is no address is a fault of ours', () => {
  expect(() => groupDifferences([difference('nowhere', 'title')])).toThrow('nowhere');
});

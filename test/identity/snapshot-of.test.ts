import { expect, test } from 'vitest';
import { snapshotOf } from '../../src/identity/compared-snapshot.ts';
import { catalogOf } from '../support/nodes.ts';

test('a catalog as identity sees it: parents by id, positions among siblings of a kind', () => {
  const snapshot = snapshotOf(
    catalogOf([
      ['course', 'c', undefined, { title: 'Reading' }],
      ['unit', 'u', 'c'],
      ['lesson', 'l', 'u'],
      ['unit', 'v', 'c'],
      ['lesson', 'm', 'v'],
      ['lesson', 'n', 'v', { title: 7 }],
      ['course', 'd', undefined],
      ['resource', 'r', undefined],
    ]),
  );
  const told = [...snapshot.values()].map(
    ({ kind, sourcedId, parent, position, title, span }) =>
      `${kind} ${sourcedId} "${title}" ${position} in ${parent}, line ${span.start.line}`,
  );
  expect(told).toEqual([
    'course c "Reading" 1 in undefined, line 1',
    'unit u "u" 1 in c, line 2',
    'lesson l "l" 1 in u, line 3',
    'unit v "v" 2 in c, line 4',
    'lesson m "m" 1 in v, line 5',
    'lesson n "" 2 in v, line 6',
    'course d "d" 2 in undefined, line 7',
    'resource r "r" 1 in undefined, line 8',
  ]);
});

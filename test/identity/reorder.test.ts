import { describe, expect, test } from 'vitest';
import { reordered } from '../../src/identity/classify.ts';
import { comparedSnapshotOf } from '../../src/identity/compared-snapshot.ts';
import { fc } from '../support/laws.ts';
import { lesson, snapshot, unit } from './node.ts';

/** The lessons of one unit, a letter each, before and after. */
function moved(before: string, after: string): string[] {
  const of = (text: string) =>
    comparedSnapshotOf(
      snapshot([
        unit(
          'u',
          'U',
          [...text].map((id) => lesson(id, id)),
        ),
      ]),
    );
  const keys = reordered({ before: of(before), after: of(after), counterparts: new Map() });
  return [...keys].map((key) => key.replace('component/', '')).sort();
}

describe('what was put elsewhere among its siblings', () => {
  test.each([
    { name: 'nothing', before: 'abcdef', after: 'abcdef', put: '' },
    { name: 'the first went to the end', before: 'abcdef', after: 'bcdefa', put: 'a' },
    { name: 'the last came to the front', before: 'abcdef', after: 'fabcde', put: 'f' },
    { name: 'one went up', before: 'abcdef', after: 'aebcdf', put: 'e' },
    { name: 'one went down', before: 'abcdef', after: 'acdebf', put: 'b' },
    { name: 'two that went apart', before: 'abcdef', after: 'fbcdea', put: 'af' },
    { name: 'what came and went does not count', before: 'axbcy', after: 'bwacz', put: 'b' },
  ])('$name', ({ before, after, put }) => {
    expect(moved(before, after).join('')).toBe(put);
  });

  test('law: all others kept their order, and no fewer could have been put elsewhere', () => {
    const all = 'abcdef';
    const subsets = Array.from({ length: 2 ** all.length }, (_, bits) =>
      [...all].filter((_letter, at) => (bits >> at) % 2 === 1),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray([...all], { minLength: 6 }), (after) => {
        const put = moved(all, after.join(''));
        const isInOrder = (without: readonly string[]) => {
          const rest = after.filter((id) => !without.includes(id));
          return rest.join('') === rest.toSorted().join('');
        };
        expect(isInOrder(put)).toBe(true);
        const fewest = Math.min(...subsets.filter(isInOrder).map(({ length }) => length));
        expect(put).toHaveLength(fewest);
      }),
    );
  });
});

import { describe, expect, test } from 'vitest';
import { sortOrders } from '../../src/plan/sibling-order.ts';
import { fc } from '../support/laws.ts';

const none = undefined;

describe('numbers for siblings', () => {
  test.each([
    { name: 'nobody', present: [], wanted: [] },
    { name: 'all fresh: gaps between them', present: [none, none, none], wanted: [10, 20, 30] },
    {
      name: 'in order: whatever they are, they stay',
      present: [-4, 0.5, 7000],
      wanted: [-4, 0.5, 7000],
    },
    {
      name: 'one inserted: takes the middle of the gap',
      present: [10, none, 20],
      wanted: [10, 15, 20],
    },
    { name: 'one in front', present: [none, 10, 20], wanted: [5, 10, 20] },
    { name: 'one at the end', present: [10, 20, none], wanted: [10, 20, 30] },
    { name: 'last goes to the front', present: [30, 10, 20], wanted: [5, 10, 20] },
    { name: 'first goes to the end', present: [20, 30, 10], wanted: [20, 30, 40] },
    { name: 'equal numbers are no order', present: [5, 5], wanted: [2, 5] },
    { name: 'gap used up: as few as can be', present: [1, none, 2, 3], wanted: [0, 1, 2, 3] },
    { name: 'nothing below zero', present: [none, 0, 1], wanted: [10, 20, 30] },
  ])('$name', ({ present, wanted }) => {
    expect(sortOrders(present)).toEqual(wanted);
  });
});

const numbers = fc.array(fc.option(fc.integer({ min: -5, max: 60 }), { nil: undefined }), {
  maxLength: 14,
});

describe('laws of numbers for siblings', () => {
  test('the result rises strictly, so a second run changes nothing', () => {
    fc.assert(
      fc.property(numbers, (present) => {
        const result = sortOrders(present);
        expect(result).toHaveLength(present.length);
        for (const [index, number] of result.entries()) {
          if (index > 0) expect(number).toBeGreaterThan(result[index - 1] ?? Number.NaN);
        }
        expect(sortOrders(result)).toEqual(result);
      }),
    );
  });

  test('no other choice of whole numbers from zero up keeps more siblings', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 8 }), (present) => {
        const kept = sortOrders(present).filter(
          (number, index) => number === present[index],
        ).length;
        expect(kept).toBe(mostKept(present));
      }),
    );
  });

  test('inserting one among a thousand gapped siblings writes one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (at) => {
        const present: (number | undefined)[] = Array.from(
          { length: 1000 },
          (_, i) => 10 * (i + 1),
        );
        present.splice(at, 0, undefined);
        const changed = sortOrders(present).filter((number, i) => number !== present[i]);
        expect(changed).toHaveLength(1);
      }),
    );
  });
});

/** By trying every subset: those kept must leave room for whole numbers between and before them. */
function mostKept(present: readonly number[]): number {
  let most = 0;
  for (let subset = 0; subset < 1 << present.length; subset += 1) {
    const kept = present.flatMap((number, index) =>
      subset & (1 << index) ? [{ number, index }] : [],
    );
    const fits = kept.every(({ number, index }, place) => {
      const before = kept[place - 1];
      return before ? number - before.number >= index - before.index : number >= index;
    });
    if (fits) most = Math.max(most, kept.length);
  }
  const rises = present.every((number, index) => index === 0 || number > (present[index - 1] ?? 0));
  return rises ? present.length : most;
}

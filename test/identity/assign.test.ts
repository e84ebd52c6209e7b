import { describe, expect, test } from 'vitest';
import { assign, type Edge } from '../../src/identity/candidates.ts';
import { fc, runs } from '../support/laws.ts';

const sum = (edges: readonly Edge[]) => edges.reduce((total, { worth }) => total + worth, 0);

/** The largest sum, by trying everything. */
function most(edges: readonly Edge[]): number {
  const [first, ...rest] = edges;
  if (!first) return 0;
  const left = rest.filter(({ row, column }) => row !== first.row && column !== first.column);
  return Math.max(most(rest), first.worth + most(left));
}

const edges = fc.uniqueArray(
  fc.record({ row: fc.nat(4), column: fc.nat(4), worth: fc.integer({ min: 0, max: 20 }) }),
  { selector: ({ row, column }) => `${row} ${column}`, maxLength: 12 },
);

describe('rows and columns put together', () => {
  test('no two share a row or a column, and no other arrangement is worth more', () => {
    fc.assert(
      fc.property(edges, (given) => {
        const found = assign(given);
        expect(new Set(found.map(({ row }) => row)).size).toBe(found.length);
        expect(new Set(found.map(({ column }) => column)).size).toBe(found.length);
        expect(found.every((edge) => given.includes(edge))).toBe(true);
        expect(sum(found)).toBe(most(given));
      }),
      runs(500),
    );
  });

  test('a shift is found although each could have stayed', () => {
    const shift = [0, 1, 2, 3].flatMap((row) => [
      { row, column: row, worth: 4 },
      { row, column: (row + 1) % 4, worth: 5 },
    ]);
    expect(assign(shift).map(({ row, column }) => [row, column])).toEqual(
      expect.arrayContaining([
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 0],
      ]),
    );
  });

  test('a group of thousands takes the best ones first', () => {
    const many = Array.from({ length: 5000 }, (_, row) => [
      { row, column: row, worth: 1 },
      { row, column: (row + 1) % 5000, worth: 9 },
    ]).flat();
    expect(sum(assign(many))).toBe(9 * 5000);
  });
});

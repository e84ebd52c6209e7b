import { describe, expect, test } from 'vitest';
import { differInOneCharacter, lookAlikes } from '../../src/identity/id-checks.ts';

const idsAt = (places: readonly number[], ids: readonly string[]) => places.map((at) => ids[at]);

describe('UUIDs that differ in one character', () => {
  const one = 'd99b0c9d-cc6c-44e6-bab0-1c9a83edcfa3';
  test.each([
    { name: 'at the end', other: 'd99b0c9d-cc6c-44e6-bab0-1c9a83edcfa4', near: true },
    { name: 'at the start', other: 'e99b0c9d-cc6c-44e6-bab0-1c9a83edcfa3', near: true },
    { name: 'in the middle', other: 'd99b0c9d-cc6c-44e6-cab0-1c9a83edcfa3', near: true },
    {
      name: 'by a letter that is no digit',
      other: 'd99b0c9d-cc6c-44e6-bab0-1c9a83edcfz3',
      near: true,
    },
    { name: 'in two at the end', other: 'd99b0c9d-cc6c-44e6-bab0-1c9a83edcf44', near: false },
    {
      name: 'in two, one in each half',
      other: 'e99b0c9d-cc6c-44e6-bab0-1c9a83edcfa4',
      near: false,
    },
    { name: 'in length', other: 'd99b0c9d-cc6c-44e6-bab0-1c9a83edcfa', near: false },
    { name: 'in case only', other: 'D99B0C9D-CC6C-44E6-BAB0-1C9A83EDCFA3', near: false },
  ])('$name: $near', ({ other, near }) => {
    const ids = [one, 'lesson-12', 'lesson-13', other];
    expect(idsAt(differInOneCharacter(ids), ids)).toEqual(near ? [one, other] : []);
  });

  test.each([
    { count: 20, near: 20 },
    { count: 21, near: 0 },
  ])('$count of them are copies: $near', ({ count, near }) => {
    const ids = Array.from({ length: count }, (_, index) => {
      return `${one.slice(0, -2)}${index.toString(16).padStart(2, '0')}`;
    });
    expect(differInOneCharacter(ids)).toHaveLength(near);
  });
});

test('ids that look alike are all named, those that do not are not', () => {
  const ids = ['les-a', 'Les-A', 'les-b', 'les-\u200ba', 'les-c'];
  expect(idsAt(lookAlikes(ids), ids)).toEqual(['les-a', 'Les-A', 'les-\u200ba']);
});

test('the id that a course and a unit share does not look like another one', () => {
  const ids = ['bio', 'bio', 'les-a'];
  expect(lookAlikes(ids)).toEqual([]);
  expect(idsAt(lookAlikes([...ids, 'Bio']), [...ids, 'Bio'])).toEqual(['bio', 'bio', 'Bio']);
});

import { expect, test } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import { type DiffPart, itemParts, wordParts } from '../../src/text/text-diff.ts';
import { atLeast, fc, runs } from '../support/laws.ts';
import { hostileText } from './hostile.ts';

/** What one side held, put together from the parts. */
function side<T>(parts: readonly DiffPart<T>[], without: 'added' | 'removed'): T[] {
  return parts.flatMap(({ state, value }) => (state === without ? [] : [value]));
}

/** Around a difference, more than is compared word by word. */
const around = ['word '.repeat(5000), '🎓'.repeat(10_000)] as const;

test.each(['', ...around])('law: the words of both texts are all there', (long) => {
  let compared = 0;
  fc.assert(
    fc.property(hostileText, hostileText, (before, after) => {
      const [old, fresh] = [`${long}${before}${long}`, `${long}${after}${long}`];
      const parts = wordParts(old, fresh);
      if (!parts) return;
      compared += 1;
      expect(side(parts, 'added').join('') === old).toBe(true);
      expect(side(parts, 'removed').join('') === fresh).toBe(true);
      expect(
        parts.every(({ value }) => value.isWellFormed()) ||
          !old.isWellFormed() ||
          !fresh.isWellFormed(),
      ).toBe(true);
    }),
    runs(300),
  );
  // Of texts that have little in common the words are not told apart.
  expect(compared).toBeGreaterThan(atLeast(60));
});

test('of long texts the difference alone is shown', () => {
  const [words] = around;
  const changed = wordParts(`${words}old ${words}`, `${words}new ${words}`) ?? [];
  expect(changed.filter(({ state }) => state !== 'same').map(({ value }) => value)).toEqual([
    'old',
    'new',
  ]);
});

test('of long texts with too many differences no words are told apart: nothing changed is left out', () => {
  const words = (word: string, number: number) => `${word} `.repeat(number);
  const [start, end] = [words('begin', 3000), words('end', 3000)];
  const numbered = (word: string) =>
    Array.from({ length: 700 }, (_, at) => `${word}${at} `).join('');
  const parts = wordParts(`${start}${numbered('old')}${end}`, `${start}${numbered('new')}${end}`);
  expect(parts).toBeUndefined();
});

test('law: the entries of both lists are all there', () => {
  const list: fc.Arbitrary<Json[]> = fc.array(fc.constantFrom<Json>('a', 'b', 1, null, ['a'], {}));
  fc.assert(
    fc.property(list, list, (before, after) => {
      const parts = itemParts(before, after) ?? [];
      expect(side(parts, 'added').flat()).toEqual(before);
      expect(side(parts, 'removed').flat()).toEqual(after);
    }),
  );
});

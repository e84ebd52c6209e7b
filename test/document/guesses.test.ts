import { expect, test } from 'vitest';
import { guesser, mostGuesses } from '../../src/document/validate.ts';
import { fc } from '../support/laws.ts';

/** Names that count how often they are gone through. */
function counting(names: readonly string[]) {
  let looks = 0;
  function* all() {
    for (const name of names) {
      looks += 1;
      yield name;
    }
  }
  return { all, looks: () => looks };
}

test('law: however many names are wrong, what is known is gone through once', () => {
  const words = fc.array(fc.stringMatching(/^[a-f]{3,8}$/), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(words, fc.array(fc.stringMatching(/^[a-f]{3,8}$/)), (known, wrong) => {
      const { all, looks } = counting(known);
      const guess = guesser(all);
      for (const name of wrong) guess(name);
      expect(looks()).toBeLessThanOrEqual(known.length);
    }),
  );
});

test('the first few get a guess, the others none', () => {
  const guess = guesser(() => ['reading']);
  const guesses = Array.from({ length: 1000 }, () => guess('readnig'));
  expect(guesses.filter((one) => one === 'reading')).toHaveLength(mostGuesses);
  expect(guesses[0]).toBe('reading');
});

test('a name as long as a page gets none', () => {
  expect(guesser(() => ['a'.repeat(5000)])('a'.repeat(4999))).toBeUndefined();
});

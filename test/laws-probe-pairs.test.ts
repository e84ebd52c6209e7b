// Probe, like, probe is a fixed point under every pair of quirks that a row describes and that can hold
// together, in both dialects. `npm test` has the pairs in sets of ten, each of which is measured at once;
// `npm run laws` has each pair by itself. A pair of which one hides the other is in the law as well: a
// platform without resources has no placements, so that nothing can be told of their titles, and the second
// emulator behaves as was measured without that quirk. No pair is left out but those that contradict each other.
import { describe, expect, test } from 'vitest';
import { describedQuirks } from '../src/features/emulator/likeness.ts';
import { dialectNames } from '../src/model/destination.ts';
import { holdsAsFixedPoint, usualQuirks } from './support/fixed-point.ts';
import { isThorough } from './support/laws.ts';
import { canHold, setsOfPairs } from './support/quirk-sets.ts';

const sets = setsOfPairs(describedQuirks, isThorough ? 2 : 10);

test('every pair that can hold is in a set, and each set holds', () => {
  expect(sets.filter((set) => !canHold(set))).toEqual([]);
  const pairs = describedQuirks.flatMap((one, at) =>
    describedQuirks.slice(at + 1).map((other) => [one, other]),
  );
  const able = pairs.filter(canHold);
  expect(able.length).toBeGreaterThan(1400);
  const left = able.filter((pair) => !sets.some((set) => pair.every((name) => set.includes(name))));
  expect(left).toEqual([]);
});

describe.each(dialectNames)('%s', (dialect) => {
  test.each(sets.map((set) => [set.join(', '), set] as const))('under %s', async (_, set) => {
    const like = await holdsAsFixedPoint(dialect, set);
    // What it behaves like is what it is, as far as it can be told, and no more.
    expect(like.filter((quirk) => !set.some((one) => one === quirk) && !isUsual(quirk))).toEqual(
      [],
    );
  });

  const isUsual = (quirk: string) => usualQuirks[dialect].some((usual) => usual === quirk);
});

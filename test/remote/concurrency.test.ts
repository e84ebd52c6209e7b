import { describe, expect, test } from 'vitest';
import { type InFlightLimit, lowered, raised, startLimit } from '../../src/remote/http/client.ts';
import { fc } from '../support/laws.ts';

const answers = (pace: InFlightLimit, count: number, most: number): InFlightLimit =>
  Array.from({ length: count }).reduce<InFlightLimit>((at) => raised(at, most), pace);

describe('after a 429', () => {
  test('half as many', () => {
    expect(lowered(startLimit(64), { round: 0, inFlight: 64 }).limit).toBe(32);
  });

  test('half of what was in flight, where that was less than allowed', () => {
    expect(lowered(startLimit(64), { round: 0, inFlight: 12 }).limit).toBe(6);
  });

  test('once for a burst, however many were refused', () => {
    const once = lowered(startLimit(64), { round: 0, inFlight: 64 });
    expect(lowered(once, { round: 0, inFlight: 63 })).toBe(once);
    expect(lowered(once, { round: 1, inFlight: 32 }).limit).toBe(16);
  });

  test('never less than one', () => {
    const one = lowered(startLimit(1), { round: 0, inFlight: 1 });
    expect(one.limit).toBe(1);
    expect(lowered(one, { round: 1, inFlight: 1 }).limit).toBe(1);
  });
});

describe('after other answers', () => {
  const half = lowered(startLimit(8), { round: 0, inFlight: 8 });

  test('one more after a run of them', () => {
    expect(answers(half, 15, 8).limit).toBe(4);
    expect(answers(half, 16, 8).limit).toBe(5);
  });

  test('the run begins again with each 429', () => {
    const again = lowered(answers(half, 15, 8), { round: 1, inFlight: 4 });
    expect(answers(again, 7, 8).limit).toBe(2);
  });

  test('up to where it began', () => {
    expect(answers(half, 1000, 8).limit).toBe(8);
  });
});

test('whatever is answered, from one to the most', () => {
  const anyAnswer = fc.record({ isRefused: fc.boolean(), age: fc.nat(2), inFlight: fc.nat(100) });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.array(anyAnswer), (most, list) => {
      let pace = startLimit(most);
      for (const { isRefused, age, inFlight } of list) {
        pace = isRefused
          ? lowered(pace, { round: pace.round - age, inFlight })
          : raised(pace, most);
        expect(pace.limit).toBeGreaterThanOrEqual(1);
        expect(pace.limit).toBeLessThanOrEqual(most);
      }
    }),
  );
});

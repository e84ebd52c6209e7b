import { describe, expect, test } from 'vitest';
import {
  askedPause,
  failureKind,
  mayHaveArrived,
  patienceAfter,
  pauseBefore,
  type RetryableFailure,
  type RetryProgress,
  retriesOfProbe,
  retriesOfReading,
  usualRetries,
} from '../../src/remote/http/retry.ts';
import type { HttpAnswer } from '../../src/remote/http/transport.ts';
import { fc } from '../support/laws.ts';

const answer = (status: number, text = '{}'): HttpAnswer => ({
  type: 'answered',
  status,
  headers: new Headers(),
  size: { bytes: text.length, values: 1 },
  text,
  json: text.startsWith('{}') ? {} : undefined,
});

describe('what an answer is worth', () => {
  test.each<{ status: number; text?: string; read: string; write: string }>([
    { status: 200, read: 'answered', write: 'answered' },
    { status: 201, text: '', read: 'garbled', write: 'answered' },
    { status: 200, text: '{"lessons":[', read: 'garbled', write: 'answered' },
    { status: 200, text: ' <!DOCTYPE html><title>Sign in', read: 'garbled', write: 'garbled' },
    { status: 307, text: '', read: 'answered', write: 'answered' },
    { status: 400, read: 'answered', write: 'answered' },
    { status: 404, text: '<html>', read: 'answered', write: 'answered' },
    { status: 408, read: 'later', write: 'later' },
    { status: 429, read: 'later', write: 'later' },
    { status: 500, read: 'later', write: 'later' },
    { status: 501, read: 'answered', write: 'answered' },
    { status: 504, text: '<html>', read: 'later', write: 'later' },
  ])('$status "$text"', ({ status, text, read, write }) => {
    expect(failureKind(answer(status, text), { expects: 'json' }).type).toBe(read);
    expect(failureKind(answer(status, text), { expects: 'status' }).type).toBe(write);
  });
});

test.each<[RetryableFailure, boolean]>([
  [{ type: 'later', answer: answer(429) }, false],
  [{ type: 'later', answer: answer(500) }, true],
  [{ type: 'later', answer: answer(504) }, true],
  [{ type: 'garbled', answer: answer(200, '<html>') }, true],
  [{ type: 'lost', cause: undefined }, true],
  [{ type: 'out of time' }, true],
])('a write that ended so may have arrived: %j %s', (trouble, may) => {
  expect(mayHaveArrived(trouble)).toBe(may);
});

const busy: RetryableFailure = { type: 'later', answer: answer(429) };
const fresh: RetryProgress = { tries: 1, elapsed: 0, repetitions: 8, asked: undefined, chance: 1 };

describe('the pause before the next try', () => {
  test.each<{ name: string; so: Partial<RetryProgress>; pause?: number }>([
    { name: 'begins short', so: {}, pause: 300 },
    { name: 'doubles', so: { tries: 4 }, pause: 2400 },
    { name: 'has an end', so: { tries: 8 }, pause: 20_000 },
    { name: 'is spread', so: { chance: 0 }, pause: 150 },
    { name: 'is what the platform asks', so: { asked: 45_000 }, pause: 45_000 },
    { name: 'is never nothing', so: { asked: 0 }, pause: 300 },
    { name: 'is not begun where it asks too much', so: { asked: 3_600_000 } },
    { name: 'is not begun where time is up', so: { elapsed: 179_800 } },
    { name: 'is not begun after the last try', so: { tries: 9 } },
    { name: 'is not begun while the platform is in doubt', so: { tries: 2, repetitions: 1 } },
  ])('$name', ({ so, pause }) => {
    expect(pauseBefore(busy, { ...fresh, ...so }, usualRetries)).toBe(pause);
  });

  test('what makes no sense is asked for twice more', () => {
    const garbled: RetryableFailure = { type: 'garbled', answer: answer(200, '') };
    expect(pauseBefore(garbled, { ...fresh, tries: 2 }, usualRetries)).toBe(600);
    expect(pauseBefore(garbled, { ...fresh, tries: 3 }, usualRetries)).toBeUndefined();
  });

  test('whatever a platform asks, all pauses together stay below the patience', () => {
    const asked = fc.option(fc.nat(200_000), { nil: undefined });
    fc.assert(
      fc.property(fc.array(fc.tuple(asked, fc.nat(1000))), (steps) => {
        let elapsed = 0;
        let tries = 0;
        for (const [wanted, chance] of steps) {
          tries += 1;
          const progress = { ...fresh, tries, elapsed, asked: wanted, chance: chance / 1000 };
          const pause = pauseBefore(busy, progress, usualRetries);
          if (pause === undefined) break;
          elapsed += pause;
        }
        expect(elapsed).toBeLessThan(usualRetries.allTries);
        expect(tries).toBeLessThanOrEqual(usualRetries.repetitions + 1);
      }),
    );
  });
});

describe('the patience of a diagnosis', () => {
  const waits = (count: number) =>
    Array.from({ length: count }, (_, before) => patienceAfter(before, retriesOfProbe).allTries);
  const total = (count: number) => waits(count).reduce((sum, one) => sum + one, 0);

  test('three requests that nobody answers end within half a minute, and so does one of a list', () => {
    expect(total(3)).toBeLessThan(30_000);
    expect(retriesOfReading.allTries).toBeLessThanOrEqual(30_000);
  });

  test('a request more costs a second or less, once many were given up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 100 }), (count) => {
        expect(total(count)).toBeLessThanOrEqual(30_000 + count * 1000);
      }),
    );
  });

  test('a try never takes longer than all tries, and no other policy loses its patience', () => {
    for (const before of [0, 1, 7]) {
      const { oneTry, allTries } = patienceAfter(before, retriesOfProbe);
      expect(oneTry).toBeLessThanOrEqual(allTries);
      expect(patienceAfter(before, usualRetries)).toEqual(usualRetries);
    }
  });
});

describe('Retry-After', () => {
  const at = 'Sat, 21 Nov 2026 10:00:00 GMT';
  const tenLater = 'Sat, 21 Nov 2026 10:00:10 GMT';
  const hourLater = 'Sat, 21 Nov 2026 11:00:10 GMT';
  const now = new Date(at);
  const late = new Date('2026-11-21T09:00:00Z');
  const early = new Date('2026-11-21T11:00:00Z');

  test.each<{ says?: string; date?: string; ours?: Date; asks: number | undefined }>([
    { asks: undefined },
    { says: '', asks: undefined },
    { says: '7', asks: 7000 },
    { says: '1.5', asks: 1500 },
    { says: '3600', asks: 3_600_000 },
    { says: '-5', date: at, asks: undefined },
    { says: 'soon', asks: undefined },
    { says: tenLater, date: at, asks: 10_000 },
    { says: at, date: tenLater, asks: 0 },
    { says: tenLater, date: at, ours: late, asks: 10_000 },
    { says: tenLater, date: at, ours: early, asks: 10_000 },
    { says: hourLater, date: at, asks: 3_610_000 },
    { says: tenLater, asks: 10_000 },
    { says: tenLater, ours: late, asks: 20_000 },
    { says: tenLater, ours: early, asks: 0 },
    { says: tenLater, date: 'yesterday', ours: late, asks: 20_000 },
  ])('"$says", sent at "$date", read at $ours: $asks', ({ says, date, ours = now, asks }) => {
    const headers = new Headers({
      ...(says !== undefined && { 'retry-after': says }),
      ...(date !== undefined && { date }),
    });
    expect(askedPause(headers, { now: ours, longest: 20_000 })).toBe(asks);
  });
});

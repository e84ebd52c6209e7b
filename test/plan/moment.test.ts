import { describe, expect, test } from 'vitest';
import { asMoment } from '../../src/plan/compare.ts';
import { fc } from '../support/laws.ts';

describe('moments', () => {
  test.each([
    ['2026-01-01', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T00:00', '2026-01-01T00:00:00+00:00'],
    ['2026-03-01T00:30:00+01:00', '2026-02-28T23:30:00Z'],
    ['2024-03-01T00:00:00+0100', '2024-02-29T23:00:00Z'],
    ['2025-12-31T20:00:00.50-04:00', '2026-01-01 00:00:00.5Z'],
    ['2026-01-01T02:15+05:45', '2025-12-31T20:30Z'],
    ['2026-01-01t00:00:00z', '2026-01-01'],
  ])('%s is %s', (one, other) => {
    expect(asMoment(one)).toBeDefined();
    expect(asMoment(one)).toBe(asMoment(other));
  });

  test.each([
    ['2026-01-01', '2026-01-02'],
    ['2026-01-01T00:00:00.001Z', '2026-01-01T00:00:00.002Z'],
    ['2026-01-01T00:00:00.101Z', '2026-01-01T00:00:00.11Z'],
    ['1999-12-31', '2000-12-31'],
  ])('%s is not %s', (one, other) => expect(asMoment(one)).not.toBe(asMoment(other)));

  test.each(['2026', '1.1.2026', 'on 2026-01-01', '2026-01-01 or so', ''])('%j is none', (text) => {
    expect(asMoment(text)).toBeUndefined();
  });

  test('law: two of them are as many seconds apart as the calendar says', () => {
    const date = fc.date({
      min: new Date('0001-01-01'),
      max: new Date('9999-12-31'),
      noInvalidDate: true,
    });
    const seconds = (text: string) => Number(asMoment(text)?.split('.')[0]);
    fc.assert(
      fc.property(date, date, (one, other) => {
        const [a, b] = [one, other].map((each) => each.toISOString());
        const apart = Math.floor(one.getTime() / 1000) - Math.floor(other.getTime() / 1000);
        expect(seconds(a ?? '') - seconds(b ?? '')).toBe(apart);
      }),
    );
  });
});

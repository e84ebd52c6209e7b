import { describe, expect, test } from 'vitest';
import { isLagQuirk, type LagQuirk, lagOf } from '../../src/features/emulator/server/quirks.ts';
import { ids, records, sample, signIn, start } from './session.ts';

const first = { ...sample.course, title: 'First' };
const second = { ...sample.course, title: 'Second' };

/** What a GET and a list show so many milliseconds after the second PUT. */
async function shownAfter(quirk: LagQuirk, milliseconds: number) {
  let time = Date.parse('2026-01-01T00:00:00Z');
  const emulator = start({ quirks: [quirk], now: () => new Date(time) });
  const session = await signIn(emulator);
  await session.put('course', first);
  time += 60_000;
  await session.put('course', second);
  time += milliseconds;
  const titleOf = (reply: Parameters<typeof records>[0]) => records(reply)[0]?.['title'];
  return {
    single: titleOf(await session.get('course', String(first['sourcedId']))),
    list: titleOf(await session.list('course')),
    stored: emulator.records('course')[0]?.['title'],
  };
}

describe('reads show what was stored some time ago', () => {
  test.each<[LagQuirk, number, string, string]>([
    ['reads-lag=2000', 1999, 'First', 'First'],
    ['reads-lag=2000', 2000, 'Second', 'Second'],
    ['lists-lag=2000', 1999, 'Second', 'First'],
    ['lists-lag=2000', 2000, 'Second', 'Second'],
    ['singles-lag=2000', 1999, 'First', 'Second'],
    ['reads-lag=0', 0, 'Second', 'Second'],
  ])('%s, after %d ms: GET %s, list %s', async (quirk, after, single, list) => {
    expect(await shownAfter(quirk, after)).toEqual({ single, list, stored: 'Second' });
  });

  test('a record that was not there is not there yet; what is seeded was there for long', async () => {
    let time = Date.parse('2026-01-01T00:00:00Z');
    const emulator = start({ quirks: ['reads-lag=1000'], now: () => new Date(time) });
    emulator.seed([{ kind: 'course', record: { ...first, sourcedId: 'seeded' } }]);
    const session = await signIn(emulator);
    await session.put('course', first);
    expect(ids(await session.list('course'))).toEqual(['seeded']);
    expect((await session.get('course', String(first['sourcedId']))).status).toBe(404);
    time += 1000;
    expect(ids(await session.list('course'))).toHaveLength(2);
  });
});

test.each([
  ['reads-lag=2000', true],
  ['reads-lag', false],
  ['reads-lag=', false],
  ['reads-lag=1.5', false],
  ['writes-lag=5', false],
  ['toString=5', false],
])('%s is a quirk: %s', (text, expected) => {
  expect(isLagQuirk(text)).toBe(expected);
});

test('the longest of several counts', () => {
  expect(lagOf(['reads-lag=5', 'lists-lag=9', 'drops-nulls'])).toEqual({ lists: 9, singles: 5 });
});

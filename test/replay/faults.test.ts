import { describe, expect, test } from 'vitest';
import { replay } from '../../scripts/replay/replay.ts';
import { score } from '../../scripts/replay/score.ts';
import { truthOf } from '../../scripts/replay/truth-of.ts';
import { valueType } from '../../scripts/replay/value.ts';
import { hasGit } from '../support/repository.ts';
import { type HistoryAccident, historyOf } from './random-history.ts';

/** Each kind of fault in a history of its own, with the row that counts it. */
const faults: readonly {
  readonly happened: readonly HistoryAccident[];
  readonly row: string;
  readonly truth: number;
  readonly seed: number;
}[] = [
  { happened: ['fresh', 'fresh'], row: 'another uuid under the same key', truth: 2, seed: 1 },
  {
    happened: ['renamed with a fresh one'],
    row: 'another key and another uuid, same title',
    truth: 1,
    seed: 2,
  },
  {
    happened: ['placeholder', 'mended'],
    row: 'the id given for a placeholder replaced',
    truth: 1,
    seed: 3,
  },
  {
    happened: ['look-alike', 'mended'],
    row: 'the id given for a placeholder replaced',
    truth: 1,
    seed: 4,
  },
  {
    happened: ['slug', 'mended'],
    row: 'the id given for a placeholder replaced',
    truth: 1,
    seed: 5,
  },
  {
    happened: ['placeholder', 'look-alike', 'slug'],
    row: 'a uuid that became none',
    truth: 3,
    seed: 6,
  },
  {
    happened: ['placeholder', 'mended'],
    row: 'a placeholder, when it was committed',
    truth: 1,
    seed: 7,
  },
  {
    happened: ['look-alike', 'mended'],
    row: 'a placeholder, when it was committed',
    truth: 0,
    seed: 8,
  },
  { happened: ['look-alike'], row: 'a value that is no uuid, at first use', truth: 1, seed: 9 },
  { happened: ['slug'], row: 'a value that is no uuid, at first use', truth: 0, seed: 10 },
  {
    happened: ['copied', 'copy mended'],
    row: 'a copy that got a uuid of its own',
    truth: 1,
    seed: 11,
  },
  { happened: ['copied'], row: 'one uuid on several keys', truth: 1, seed: 12 },
  { happened: ['typed over'], row: 'one uuid on several keys', truth: 1, seed: 13 },
  { happened: ['fresh', 'restored'], row: 'an old uuid restored', truth: 1, seed: 14 },
  {
    happened: ['removed', 'resurrected'],
    row: 'a uuid that was gone, at a new lesson',
    truth: 1,
    seed: 15,
  },
  { happened: ['removed', 'removed'], row: 'a uuid gone, removed or replaced', truth: 2, seed: 16 },
  { happened: ['handed on'], row: 'a uuid handed on to another lesson', truth: 1, seed: 17 },
  { happened: ['swapped'], row: 'two uuids exchanged', truth: 2, seed: 18 },
  { happened: ['nameless'], row: 'no uuid at all', truth: 1, seed: 19 },
];

describe.skipIf(!hasGit)('a history with', () => {
  test.each(faults)('$happened: $row', async ({ happened, row, truth, seed }) => {
    const steps = await replay(historyOf(happened, seed));
    const rows = score(steps);
    expect(rows.find(({ name }) => name === row)).toMatchObject({ truth, reported: truth });
    expect(rows.flatMap(({ missed }) => missed)).toEqual([]);
    expect(rows.at(-1)?.untrue).toEqual([]);
    expect(steps.flatMap(({ publication }) => publication.faults)).toEqual([]);
  });

  // `fmt` mints an id in place of the placeholder, and in the next round the lesson gets its own back:
  // the line of the minted one has to go again, or nothing can be published any more.
  test.each([6, 7])('a ledger line that sorting out leaves behind, %i', async (seed) => {
    const steps = await replay(historyOf(['placeholder', 'swapped'], seed));
    expect(steps.flatMap(({ publication }) => publication.faults)).toEqual([]);
    expect(score(steps).flatMap(({ missed }) => missed)).toEqual([]);
  });

  test('many changes at once: what a guard asks for is approved, once and for this plan', async () => {
    const history = historyOf(['removed'], 20);
    const [start, end] = history;
    if (!start || !end) throw new Error('the history is too short');
    const reworded = JSON.parse(
      JSON.stringify(end).replaceAll('with', 'and with').replaceAll('seen from', 'looked at from'),
    );
    const steps = await replay([start, reworded]);
    expect(steps.map(({ publication }) => publication.approved)).toEqual([[], ['update']]);
    expect(steps.flatMap(({ publication }) => publication.faults)).toEqual([]);
  });
});

test.each([
  ['6f0c7a52-3a44-4c0e-9a55-0a6f9f4d1c01', 'uuid'],
  ['6F0C7A52-3A44-4C0E-9A55-0A6F9F4D1C01', 'uuid'],
  ['zf0c7a52-3a44-4c0e-9a55-0a6f9f4d1c01', 'look-alike'],
  ['6f0c7a52-3a44-4c0e-9a55-0a6f9f4d1c0', 'look-alike'],
  ['xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx', 'placeholder'],
  ['00000000-0000-0000-0000-000000000000', 'placeholder'],
  ['UUID_HERE', 'placeholder'],
  ['TODO: insert', 'placeholder'],
  ['{{id}}', 'placeholder'],
  ['', 'placeholder'],
  ['two words', 'placeholder'],
  ['8d1923c8c441eddfaeb5bdef', 'other'],
  ['strong-verbs', 'other'],
  ['lesson-12', 'other'],
])('%s is read as %s', (text, type) => {
  expect(valueType(text)).toBe(type);
});

describe('events that are read off the texts', () => {
  test('a history without accidents has none', () => {
    expect(truthOf(historyOf(['rewritten', 'rewritten', 'rewritten'], 21))).toEqual({
      events: [],
      dup_uuid_spans: [],
    });
  });

  test('if no UUIDs are written a slug is an identity like any other', () => {
    const slugs = historyOf(['fresh'], 22).map((revision) =>
      JSON.parse(
        JSON.stringify(revision).replaceAll(/"uuid":"([^"]{8})[^"]*"/g, '"uuid":"item-$1"'),
      ),
    );
    expect(truthOf(slugs).events.map(({ kind }) => kind)).toEqual(['uuid_changes.fresh']);
  });
});

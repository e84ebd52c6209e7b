// Lines about placements in the ledger: added once, sorted among the others, kept whatever happens.
import { expect, test } from 'vitest';
import { parseLedger, sortLedger } from '../../src/identity/ledger/parse.ts';
import { placementKey } from '../../src/model/ledger.ts';
import { addToLedger } from '../support/ledger.ts';

const placed = { sourcedId: 'b', lesson: 'l', resource: 'r' };
const text = 'a course live\nb placement live l r\nl lesson live\nr resource live\n';

test('are added at their sorted place, once', () => {
  const without = text.replace('b placement live l r\n', '');
  expect(addToLedger(without, [], [placed])).toBe(text);
  expect(addToLedger(text, [], [placed])).toBe(text);
});

test('are read, and are no nodes', () => {
  const ledger = parseLedger('catalog.ids', text);
  if (!ledger.ok) throw new Error(JSON.stringify(ledger.problems));
  expect(ledger.problems).toEqual([]);
  expect(ledger.value.placements).toEqual(new Map([[placementKey('l', 'r'), 'b']]));
  expect([...ledger.value.entries.keys()]).toEqual(['a', 'l', 'r']);
});

test('are sorted and folded as after a merge, with the comments above them', () => {
  const merged =
    'l lesson live\n# film\nb placement live l r\nb placement live l r\na course live\n';
  const sorted = 'a course live\n# film\nb placement live l r\nl lesson live\n';
  expect(sortLedger(merged)).toBe(sorted);
});

test.each(['b placement live l', 'b placement retired l r', 'b placement live l r more'])(
  'refused: %s',
  (line) => {
    const { problems } = parseLedger('catalog.ids', `${line}\n`);
    expect(problems).toMatchObject([{ code: 'ledger/malformed' }]);
  },
);

// Lines about placements in the ledger: added once, sorted among the others, kept whatever happens.
import { describe, expect, test } from 'vitest';
import { parseLedger, sortLedger } from '../../src/identity/ledger/parse.ts';
import { resolvePlacements } from '../../src/model/placements.ts';
import { addToLedger, withFacts } from '../support/ledger.ts';

const placed = { sourcedId: 'b', parent: 'l', resource: 'r' };
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
  expect([...ledger.value.placements.values()]).toEqual([
    { ...placed, state: 'live', file: 'catalog.ids', line: 2 },
  ]);
  expect([...ledger.value.entries.keys()]).toEqual(['course/a', 'component/l', 'resource/r']);
});

test('are sorted and folded as after a merge, with the comments above them', () => {
  const merged =
    'l lesson live\n# film\nb placement live l r\nb placement live l r\na course live\n';
  const sorted = 'a course live\n# film\nb placement live l r\nl lesson live\n';
  expect(sortLedger(merged)).toBe(sorted);
});

test.each([
  'b placement live l',
  'b placement retired l',
  'b placement released l r',
  'b placement live l r more',
])('refused: %s', (line) => {
  const { problems } = parseLedger('catalog.ids', `${line}\n`);
  expect(problems).toMatchObject([{ code: 'ledger/malformed' }]);
});

test('are retired by a line of their own, with a reason', () => {
  const retired = { says: 'placement', state: 'retired', ...placed, reason: 'old quiz' } as const;
  const after = withFacts(text, [retired]);
  expect(after).toBe(text.replace('l lesson', 'b placement retired l r old quiz\nl lesson'));
  expect(withFacts(after, [retired, { ...retired, state: 'live' }])).toBe(after);
  const ledger = parseLedger('catalog.ids', after);
  expect(ledger.problems).toEqual([]);
  expect(ledger.ok && ledger.value.placements.get('b')).toMatchObject({
    state: 'retired',
    reason: 'old quiz',
  });
});

describe('an entry of resources stands for', () => {
  const ledger = (lines: string) => {
    const read = parseLedger('catalog.ids', lines);
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    return read.value;
  };
  const entry = (sourcedId?: string, parent = 'l') => ({
    parent,
    resource: 'r',
    ...(sourcedId !== undefined && { sourcedId }),
  });

  test.each([
    {
      what: 'the id that it writes out',
      lines: 'a placement live l r\n',
      all: [entry('b')],
      is: ['b'],
    },
    { what: 'what the ledger has', lines: 'a placement live l r\n', all: [entry()], is: ['a'] },
    {
      what: 'what the ledger has and no other entry writes out, wherever',
      lines: 'a placement live l r\nb placement live l r\n',
      all: [entry(), entry('a', 'elsewhere')],
      is: ['b', 'a'],
    },
    {
      what: 'nothing yet, in a unit or a new lesson',
      lines: 'a placement live l r\n',
      all: [entry(undefined, 'u')],
      is: [undefined],
    },
    {
      what: 'nothing that was retired',
      lines: 'a placement retired l r\n',
      all: [entry()],
      is: [undefined],
    },
    {
      what: 'nothing, if two could be meant',
      lines: 'a placement live l r\nb placement live l r\n',
      all: [entry()],
      is: [undefined],
    },
    {
      what: 'nothing, if the one above stands for it',
      lines: 'a placement live l r\n',
      all: [entry(), entry()],
      is: ['a', undefined],
    },
  ])('$what', ({ lines, all, is }) => {
    expect(resolvePlacements(all, ledger(lines)).map(({ sourcedId }) => sourcedId)).toEqual(is);
  });

  test('nothing tells which: the ids are named', () => {
    const known = ledger('a placement live l r\nb placement live l r\n');
    expect(resolvePlacements([entry()], known)).toMatchObject([{ rivals: ['a', 'b'] }]);
  });
});

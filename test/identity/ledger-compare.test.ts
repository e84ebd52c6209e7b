import { expect, test } from 'vitest';
import { compareLedgers } from '../../src/identity/ledger/compare.ts';
import { parseLedger } from '../../src/identity/ledger/parse.ts';
import type { Ledger } from '../../src/model/ledger.ts';

function ledger(...lines: string[]): Ledger {
  const parsed = parseLedger('catalog.ids', `# x\n${lines.join('\n')}\n`);
  if (!parsed.ok) throw new Error(parsed.problems[0]?.detail);
  return parsed.value;
}

test.each([
  { name: 'nothing', before: ['a unit live'], after: ['a unit live'], edits: [] },
  { name: 'a new id', before: [], after: ['a unit live'], edits: [] },
  { name: 'a retirement', before: ['a unit live'], after: ['a unit retired why'], edits: [] },
  { name: 'another reason', before: ['a unit retired x'], after: ['a unit retired y'], edits: [] },
  {
    name: 'another order',
    before: ['a unit live', 'b unit live'],
    after: ['b unit live', 'a unit live'],
    edits: [],
  },
  { name: 'a removed line', before: ['a unit live'], after: [], edits: ['a removed'] },
  { name: 'a removed retired line', before: ['a unit retired'], after: [], edits: ['a removed'] },
  { name: 'another kind', before: ['a unit live'], after: ['a lesson live'], edits: ['a kind'] },
  { name: 'a revival', before: ['a unit retired x'], after: ['a unit live'], edits: ['a revived'] },
  {
    name: 'another kind and a revival',
    before: ['a unit retired'],
    after: ['a lesson live'],
    edits: ['a kind'],
  },
  {
    name: 'several edits',
    before: ['a unit live', 'b unit retired', 'c unit live'],
    after: ['b unit live', 'c lesson live', 'd unit live'],
    edits: ['a removed', 'b revived', 'c kind'],
  },
])('$name', ({ before, after, edits }) => {
  const found = compareLedgers(ledger(...before), ledger(...after));
  expect(found.map(({ about, was }) => `${about.sourcedId} ${was}`)).toEqual(edits);
});

test('an edit holds what both say', () => {
  const before = ledger('a unit live', 'b unit retired why');
  const [edit] = compareLedgers(before, ledger('a unit live', 'a2 unit live', 'b unit live'));
  expect(edit).toMatchObject({
    about: { says: 'retired', reason: 'why' },
    now: { says: 'live' },
  });
});

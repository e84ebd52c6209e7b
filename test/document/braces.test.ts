import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/document/parse.ts';
import { countOperations } from '../support/operations.ts';

const problemsIn = (text: string) =>
  parseYaml('a.yaml', text).problems.map(({ detail, span }) => ({ detail, at: span?.start }));

/** A map between braces with this many keys that have no values, and perhaps more fields. */
const keysAlone = (keys: number, more: string) =>
  `metadata: {${Array.from({ length: keys }, (_, at) => `k${1000 + at}`).join(', ')}${more}}\n`;

describe.each([
  { name: 'only keys', more: '' },
  { name: 'keys and a field', more: ', z: 1' },
  { name: 'keys and a key that is glued to its value', more: ', z:1' },
])('$name between braces', ({ more }) => {
  test('are one slip and one problem', () => {
    expect(problemsIn(keysAlone(400, more))).toHaveLength(1);
  });

  test('ten times the keys cost at most ten times the operations and a bit', async () => {
    const [few, many] = [keysAlone(400, more), keysAlone(4000, more)];
    const small = await countOperations(() => problemsIn(few));
    expect((await countOperations(() => problemsIn(many))) / small).toBeLessThan(10.5);
  });
});

test.each(['? a\n? b\n', 'metadata:\n  ? note\n  : x\n  ? xp\n'])(
  'a key without a value on a line of its own is one with no value: %j',
  (text) => {
    expect(problemsIn(text)).toEqual([]);
  },
);

test.each([
  'metadata: {note: "Well, aim: Part 1: the end"}',
  "metadata: {note: 'Well, aim: Part 1: it''s, aim: Part 2: the end', xp: 1}",
  'metadata: {"note": "a } b: c", xp: 1}',
  'subjects: ["a \\" ] b: c", "Reading"]',
])('a line with signs between quotes is not blamed for a quote below that is open: %s', (good) => {
  expect(problemsIn(`${good}\ntitle: More\n`)).toEqual([]);
  expect(problemsIn(`${good}\ntitle: "More\n`)).toEqual([
    { detail: 'This quote is never closed.', at: { line: 2, column: 8 } },
  ]);
});

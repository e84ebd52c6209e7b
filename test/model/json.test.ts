import { describe, expect, test } from 'vitest';
import {
  canonicalJson,
  deepestJson,
  isObject,
  type Json,
  keyIn,
  parseJson,
} from '../../src/model/json.ts';

describe('parseJson', () => {
  const lists = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

  test.each<{ name: string; text: string; json: Json | undefined }>([
    { name: 'a value', text: '{"a":[null,1]}', json: { a: [null, 1] } },
    { name: 'null', text: 'null', json: null },
    { name: 'nothing', text: '', json: undefined },
    { name: 'half a value', text: '{"a":', json: undefined },
    { name: 'YAML', text: 'a: 1', json: undefined },
  ])('$name', ({ text, json }) => {
    expect(parseJson(text)).toEqual(json);
  });

  test.each([{ of: lists }, { of: objects }])('is bounded in depth: $of', ({ of }) => {
    expect(parseJson(of(deepestJson))).toBeDefined();
    expect(parseJson(of(deepestJson + 1))).toBeUndefined();
    // Deeper than the call stack.
    expect(parseJson(of(100_000))).toBeUndefined();
  });

  test('a depth counts wherever it is, and breadth does not', () => {
    expect(parseJson(`[1, {"a": ${lists(deepestJson)}}]`)).toBeUndefined();
    expect(parseJson(`[${'[],'.repeat(1000)}[]]`)).toHaveLength(1001);
  });
});

test.each<{ value: Json | undefined; is: boolean }>([
  { value: {}, is: true },
  { value: [], is: false },
  { value: null, is: false },
  { value: 'text', is: false },
  { value: undefined, is: false },
])('isObject($value) → $is', ({ value, is }) => {
  expect(isObject(value)).toBe(is);
});

describe('keyIn', () => {
  const composed = 'caf\u00e9';
  const decomposed = 'cafe\u0301';

  test.each([
    { name: 'the key itself', held: ['a', 'b'], key: 'b', found: 'b' },
    {
      name: 'another form of its letters',
      held: ['a', decomposed],
      key: composed,
      found: decomposed,
    },
    { name: 'the other way round', held: [composed], key: decomposed, found: composed },
    {
      name: 'itself rather than another form',
      held: [decomposed, composed],
      key: composed,
      found: composed,
    },
    { name: 'no other letters', held: ['cafe'], key: composed, found: undefined },
    { name: 'nothing like it', held: ['a'], key: 'b', found: undefined },
    { name: 'nothing inherited', held: [], key: 'toString', found: undefined },
    // U+212A, the sign of the Kelvin, is K in every normal form.
    { name: 'ASCII only as it is', held: ['\u212a'], key: 'K', found: undefined },
  ])('$name', ({ held, key, found }) => {
    expect(keyIn(Object.fromEntries(held.map((name) => [name, 1])), key)).toBe(found);
  });
});

test.each<{ name: string; value: Json; text: string }>([
  {
    name: 'keys are sorted, at every level',
    value: { b: { d: 1, c: 2 }, a: 3 },
    text: '{"a":3,"b":{"c":2,"d":1}}',
  },
  {
    name: 'lists keep their order',
    value: [2, [1], { b: 1, a: 2 }],
    text: '[2,[1],{"a":2,"b":1}]',
  },
  { name: 'texts are escaped', value: ['"', '\n'], text: '["\\"","\\n"]' },
  { name: 'null', value: { a: null }, text: '{"a":null}' },
])('canonical JSON: $name', ({ value, text }) => {
  expect(canonicalJson(value)).toBe(text);
});

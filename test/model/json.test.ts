import { describe, expect, test } from 'vitest';
import {
  canonicalJson,
  deepestJson,
  ExactNumber,
  isObject,
  isSameJson,
  type Json,
  keyIn,
  parseJson,
  repeatedKeyIn,
} from '../../src/model/json.ts';
import { bent, jsonText } from '../support/json-texts.ts';
import { fc, runs } from '../support/laws.ts';

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

describe('what is parsed is written back as it was', () => {
  const written = (text: string) => JSON.stringify(parseJson(text));

  test.each([
    ...bent,
    `[${bent.join()}]`,
    `{"a":[[${bent.join()}]]}`,
    '{"__proto__":1.0,"toJSON":{"a":-0}}',
    '{"a":"\\ud800","\\udfff":["\\ud800\\ud800"]}',
    '{"a":":","b":"\\":1.0","c":12,"d":[]}',
    '"text"',
    '12',
    '1.5e-7',
  ])('%s', (text) => {
    expect(written(text)).toBe(text);
  });

  test('whatever its numbers, texts and keys', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        expect(written(text)).toBe(text);
        expect(repeatedKeyIn(parseJson(text) ?? null)).toBeUndefined();
        // Blanks around every sign that is not inside of a text.
        const wide = text.replaceAll(/"(?:[^"\\]|\\.)*"|[[\]{}:,]/g, (part) => ` \t${part}\r\n `);
        expect(written(wide)).toBe(text);
      }),
      runs(500),
    );
  });

  test('a number is one of JavaScript if nothing is lost by it', () => {
    expect(parseJson('[0,-1.5,1e+21,9007199254740991]')).toEqual([0, -1.5, 1e21, 9007199254740991]);
    expect(parseJson('{"a":1.0}')).toEqual({ a: new ExactNumber('1.0') });
  });
});

describe('a key that came twice', () => {
  test.each<{ text: string; path: readonly string[] | undefined }>([
    { text: '{"a":1,"a":1}', path: ['a'] },
    { text: '{"a":{"b":1,"\\u0062":2}}', path: ['a', 'b'] },
    { text: '{"a" :1, "a"\n:2}', path: ['a'] },
    { text: '[0,{"a":1,"b":{},"a":{}}]', path: ['1', 'a'] },
    { text: '{"__proto__":1,"__proto__":2}', path: ['__proto__'] },
    { text: '{"a":1,"b":{"a":1}}', path: undefined },
    { text: '[{"a":1},{"a":1}]', path: undefined },
    { text: '{"a":"\\"a\\":1","b":":"}', path: undefined },
    { text: '"a"', path: undefined },
  ])('$text', ({ text, path }) => {
    const json = parseJson(text) ?? null;
    expect(repeatedKeyIn(json)).toEqual(path);
    // The last one counts, as it does everywhere, and a copy knows it as well.
    expect(JSON.stringify(json)).toBe(JSON.stringify(JSON.parse(text)));
    if (isObject(json) && path) expect(repeatedKeyIn({ ...json })).toEqual(path);
  });
});

test.each<{ value: Json | undefined; is: boolean }>([
  { value: {}, is: true },
  { value: new ExactNumber('1.0'), is: false },
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

describe('equal JSON', () => {
  const number = fc.oneof(
    fc.constantFrom(0, 1, 12, 1e21),
    fc
      .constantFrom('12.0', '1.2e1', '-0', '0e5', '1e400', '12345678901234567890')
      .map((text) => new ExactNumber(text)),
  );
  /** Small, so that two of them are often equal, with the keys in any order. */
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<Json>(null, true, 'a', '12'),
      number,
      fc.array(tie('value'), { maxLength: 2 }),
      fc
        .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', '__proto__', '1'), tie('value')), {
          selector: ([key]) => key,
          maxLength: 3,
        })
        .map((entries) => Object.fromEntries(entries)),
    ),
  }));

  test('is what has one canonical text', () => {
    const law = fc.property(value, value, (a, b) => {
      expect(isSameJson(a, b)).toBe(canonicalJson(a) === canonicalJson(b));
      expect(isSameJson(a, a)).toBe(true);
    });
    fc.assert(law, runs(400));
  });

  test.each<[Json, Json]>([
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [12, new ExactNumber('12.0')],
    [{}, []],
    [{ a: null }, {}],
    [{ a: null }, { b: null }],
    ['12', 12],
  ])('%j and %j', (a, b) => {
    expect(isSameJson(a, b)).toBe(canonicalJson(a) === canonicalJson(b));
  });
});

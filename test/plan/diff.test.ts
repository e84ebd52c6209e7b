import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { type CompareRules, diffFields, strictRules } from '../../src/plan/compare.ts';
import { overlay } from '../../src/remote/dialects/record.ts';
import { fc } from '../support/laws.ts';
import { rules } from '../support/nodes.ts';

interface Row {
  readonly name: string;
  readonly here: JsonObject;
  readonly there: JsonObject;
  readonly paths: readonly string[];
}

describe('fields that differ', () => {
  test.each<Row>([
    { name: 'same', here: { title: 'A' }, there: { title: 'A' }, paths: [] },
    { name: 'another title', here: { title: 'B' }, there: { title: 'A' }, paths: ['title'] },
    { name: 'not written here: not looked at', here: {}, there: { courseCode: 'X' }, paths: [] },
    {
      name: 'null clears',
      here: { courseCode: null },
      there: { courseCode: 'X' },
      paths: ['courseCode'],
    },
    { name: 'null and absent', here: { courseCode: null }, there: {}, paths: [] },
    { name: 'empty list and absent', here: { subjects: [] }, there: {}, paths: [] },
    { name: 'empty list and null', here: { subjects: [] }, there: { subjects: null }, paths: [] },
    {
      name: 'empty list clears',
      here: { subjects: [] },
      there: { subjects: ['A'] },
      paths: ['subjects'],
    },
    {
      name: 'sets in another order',
      here: { grades: ['6', '7'] },
      there: { grades: ['7', '6'] },
      paths: [],
    },
    {
      name: 'sets with a repetition',
      here: { subjects: ['A'] },
      there: { subjects: ['A', 'A'] },
      paths: [],
    },
    {
      name: 'lists have an order',
      here: { prerequisites: ['a', 'b'] },
      there: { prerequisites: ['b', 'a'] },
      paths: ['prerequisites'],
    },
    { name: 'grades as numbers', here: { grades: ['6'] }, there: { grades: [6] }, paths: [] },
    {
      name: 'other lists: a number is no text',
      here: { subjects: ['6'] },
      there: { subjects: [6] },
      paths: ['subjects'],
    },
    { name: 'Unicode forms', here: { title: 'é' }, there: { title: 'e\u0301' }, paths: [] },
    {
      name: 'Unicode forms inside lists of maps',
      here: { x: [{ y: 'é' }] },
      there: { x: [{ y: 'e\u0301' }] },
      paths: [],
    },
    {
      name: 'lists of maps: a value, and a key',
      here: { x: [{ y: 'a' }], z: [{ a: 1 }] },
      there: { x: [{ y: 'b' }], z: [{ b: 1 }] },
      paths: ['x', 'z'],
    },
    {
      name: 'a leaf',
      here: { metadata: { a: { b: 1 } } },
      there: { metadata: { a: { b: 2, c: 3 } } },
      paths: ['metadata.a.b'],
    },
    {
      name: 'server defaults beside a leaf',
      here: { metadata: { a: 1 } },
      there: { metadata: { a: 1, z: 1 } },
      paths: [],
    },
    {
      name: 'a map where nothing was',
      here: { metadata: { a: 1, b: 2 } },
      there: {},
      paths: ['metadata.a', 'metadata.b'],
    },
    {
      name: 'a map where a text was',
      here: { metadata: { a: 1 } },
      there: { metadata: 'x' },
      paths: ['metadata'],
    },
    {
      name: 'an empty map asks only for a map',
      here: { metadata: {} },
      there: { metadata: { a: 1 } },
      paths: [],
    },
    { name: 'an empty map where nothing was', here: { metadata: {} }, there: {}, paths: [] },
    {
      name: 'an empty map where a text was',
      here: { metadata: {} },
      there: { metadata: 'x' },
      paths: ['metadata'],
    },
    {
      name: 'keys in another Unicode form',
      here: { metadata: { é: 1 } },
      there: { metadata: { 'e\u0301': 1 } },
      paths: [],
    },
    {
      name: 'an inherited name at the top is not a value',
      here: { toString: 'x', valueOf: null },
      there: {},
      paths: ['toString'],
    },
    {
      name: 'an inherited name is not a value',
      here: { metadata: { toString: 'x' } },
      there: { metadata: {} },
      paths: ['metadata.toString'],
    },
  ])('$name', ({ here, there, paths }) => {
    expect(diffFields(here, there, rules).map(({ path }) => path.join('.'))).toEqual(paths);
  });
});

describe('rules name fields by their path', () => {
  const on = (rule: Partial<CompareRules>) => ({ ...strictRules, ...rule });
  interface Ruled {
    readonly name: string;
    readonly by: Partial<CompareRules>;
    readonly here: Json;
    readonly there: Json;
    readonly same: boolean;
  }
  test.each<Ruled>([
    { name: 'a list in a map', by: { setLike: ['m.a'] }, here: [1, 2], there: [2, 1], same: true },
    { name: 'all of a map', by: { setLike: ['m'] }, here: [1, 2], there: [2, 1], same: true },
    { name: 'another name', by: { setLike: ['m.b'] }, here: [1, 2], there: [2, 1], same: false },
    { name: 'no prefix of a name', by: { asText: ['m.aa'] }, here: 5, there: '5', same: false },
    { name: 'a number', by: { asText: ['m.a'] }, here: 5, there: '5', same: true },
    { name: 'a truth value', by: { asText: ['m.a'] }, here: 'true', there: true, same: true },
    { name: 'not null', by: { asText: ['m.a'] }, here: 'null', there: null, same: false },
    { name: 'blanks', by: { trimmed: ['m.a'] }, here: ' x \n y', there: 'x y', same: true },
    { name: 'no blank at all', by: { trimmed: ['m.a'] }, here: 'x y', there: 'xy', same: false },
    { name: 'case', by: { caseless: ['m.a'] }, here: ['ÄB'], there: ['äb'], same: true },
    {
      name: 'moments',
      by: { asMoment: ['m.a'] },
      here: '2026-01-01',
      there: '2026-01-01T00:00:00Z',
      same: true,
    },
    { name: 'ignored', by: { ignored: ['m.a'] }, here: 1, there: { b: 2 }, same: true },
    {
      name: 'two rules',
      by: { setLike: ['m'], asText: ['m'] },
      here: [1, 2],
      there: ['2', '1'],
      same: true,
    },
  ])('$name', ({ by, here, there, same }) => {
    const changes = diffFields({ m: { a: here } }, { m: { a: there } }, on(by));
    expect(changes.length === 0).toBe(same);
  });
});

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.string(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string({ minLength: 1, maxLength: 4 }), tie('value'), { maxKeys: 3 }),
  ),
})).value;
const fields = fc.dictionary(fc.string({ minLength: 1, maxLength: 4 }), json, { maxKeys: 4 });

describe('laws of differing fields', () => {
  test('what is laid over a record no longer differs from it, and nothing else of it is lost', () => {
    fc.assert(
      fc.property(fields, fields, (written, held) => {
        const here = written as JsonObject;
        const there = held as JsonObject;
        const after = overlay(there, here);
        expect(diffFields(here, after, rules)).toEqual([]);
        for (const key of Object.keys(there)) {
          if (!Object.hasOwn(here, key)) expect(after[key]).toEqual(there[key]);
        }
      }),
    );
  });
});

// One course as it was last applied, as the manifests have it and as the server holds it.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { compareFields } from '../../src/plan/three-way.ts';
import { rules } from '../support/nodes.ts';
import { driftOf, told } from '../support/three-sides.ts';

/** One course on three sides; undefined if a side does not write the field. */
interface Row {
  readonly name: string;
  readonly base: JsonObject;
  readonly head: JsonObject;
  readonly server: JsonObject;
  readonly told: readonly string[];
  readonly defaults?: readonly string[];
  readonly settled?: number;
}

const here = 'changed on the server';
const git = 'edited in git';

describe('a field', () => {
  test.each<Row>([
    { name: 'the same on all sides', base: { a: 1 }, head: { a: 1 }, server: { a: 1 }, told: [] },
    {
      name: 'edited and not applied',
      base: { a: 1 },
      head: { a: 2 },
      server: { a: 1 },
      told: [`a: ${git}`],
    },
    {
      name: 'changed by somebody else',
      base: { a: 1 },
      head: { a: 1 },
      server: { a: 2 },
      told: [`a: ${here}`],
    },
    {
      name: 'changed on both sides, differently',
      base: { a: 1 },
      head: { a: 2 },
      server: { a: 3 },
      told: ['a: both'],
    },
    {
      name: 'changed on both sides to the same, so it was applied',
      base: { a: 1 },
      head: { a: 2 },
      server: { a: 2 },
      told: [],
      settled: 1,
    },
    {
      name: 'that nobody here writes',
      base: {},
      head: {},
      server: { a: 1, b: null, c: [], d: {} },
      told: [],
      defaults: ['a'],
    },
    {
      name: 'written for the first time, over what the server has',
      base: {},
      head: { a: 1 },
      server: { a: 2 },
      told: [`a: ${git}`],
    },
    {
      name: 'given up in git',
      base: { a: 1 },
      head: {},
      server: { a: 1 },
      told: [],
    },
    {
      name: 'given up in git, and changed by somebody else',
      base: { a: 1 },
      head: {},
      server: { a: 2 },
      told: [`a: ${here}`],
    },
    {
      name: 'absent on the server where null was applied',
      base: { a: null },
      head: { a: null },
      server: {},
      told: [],
    },
    {
      name: 'null on the server where nothing was written',
      base: {},
      head: {},
      server: { a: null },
      told: [],
    },
    {
      name: 'filled on the server where null was applied',
      base: { a: null },
      head: { a: null },
      server: { a: 1 },
      told: [`a: ${here}`],
    },
    {
      name: 'emptied on the server',
      base: { a: 1 },
      head: { a: 1 },
      server: {},
      told: [`a: ${here}`],
    },
    {
      name: 'a set in another order',
      base: { subjects: ['a', 'b'] },
      head: { subjects: ['b', 'a'] },
      server: { subjects: ['b', 'a', 'a'] },
      told: [],
    },
    {
      name: 'a list in another order',
      base: { list: ['a', 'b'] },
      head: { list: ['a', 'b'] },
      server: { list: ['b', 'a'] },
      told: [`list: ${here}`],
    },
    {
      name: 'numbers where the platform keeps texts',
      base: { grades: ['5'] },
      head: { grades: ['5'] },
      server: { grades: [5] },
      told: [],
    },
    {
      name: 'another Unicode form, in value and key',
      base: { metadata: { é: 'é' } },
      head: { metadata: { 'e\u0301': 'é' } },
      server: { metadata: { 'e\u0301': 'e\u0301' } },
      told: [],
    },
  ])('$name', ({ base, head, server, told: expected, defaults = [], settled = 0 }) => {
    const drift = driftOf({
      base: [['course', 'c', undefined, base]],
      head: [['course', 'c', undefined, head]],
      server: [['course', 'c', undefined, server]],
    });
    expect(told(drift)).toEqual(expected.map((line) => `course/c ${line}`));
    expect(drift.defaults.map(({ path }) => path.join('.'))).toEqual(defaults);
    expect(drift.settled).toBe(settled);
  });

  test.each<Omit<Row, 'told'> & { told: string[] }>([
    {
      name: 'entries by themselves',
      base: { a: 1, b: 1, c: { d: 1, e: 1 } },
      head: { a: 2, b: 1, c: { d: 2, e: 1 } },
      server: { a: 1, b: 2, c: { d: 3, e: 1, own: 1 }, AlphaLearn: { xp: 1 } },
      told: [`a: ${git}`, `b: ${here}`, 'c.d: both'],
      defaults: ['c.own', 'AlphaLearn'],
    },
    {
      name: 'a map that became a value in git',
      base: { a: { b: 1 } },
      head: { a: 1 },
      server: { a: { b: 1, own: 1 } },
      told: [`a: ${git}`],
    },
    {
      name: 'a map that became a value on the server',
      base: { a: { b: 1 } },
      head: { a: { b: 1 } },
      server: { a: 1 },
      told: [`a: ${here}`],
    },
    {
      name: 'a map cleared in git',
      base: { a: { b: 1 } },
      head: { a: null },
      server: { a: { b: 1 } },
      told: [`a: ${git}`],
    },
    {
      name: 'a map that the server lost',
      base: { a: { b: 1, c: 1 } },
      head: { a: { b: 2, c: 1 } },
      server: {},
      told: ['a.b: both', `a.c: ${here}`],
    },
    {
      name: 'a map that is null on the server',
      base: { a: { b: 1 } },
      head: { a: { b: 1 } },
      server: { a: null },
      told: [`a.b: ${here}`],
    },
    {
      name: 'a map that only git writes now',
      base: {},
      head: { a: { b: 1, c: 2 } },
      server: { a: { b: 1, c: 1 } },
      told: [`a.c: ${git}`],
    },
    {
      name: 'an entry named like what every object has',
      base: { toString: 1 },
      head: { toString: 1 },
      server: { toString: 2, ['__proto__']: 1 },
      told: [`toString: ${here}`],
      defaults: ['__proto__'],
    },
  ])('of metadata: $name', ({ base, head, server, told: expected, defaults = [] }) => {
    const drift = driftOf({
      base: [['course', 'c', undefined, { metadata: base }]],
      head: [['course', 'c', undefined, { metadata: head }]],
      server: [['course', 'c', undefined, { metadata: server }]],
    });
    expect(told(drift)).toEqual(expected.map((line) => `course/c metadata.${line}`));
    expect(drift.defaults.map(({ path }) => path.join('.'))).toEqual(
      defaults.map((path) => `metadata.${path}`),
    );
  });

  test('that nobody writes is folded by kind and path, two keys deep', () => {
    const own = { metadata: { AlphaLearn: { xp: 1 } } };
    const drift = driftOf({
      head: [
        ['course', 'a', undefined, { metadata: { x: 1 } }],
        ['course', 'b', undefined],
      ],
      server: [
        ['course', 'a', undefined, { metadata: { x: 1, ...own.metadata } }],
        ['course', 'b', undefined, own],
      ],
    });
    expect(drift.defaults).toEqual([
      { kind: 'course', path: ['metadata', 'AlphaLearn'], addresses: ['course/a', 'course/b'] },
    ]);
  });
});

test('each difference comes with its three values, as far as there are any', () => {
  const { drift } = compareFields(
    {
      base: { kept: 1, given: { up: 1 }, cleared: null },
      head: { kept: 2, made: 1, cleared: null },
      server: { kept: 3, given: { up: 2 }, cleared: 'again' },
    },
    rules,
  );
  expect(drift).toStrictEqual([
    { of: 'field', path: ['kept'], cause: 'both', before: 1, after: 3, wanted: 2 },
    { of: 'field', path: ['given', 'up'], cause: here, before: 1, after: 2 },
    { of: 'field', path: ['cleared'], cause: here, before: null, after: 'again', wanted: null },
    { of: 'field', path: ['made'], cause: git, before: null, after: null, wanted: 1 },
  ]);
});

describe('a field that is the platform’s to decide', () => {
  const ignoring = (...ignored: string[]) => ({ ...rules, ignored });
  test('is no drift, wherever it stands', () => {
    const held = { a: 1, m: { x: 1, y: 1 } };
    const server = { a: 2, m: { x: 2, y: 2 } };
    const sides = { base: held, head: held, server };
    const { drift } = compareFields(sides, ignoring('a', 'm.x'));
    expect(drift.map(({ path }) => path.join('.'))).toEqual(['m.y']);
  });

  test('is not listed as what the platform adds, and neither is nothing', () => {
    const server = { a: 1, b: 1, m: { x: 1, y: 1, empty: [] } };
    const sides = { base: undefined, head: {}, server };
    expect(compareFields(sides, ignoring('a', 'm.x')).defaults).toEqual([['b'], ['m', 'y']]);
  });
});

import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { noSources } from '../../src/document/place.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { problem } from '../../src/model/problem.ts';
import { planFromJson } from '../../src/text/json/plan-from-json.ts';
import { planToJson } from '../../src/text/json/plan-json.ts';
import { renderers } from '../../src/text/renderers.ts';
import { fc } from '../support/laws.ts';
import { anyPlan } from './arbitraries.ts';
import { created, empty, mixed, plain, planOf } from './examples.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../schemas/plan.schema.json', import.meta.url), 'utf8'),
);
const fits = new Ajv({ allErrors: true }).compile(schema);

/** The plan after it was a file. */
const reread = (json: JsonObject): Json => JSON.parse(JSON.stringify(json));

const warning = {
  ...problem('yaml/hazard', {
    detail: 'Detail.',
    hint: 'Hint.',
    span: { file: 'a.yaml', start: { line: 2, column: 3 }, end: { line: 2, column: 5 } },
    related: { span: { file: 'b.yaml', start: { line: 1, column: 1 } }, note: 'first used here' },
    address: 'lesson/l1',
  }),
  frame: { firstLine: 1, lines: ['kind: course', 'a: 08'] },
};

describe('the contract', () => {
  test('every action, as golden JSON', async () => {
    await expect(renderers.json.plan(mixed, plain)).toMatchFileSnapshot(
      'golden/mixed-plan.json.txt',
    );
  });

  test('a warning', () => {
    expect(planToJson(planOf([], { warnings: [warning] }), noSources)['warnings']).toEqual([
      {
        severity: 'warning',
        code: 'yaml/hazard',
        summary: 'Value may not be what it looks like',
        detail: 'Detail.',
        hint: 'Hint.',
        address: 'lesson/l1',
        range: {
          filename: 'a.yaml',
          start: { line: 2, column: 3 },
          end: { line: 2, column: 5 },
        },
        snippet: { start_line: 1, code: 'kind: course\na: 08' },
        related: {
          note: 'first used here',
          range: { filename: 'b.yaml', start: { line: 1, column: 1 } },
        },
      },
    ]);
  });

  test.each([
    { name: 'every action', plan: mixed },
    { name: 'no changes', plan: empty },
    { name: 'a warning', plan: planOf([created('course', 'c1')], { warnings: [warning] }) },
  ])('fits its schema: $name', ({ plan }) => {
    fits(planToJson(plan, noSources));
    expect(fits.errors ?? []).toEqual([]);
  });

  test('law: every plan fits its schema', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        fits(reread(planToJson(plan, noSources)));
        expect(fits.errors ?? []).toEqual([]);
      }),
    );
  });

  test.each<{ name: string; spoil: JsonObject }>([
    { name: 'another major version', spoil: { format_version: '2.0' } },
    { name: 'no version', spoil: { format_version: null } },
    { name: 'no changes at all', spoil: { resource_changes: null } },
    { name: 'a negative count', spoil: { summary: { to_add: -1 } } },
  ])('the schema refuses $name', ({ spoil }) => {
    expect(fits({ ...planToJson(mixed, noSources), ...spoil })).toBe(false);
  });

  test('the schema takes what a later minor version adds', () => {
    expect(fits({ ...planToJson(mixed, noSources), format_version: '1.7', new_key: 1 })).toBe(true);
  });
});

describe('reading back', () => {
  test('law: gives the plan that was written', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        expect(planFromJson(planToJson(plan, noSources))).toEqual(plan);
        expect(planFromJson(JSON.parse(renderers.json.plan(plan, plain)))).toEqual(plan);
      }),
    );
  });

  test('ignores what a later minor version adds', () => {
    const json = { ...planToJson(mixed, noSources), format_version: '1.7', new_key: 1 };
    expect(planFromJson(json)).toEqual(mixed);
  });

  const [change] = JSON.parse(JSON.stringify(planToJson(mixed, noSources)))['resource_changes'];
  const withChange = (spoil: JsonObject): Json => ({
    ...planToJson(mixed, noSources),
    resource_changes: [{ ...change, ...spoil }],
  });
  const withinChange = (spoil: JsonObject): Json =>
    withChange({ change: { ...change.change, ...spoil } });

  test.each<{ name: string; json: Json }>([
    { name: 'no object', json: [] },
    {
      name: 'another major version',
      json: { ...planToJson(mixed, noSources), format_version: '2.0' },
    },
    { name: 'a missing list', json: { ...planToJson(mixed, noSources), context: null } },
    { name: 'an address without an id', json: withChange({ address: 'unit/' }) },
    { name: 'an unknown kind', json: withChange({ address: 'org/x' }) },
    { name: 'an unknown action', json: withinChange({ actions: ['delete'] }) },
    { name: 'no action', json: withinChange({ actions: [] }) },
    { name: 'an update without a difference', json: withinChange({ fields: [] }) },
    {
      name: 'an empty path',
      json: withinChange({ fields: [{ path: [], kind: 'added', after: 1 }] }),
    },
    {
      name: 'a field without a value',
      json: withinChange({ fields: [{ path: ['a'], kind: 'added' }] }),
    },
    { name: 'a move without places', json: withinChange({ actions: ['move'] }) },
    {
      name: 'a number that is text',
      json: withChange({ source: { file: 'a', line: '1', column: 1 } }),
    },
    {
      name: 'a warning of an unknown code',
      json: { ...planToJson(mixed, noSources), warnings: [{ code: 'x/y' }] },
    },
  ])('refuses $name', ({ json }) => {
    expect(planFromJson(json)).toBeUndefined();
  });
});

test('hostile keys make no prototype', () => {
  const hostile = planOf([
    {
      action: 'update',
      address: 'course/c',
      title: 'C',
      source: { file: 'a.yaml', start: { line: 1, column: 1 } },
      fields: [{ path: ['__proto__', 'polluted'], kind: 'changed', before: 1, after: 2 }],
    },
  ]);
  const text = renderers.json.plan(hostile, plain);
  expect(text).toContain('"__proto__"');
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

test('JSON is safe on a screen and still the same value', () => {
  const title = '\u009b2J\u202e\u2028\u007f\u{e0041}';
  const plan = planOf([], { context: [{ address: 'course/c', title }] });
  const text = renderers.json.plan(plan, { ...plain, colour: true });
  expect(text).toContain('"\\u009b2J\\u202e\\u2028\\u007f\\udb40\\udc41"');
  expect(planFromJson(JSON.parse(text))).toEqual(plan);
});

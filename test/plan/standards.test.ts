import { expect, test } from 'vitest';
import type { Catalog } from '../../src/model/catalog.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { withStandards } from '../../src/plan/desired.ts';

const source = { file: 'a.yaml', start: { line: 1, column: 1 }, fields: new Map() };
const catalogOf = (fields: JsonObject): Catalog => ({
  nodes: new Map([
    ['lesson/l1', { entity: { kind: 'lesson', sourcedId: 'l1', title: '', fields }, source }],
  ]),
});
const fieldsFrom = (fields: JsonObject, lesson: string) =>
  withStandards(catalogOf(fields), { lesson, resource: '' }).nodes.get('lesson/l1')?.entity.fields;
const set = (...learningObjectiveIds: string[]) => [{ source: 'CASE', learningObjectiveIds }];

test.each([
  { at: '', fields: { standards: ['a'] }, becomes: {} },
  { at: 'set', fields: { standards: ['a', 'b'] }, becomes: { set: set('a', 'b') } },
  { at: 'metadata.set', fields: { standards: ['a'] }, becomes: { metadata: { set: set('a') } } },
  {
    at: 'metadata.set',
    fields: { standards: [], metadata: { x: 1 } },
    becomes: { metadata: { x: 1, set: set() } },
  },
  { at: 'metadata.set', fields: { standards: null }, becomes: { metadata: { set: null } } },
])('$fields at "$at"', ({ at, fields, becomes }) => {
  expect(fieldsFrom(fields, at)).toEqual(becomes);
});

test('a catalog without standards stays the same value', () => {
  const catalog = catalogOf({ title: 'x' });
  expect(withStandards(catalog, { lesson: 'set', resource: 'set' })).toBe(catalog);
});

// Defaults are laid under what nodes say: nothing that is said changes, and what is taken is named.
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { valueUnder } from '../../src/model/json-values.ts';
import { forEnvironment, overridden } from '../../src/plan/desired.ts';
import { catalogOf } from '../manifest/set.ts';
import { atLeast, fc, runs } from '../support/laws.ts';

const key = fc.constantFrom('goals', 'metrics', 'a', 'toString');
const value = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, 0, 1, 'x'),
    fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;
const metadata = fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true });

function at(fields: JsonObject, path: readonly string[]): Json | undefined {
  return valueUnder(fields, ...path);
}

test('the word of the node, then that of its course, then that of the config', () => {
  let given = 0;
  fc.assert(
    fc.property(metadata, metadata, metadata, (own, ofCourse, ofConfig) => {
      const text = JSON.stringify({
        kind: 'course',
        sourcedId: 'c',
        title: 'C',
        defaults: { resource: { metadata: ofCourse } },
        resources: [{ sourcedId: 'r', title: 'R', vendorResourceId: 'v', metadata: own }],
      });
      const catalog = catalogOf({ 'a.yaml': text });
      const written = catalog.nodes.get('resource/r');
      const defaults = { resource: { metadata: ofConfig } };
      const laid = forEnvironment(catalog, { defaults }).nodes.get('resource/r');
      if (!written || !laid) throw new Error('no resource');
      const { fields } = laid.entity;
      // As if the node, and then its course, were overrides of what the config says.
      const expected = overridden(
        overridden({ metadata: ofConfig }, { metadata: ofCourse }),
        written.entity.fields,
      );
      expect(fields).toEqual(expected);
      for (const { path, course } of laid.byDefault ?? []) {
        given += 1;
        expect(at(written.entity.fields, path)).toBeUndefined();
        expect(at(fields, path)).toEqual(at({ metadata: course ? ofCourse : ofConfig }, path));
        if (!course) expect(at({ metadata: ofCourse }, path)).toBeUndefined();
      }
      // All that is new is named.
      if (laid.byDefault === undefined) expect(fields).toEqual(written.entity.fields);
    }),
    runs(500),
  );
  expect(given).toBeGreaterThan(atLeast(300));
});

test('without defaults a catalog is the same value', () => {
  const catalog = catalogOf({ 'a.yaml': 'kind: course\nsourcedId: c\ntitle: C\n' });
  expect(forEnvironment(catalog, {})).toBe(catalog);
});

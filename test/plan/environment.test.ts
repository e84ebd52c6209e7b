import { expect, test } from 'vitest';
import { forEnvironment } from '../../src/plan/environment.ts';
import { catalogOf } from '../support/nodes.ts';

const catalog = catalogOf([
  ['course', 'bare', undefined],
  ['course', 'own', undefined, { org: 'theirs' }],
  ['course', 'none', undefined, { org: null }],
  ['unit', 'u', 'bare'],
]);

test('an environment gives its org to the courses that name none', () => {
  const nodes = [...forEnvironment(catalog, { org: 'ours' }).nodes.values()];
  expect(nodes.map(({ entity }) => [entity.sourcedId, entity.fields])).toEqual([
    ['bare', { title: 'bare', org: 'ours' }],
    ['own', { title: 'own', org: 'theirs' }],
    ['none', { title: 'none', org: null }],
    ['u', { title: 'u' }],
  ]);
  expect(catalog.nodes.get('course/bare')?.entity.fields).toEqual({ title: 'bare' });
});

test('an environment without an org changes nothing', () => {
  expect(forEnvironment(catalog, {})).toBe(catalog);
});

import { expect, test } from 'vitest';
import { forEnvironment, orgsOf, overridesOf } from '../../src/plan/desired.ts';
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

test('a node is called by the title that it has there', () => {
  const overrides = [{ of: 'course/bare', fields: { title: 'Staging' } } as const];
  const { nodes } = forEnvironment(catalog, { overrides });
  expect([...nodes.values()].map(({ entity }) => entity.title)).toEqual([
    ...['Staging', 'own', 'none', 'u'],
  ]);
});

test('an environment without an org changes nothing', () => {
  expect(forEnvironment(catalog, {})).toBe(catalog);
});

test('the orgs that courses name, course by course; a resource and what is no text name none', () => {
  const named = catalogOf([
    ['course', 'own', undefined, { org: 'theirs' }],
    ['course', 'other', undefined, { org: 'theirs' }],
    ['course', 'none', undefined, { org: null }],
    ['resource', 'r', undefined, { org: 'unread' }],
  ]);
  expect(orgsOf(named)).toEqual(['theirs', 'theirs']);
});

test('a node is touched by the overrides of its kind and by its own, in their order', () => {
  const overrides = [
    { of: 'course/bare', fields: { a: 1 } },
    { of: 'unit', fields: { b: 1 } },
    { of: 'course', fields: { c: 1 } },
    { of: 'course/own', fields: { d: 1 } },
  ] as const;
  const touching = overridesOf('course/bare', overrides).map(({ of }) => of);
  expect(touching).toEqual(['course/bare', 'course']);
});

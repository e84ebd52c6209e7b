import { expect, test } from 'vitest';
import { nearest } from '../../src/document/validate.ts';

const fields = ['kind', 'sourcedId', 'title', 'courseCode', 'units', 'resources'];

test.each([
  ['titel', 'title'],
  ['kidn', 'kind'],
  ['Units', 'units'],
  ['unit', 'units'],
  ['courceCode', 'courseCode'],
  ['SOURCEDID', 'sourcedId'],
  ['ressource', 'resources'],
  ['lessons', undefined],
  ['x', undefined],
  ['', undefined],
  ['x'.repeat(100_000), undefined],
])('%s', (name, expected) => {
  expect(nearest(name, fields)).toBe(expected);
});

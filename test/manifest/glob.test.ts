import { describe, expect, test } from 'vitest';
import { foldersOf, matcher, naturalOrder } from '../../src/manifest/include.ts';

test.each([
  ['catalog/**/*.yaml', 'catalog'],
  ['./catalog/*.yaml', 'catalog'],
  ['**/*.yaml', ''],
  ['*.yaml', ''],
  ['{a,b}/*.yaml', ''],
  ['courses/math/*/unit.yaml', 'courses/math'],
  ['catalog/course.yaml', 'catalog'],
  ['course.yaml', ''],
])('%s starts at %j', (glob, base) => {
  expect(foldersOf([glob])).toEqual([base]);
});

describe('matcher', () => {
  const matches = matcher(['./catalog/**/*.{yaml,yml}', 'extra.yaml', '!catalog/drafts/**']);
  test.each([
    ['catalog/a.yaml', true],
    ['catalog/x/y/a.yml', true],
    ['extra.yaml', true],
    ['catalog/drafts/a.yaml', false],
    ['catalog/a.json', false],
    ['catalog/.hidden/a.yaml', false],
    ['other/a.yaml', false],
  ])('%s: %s', (path, expected) => {
    expect(matches(path)).toBe(expected);
  });
});

test('natural order', () => {
  const names = [
    'u-2',
    'u-10',
    'u-1',
    'U-3',
    'u-02',
    'u-1a',
    'u',
    'u-99999999999999999999',
    'u-100000000000000000000',
    'a/10',
    'a/9',
  ];
  const sorted = [
    'U-3',
    'a/9',
    'a/10',
    'u',
    'u-1',
    'u-1a',
    'u-02',
    'u-2',
    'u-10',
    'u-99999999999999999999',
    'u-100000000000000000000',
  ];
  expect([...names].sort(naturalOrder)).toEqual(sorted);
  expect([...names].reverse().sort(naturalOrder)).toEqual(sorted);
});

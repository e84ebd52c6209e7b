// What a target should hold is made by one function. Nobody else calls the parts that it is made of:
// a caller that puts them together leaves one out sooner or later.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { expect, test } from 'vitest';

const source = join(import.meta.dirname, '../../src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.split(sep).join('/'));
const textOf = (file: string) => readFileSync(join(source, file), 'utf8');

test.each([
  { part: /\bforEnvironment\b/, of: 'org and overrides', home: 'desired.ts' },
  { part: /\bwithStandards\b/, of: 'the place of standards', home: 'desired.ts' },
  { part: /config\/override-of-none/, of: 'what overrides name', home: 'problem-codes.ts' },
  {
    part: /\bdialect(?:\.value)?\??\.check\b|\bcheck\b[^}]*\} = [\w.]*dialect\b/i,
    of: 'what a dialect can express',
    home: undefined,
  },
])('$of: $part', ({ part, home }) => {
  const found = files.filter((file) => part.test(textOf(file))).map((file) => basename(file));
  expect(found.toSorted()).toEqual([home, 'target.ts'].filter(Boolean).toSorted());
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { triedAgainSection } from '../../scripts/reliability/page.ts';
import { promises } from '../../scripts/reliability/promises.ts';

const root = join(import.meta.dirname, '../..');

const page = readFileSync(join(root, 'docs/reliability.md'), 'utf8');

test('the page has the promises of the table, all of them and no other', () => {
  // Renewed by `npm run reliability`.
  const [, table = ''] = page.split(/^\| promise \|.*\n\| --- .*\n/m);
  const [rows = ''] = table.split('\n\n');
  const named = rows.split('\n').map((row) => row.split(' | ')[0]?.replace('| ', ''));
  expect(named.length).toBeGreaterThan(10);
  expect(named).toEqual(promises.map(({ promise }) => promise));
});

test.each(promises)('its tests are there and are tests: $promise', ({ tests }) => {
  expect(tests).not.toEqual([]);
  const isTest = (file: string) =>
    file.endsWith('.test.ts') && /\btest[.(]/.test(readFileSync(join(root, file), 'utf8'));
  expect(tests.filter((file) => !isTest(file))).toEqual([]);
});

test('what is tried again stands there as the code decides it', () => {
  // Renewed by `npm run reliability`.
  expect(page).toContain(triedAgainSection());
});

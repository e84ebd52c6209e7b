import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { triedAgainSection } from '../../scripts/reliability/page.ts';
import { promises } from '../../scripts/reliability/promises.ts';

const root = join(import.meta.dirname, '../..');

test.each(promises)('$promise', ({ promise, tests }) => {
  expect(tests.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  // Renewed by `npm run reliability`.
  expect(readFileSync(join(root, 'docs/reliability.md'), 'utf8')).toContain(promise);
});

test('what is tried again stands there as the code decides it', () => {
  // Renewed by `npm run reliability`.
  expect(readFileSync(join(root, 'docs/reliability.md'), 'utf8')).toContain(triedAgainSection());
});

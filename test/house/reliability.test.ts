import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { promises } from '../../scripts/reliability/promises.ts';

const root = join(import.meta.dirname, '../..');

test.each(promises)('$promise', ({ promise, tests }) => {
  expect(tests.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  // Renewed by `npm run reliability`.
  expect(readFileSync(join(root, 'docs/reliability.md'), 'utf8')).toContain(promise);
});

// One module starts other programs. Whoever needs one goes through it, and so through all that it holds.
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect, test } from 'vitest';

const source = join(import.meta.dirname, '../../src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.[cm]?[jt]s$/.test(file))
  .map((file) => file.split(sep).join('/'));

test.each([
  { what: 'child_process', by: /child_process/ },
  { what: 'cluster', by: /['"`](?:node:)?cluster['"`]/ },
  { what: 'worker threads', by: /worker_threads/ },
  {
    what: 'bindings of Node',
    by: /process\s*\.\s*(?:binding|dlopen|getBuiltinModule\s*\([^'])|_linkedBinding/,
  },
])('$what', ({ what, by }) => {
  const found = files.filter((file) => by.test(readFileSync(join(source, file), 'utf8')));
  expect(found).toEqual(what === 'child_process' ? ['files/git-run.ts'] : []);
});

// What a run says and what it ends with agree: no error with a success, and no failure without a reason.

import { expect, test } from 'vitest';
import { courseManifest, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { serveCatalog } from '../support/served-catalog.ts';

/** `explain CODE` alone is left out: it shows an error that somebody met elsewhere. */
const rows = [
  { args: ['check'], code: 0 },
  { args: ['check', '-f', 'json'], code: 0 },
  { args: ['check', '--base', 'nowhere'], code: 1 },
  { args: ['fmt'], code: 0 },
  { args: ['tree'], code: 0 },
  { args: ['show', 'lesson-1'], code: 0 },
  { args: ['show', 'nowhere'], code: 1 },
  { args: ['explain', 'nowhere'], code: 1 },
  { args: ['plan', '--env', 'test'], code: 0 },
  { args: ['plan', '--env', 'test', '--detailed-exitcode', '-f', 'json'], code: 2 },
  { args: ['plan', '--env', 'nowhere'], code: 1 },
  { args: ['apply', '--env', 'test'], code: 64 },
  { args: ['apply', '--env', 'test', '-yq'], code: 5 },
  { args: ['apply', '--env', 'test', '--plan-hash', '0123456789ab'], code: 6 },
  { args: ['apply', '--env', 'test', '--plan-hash', 'abc'], code: 64 },
  { args: ['undo', 'nowhere', '-y'], code: 1 },
  { args: ['import', 'outline', 'nowhere.csv'], code: 1 },
  { args: ['events', 'check', 'nowhere'], code: 1 },
  { args: ['-C', 'nowhere', 'plan'], code: 64 },
  { args: ['destroy'], code: 64 },
] as const;

test('every ending says what it is', { timeout: 240_000 }, async () => {
  const { around, folder } = await serveCatalog({ lessons: 40 });
  await cli(['fmt'], around);
  await cli(['apply', '--env', 'test', '-y'], around);
  put(folder, 'catalog/course.yaml', courseManifest(40).replaceAll('title: L', 'title: My l'));
  for (const { args, code } of rows) {
    const ended = await cli(args, around);
    const said = ended.stdout + ended.stderr;
    expect(ended.code, `${args.join(' ')}\n${said}`).toBe(code);
    const isError = /^\s*error\b|"severity": "error"/im.test(said);
    expect(isError, `${args.join(' ')}\n${said}`).toBe(code !== 0 && code !== 2);
  }
});

// The built command line is plain CommonJS, which Node loads by itself: nothing that was compiled is kept.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { folderWith } from '../support/catalog-folder.ts';
import { builtCli, run, startFile } from '../support/program.ts';

const minimal = fileURLToPath(new URL('../../examples/minimal', import.meta.url));

test('a run keeps nothing of the code', async () => {
  const folder = folderWith();
  const around = { cwd: folderWith(), env: { TIMEBACK_CATALOG_CACHE: folder } };
  expect(await builtCli(['check', '-C', minimal], around)).toMatchObject({ code: 0, stderr: '' });
  expect(readdirSync(folder)).toEqual([]);
});

test('an account without a home is served all the same', async () => {
  const homeless = "require('node:os').homedir = () => { throw new Error('no such user'); };";
  const before = join(folderWith({ 'homeless.cjs': homeless }), 'homeless.cjs');
  const around = { cwd: folderWith(), env: { TIMEBACK_CATALOG_CACHE: '' } };
  const check = ['--require', before, startFile, 'check', '-C', minimal];
  expect(await run(process.execPath, check, around)).toMatchObject({ code: 0, stderr: '' });
  expect(readdirSync(around.cwd)).toEqual([]);
});

test('what is built says what the sources say, beyond ASCII as well', async () => {
  const catalog = folderWith({ 'timeback-catalog.yaml': 'org: partner-sandbox\n' });
  const around = { cwd: catalog, env: {} };
  const { code } = await builtCli(['new', 'course', 'Straße in Łódź'], around);
  expect(code).toBe(0);
  expect(readdirSync(join(catalog, 'catalog'))).toEqual(['strasse-in-lodz.yaml']);
});

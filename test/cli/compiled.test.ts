// Node keeps what it compiled of the command line, in the user's own cache folder and nowhere else.
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../support/catalog-folder.ts';
import { builtCli, run, startFile } from '../support/program.ts';

const minimal = fileURLToPath(new URL('../../examples/minimal', import.meta.url));

/** A run of the built `check` whose cache folder is below a home, and the compiled files that lie there then. */
async function checkAt(home: string) {
  // Tests keep what is compiled in a folder of all tests, which an empty value turns off.
  const env = { HOME: home, TIMEBACK_CATALOG_CACHE: '', NODE_COMPILE_CACHE: '' };
  const result = await builtCli(['check', '-C', minimal], { cwd: folderWith(), env });
  expect(result).toMatchObject({ code: 0, stderr: '' });
  return result.stdout;
}

const compiledAt = (home: string) => join(home, '.cache/timeback-catalog/compiled');

function filesAt(home: string): readonly string[] {
  const entries = readdirSync(compiledAt(home), { recursive: true, withFileTypes: true });
  return entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
}

// The cache folder of a user lies elsewhere on other systems.
describe.runIf(process.platform === 'linux')('compiled code', () => {
  test('is kept for the next run, in a folder of the user alone', async () => {
    const home = folderWith();
    const first = await checkAt(home);
    const kept = filesAt(home);
    // The start, what every command loads, and what `check` loads.
    expect(kept.length).toBeGreaterThanOrEqual(3);
    expect(statSync(join(home, '.cache/timeback-catalog')).mode & 0o777).toBe(0o700);
    const before = kept.map((file) => readFileSync(file));
    expect(await checkAt(home)).toBe(first);
    expect(filesAt(home)).toEqual(kept);
    expect(kept.map((file) => readFileSync(file))).toEqual(before);
  });

  test('is compiled again if it is damaged', async () => {
    const home = folderWith();
    const first = await checkAt(home);
    for (const file of filesAt(home)) {
      const bytes = readFileSync(file);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0xff;
      writeFileSync(file, bytes);
    }
    expect(await checkAt(home)).toBe(first);
  });

  test('goes before it grows without end', async () => {
    const home = folderWith();
    await checkAt(home);
    const usual = filesAt(home).length;
    const older = join(compiledAt(home), 'v1-older');
    mkdirSync(older);
    for (let n = 0; n <= 2000; n++) appendFileSync(join(older, `${n}`), '');
    await checkAt(home);
    expect(filesAt(home)).toHaveLength(usual);
  });

  test('is not kept in a folder that others can write, or where nothing can be written', async () => {
    const open = folderWith({ '.cache/timeback-catalog/mine.txt': '' });
    chmodSync(join(open, '.cache/timeback-catalog'), 0o777);
    await checkAt(open);
    expect(readdirSync(join(open, '.cache/timeback-catalog'))).toEqual(['mine.txt']);
    const file = folderWith({ '.cache': 'a file' });
    await checkAt(file);
    expect(readdirSync(file)).toEqual(['.cache']);
  });

  test('is not kept in a folder that was named, which jobs may share', async () => {
    const folder = folderWith();
    const env = { TIMEBACK_CATALOG_CACHE: folder, NODE_COMPILE_CACHE: '' };
    const result = await builtCli(['check', '-C', minimal], { cwd: folderWith(), env });
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(folder)).toEqual([]);
  });
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

// Node keeps the code that it compiled of the command line for the next run: never more than a shortcut,
// and only where nobody else could have put it.
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../support/catalog-folder.ts';
import { cli, run, startFile } from '../support/program.ts';

const minimal = fileURLToPath(new URL('../../examples/minimal', import.meta.url));

function start(more: Readonly<Record<string, string>> = {}) {
  const folder = join(folderWith(), 'deeper', 'cache');
  const around = { cwd: folderWith(), env: { TIMEBACK_CATALOG_CACHE: folder, ...more } };
  const check = () => cli(['check', '-C', minimal], around);
  const compiled = join(folder, 'compiled');
  const files = () =>
    existsSync(compiled)
      ? readdirSync(compiled, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ parentPath, name }) => join(parentPath, name))
      : [];
  return { folder, compiled, around, check, files };
}

test('a second run finds what the first compiled, and does the same', async () => {
  const { check, files } = start();
  const first = await check();
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(files().length).toBeGreaterThan(10);
  // Another file has another number.
  const numbers = () => files().map((file) => statSync(file).ino);
  const before = numbers();
  expect(await check()).toEqual(first);
  expect(numbers()).toEqual(before);
});

describe.skipIf(process.platform === 'win32')('nobody else can put code there', () => {
  test('the folders are made for this user alone', async () => {
    const { folder, compiled, check } = start();
    await check();
    expect([folder, compiled].map((one) => statSync(one).mode & 0o777)).toEqual([0o700, 0o700]);
  });

  test.each([{ which: 'folder' }, { which: 'compiled' }] as const)(
    'what others can write is not used: $which',
    async ({ which }) => {
      const started = start();
      await started.check();
      for (const file of started.files()) writeFileSync(file, '');
      chmodSync(started[which], 0o777);
      expect((await started.check()).code).toBe(0);
      expect(started.files().map((file) => statSync(file).size)).toEqual(
        started.files().map(() => 0),
      );
    },
  );
});

describe('what is damaged is not run', () => {
  const changedAt = (part: number) => (bytes: Buffer) => {
    const at = Math.floor(bytes.length * part);
    return bytes.with(at, (bytes[at] ?? 0) ^ 0x55);
  };
  test.each<{ name: string; harm: (bytes: Buffer) => Uint8Array }>([
    { name: 'empty', harm: () => new Uint8Array() },
    { name: 'half', harm: (bytes) => bytes.subarray(0, bytes.length / 2) },
    { name: 'zeros', harm: ({ length }) => Buffer.alloc(length) },
    ...[0.1, 0.5, 0.9].map((part) => ({ name: `changed at ${part}`, harm: changedAt(part) })),
  ])('$name', async ({ harm }) => {
    const { check, files } = start();
    const first = await check();
    for (const file of files()) writeFileSync(file, harm(readFileSync(file)));
    expect(await check()).toEqual(first);
    expect(await check()).toEqual(first);
  });
});

describe('nothing is kept', () => {
  test('with NODE_DISABLE_COMPILE_CACHE', async () => {
    const { check, files } = start({ NODE_DISABLE_COMPILE_CACHE: '1' });
    expect((await check()).code).toBe(0);
    expect(files()).toEqual([]);
  });

  test('in a checkout, into which a change that is only proposed could put it', async () => {
    const checkout = folderWith({ '.git/HEAD': 'ref: refs/heads/main\n' });
    const { check } = start({ TIMEBACK_CATALOG_CACHE: join(checkout, 'deep', 'cache') });
    expect((await check()).code).toBe(0);
    expect(readdirSync(checkout)).toEqual(['.git']);
  });

  test('if there is no folder to be had', async () => {
    const taken = join(folderWith({ file: '' }), 'file');
    const { check } = start({ TIMEBACK_CATALOG_CACHE: taken });
    expect(await check()).toMatchObject({ code: 0, stderr: '' });
  });

  test('for an account without a home, which is served all the same', async () => {
    const homeless = "require('node:os').homedir = () => { throw new Error('no such user'); };";
    const before = join(folderWith({ 'homeless.cjs': homeless }), 'homeless.cjs');
    const around = { cwd: folderWith(), env: { TIMEBACK_CATALOG_CACHE: '' } };
    const check = ['--require', before, startFile, 'check', '-C', minimal];
    expect(await run(process.execPath, check, around)).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(around.cwd)).toEqual([]);
  });

  test('by what answers without the program', async () => {
    const { around, files } = start();
    await cli(['--version'], around);
    await cli(['--help'], around);
    expect(files()).toEqual([]);
  });
});

test('what is built says what the sources say, beyond ASCII as well', async () => {
  const catalog = folderWith({ 'timeback-catalog.yaml': 'org: partner-sandbox\n' });
  const around = { cwd: catalog, env: {} };
  const { code } = await cli(['new', 'course', 'Straße in Łódź'], around);
  expect(code).toBe(0);
  expect(readdirSync(join(catalog, 'catalog'))).toEqual(['strasse-in-lodz.yaml']);
});

// What V8 compiled is kept for the next run, and is never more than a shortcut.
import {
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../support/catalog-folder.ts';
import { builtCli, run, startFile } from '../support/program.ts';

const minimal = fileURLToPath(new URL('../../examples/minimal', import.meta.url));

function start(more: Readonly<Record<string, string>> = {}) {
  const folder = join(folderWith(), 'deeper', 'cache');
  const around = { cwd: folderWith(), env: { TIMEBACK_CATALOG_CACHE: folder, ...more } };
  const check = () => builtCli(['check', '-C', minimal], around);
  const files = () => (existsSync(folder) ? readdirSync(folder) : []);
  /** Another file has another number. */
  const identity = () => files().map((name) => statSync(join(folder, name)).ino);
  return { folder, around, check, files, identity };
}

async function kept() {
  const started = start();
  const first = await started.check();
  const [name = ''] = started.files();
  return { ...started, first, file: join(started.folder, name) };
}

test('what is read as one byte a character has no other characters', () => {
  const folder = fileURLToPath(new URL('../../dist/cli', import.meta.url));
  const files = readdirSync(folder).filter((name) => name.endsWith('.cjs'));
  expect(files.length).toBeGreaterThan(20);
  const beyond = files.filter((name) =>
    readFileSync(join(folder, name)).some((byte) => byte > 127),
  );
  expect(beyond).toEqual([]);
});

test('a second run takes all of what the first compiled, and does the same', async () => {
  const { check, files, identity, first } = await kept();
  expect(first.code).toBe(0);
  expect(files()).toEqual([expect.stringMatching(/^[0-9a-f]{16}-v[\d.]+-\w+-check\.compiled$/)]);
  const before = identity();
  expect(await check()).toEqual(first);
  expect(identity()).toEqual(before);
});

test('each command has its own; what a run needs beside what is kept is added', async () => {
  const { around, check, files, identity } = start();
  const catalog = folderWith();
  cpSync(minimal, catalog, { recursive: true });
  const help = () => builtCli(['plan', '--help'], around);
  // The emulator is in a file of its own.
  const plan = () => builtCli(['plan', '-C', catalog, '--env', 'local'], around);
  const helped = await help();
  const before = identity();
  const planned = await plan();
  const added = identity();
  expect(added).not.toEqual(before);
  expect(await help()).toEqual(helped);
  expect(await plan()).toEqual(planned);
  expect(identity()).toEqual(added);
  await check();
  expect(files()).toHaveLength(2);
});

test.skipIf(process.platform === 'win32')('only this user can look inside', async () => {
  const { folder, file } = await kept();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

describe('what is not as it was kept is not run, and is replaced', () => {
  const whole = (file: string) => readFileSync(file);
  const changedAt = (part: number) => (file: string) => {
    const bytes = whole(file);
    const at = Math.floor(bytes.length * part);
    writeFileSync(file, bytes.with(at, (bytes[at] ?? 0) ^ 0x55));
  };
  test.each<{ name: string; harm: (file: string) => void }>([
    { name: 'empty', harm: (file) => truncateSync(file, 0) },
    { name: 'half', harm: (file) => truncateSync(file, Math.floor(whole(file).length / 2)) },
    { name: 'zeros', harm: (file) => writeFileSync(file, Buffer.alloc(1000)) },
    { name: 'text', harm: (file) => writeFileSync(file, 'hello\nhello\n') },
    { name: 'no list', harm: (file) => writeFileSync(file, '{"a":1}\n{"a":1}\n') },
    ...[0.0001, 0.1, 0.3, 0.45, 0.6, 0.9].map((part) => ({
      name: `changed at ${part}`,
      harm: changedAt(part),
    })),
  ])('$name', async ({ harm }) => {
    const { check, file, first, identity } = await kept();
    harm(file);
    const before = identity();
    expect(await check()).toEqual(first);
    expect(identity()).not.toEqual(before);
    const after = identity();
    expect(await check()).toEqual(first);
    expect(identity()).toEqual(after);
  });

  test('code of another Node, or started otherwise', async () => {
    const { around, check, first, identity } = await kept();
    const before = identity();
    const otherwise = ['--stack-size=900', startFile, 'check', '-C', minimal];
    expect(await run(process.execPath, otherwise, around)).toEqual(first);
    expect(identity()).not.toEqual(before);
    expect(await check()).toEqual(first);
  });
});

describe.skipIf(process.platform === 'win32')('what others could have written is not run', () => {
  test('by its permissions', async () => {
    const { check, file, first, identity } = await kept();
    chmodSync(file, 0o666);
    const before = identity();
    expect(await check()).toEqual(first);
    expect(identity()).not.toEqual(before);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('as a link', async () => {
    const { check, file, first, identity } = await kept();
    renameSync(file, `${file}.aside`);
    symlinkSync(`${file}.aside`, file);
    const before = identity();
    expect(await check()).toEqual(first);
    expect(identity()).not.toEqual(before);
  });
});

describe('nothing is kept', () => {
  test.each(['NODE_DISABLE_COMPILE_CACHE', 'NODE_V8_COVERAGE'])('with %s', async (variable) => {
    const { check, files } = start({ [variable]: folderWith() });
    expect((await check()).code).toBe(0);
    expect(files()).toEqual([]);
  });

  test('in a checkout, into which a change that is only proposed could put it', async () => {
    const checkout = folderWith({ '.git/HEAD': 'ref: refs/heads/main\n' });
    const { check } = start({ TIMEBACK_CATALOG_CACHE: join(checkout, 'deep', 'cache') });
    expect((await check()).code).toBe(0);
    expect(readdirSync(checkout)).toEqual(['.git']);
  });

  test('where there is no folder to be had', async () => {
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
    await builtCli(['--version'], around);
    await builtCli(['--help'], around);
    expect(files()).toEqual([]);
  });
});

test('many at once: each does its work, and whole files are left', async () => {
  const { check, files } = start();
  const all = await Promise.all([check(), check(), check(), check()]);
  expect(new Set(all.map(({ code }) => code))).toEqual(new Set([0]));
  expect(files()).toHaveLength(1);
  expect((await check()).code).toBe(0);
});

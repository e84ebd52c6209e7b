import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemProblem } from '../../src/files/system-error.ts';
import { UnwritableError } from '../../src/files/write.ts';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { run, startFile } from '../support/program.ts';

const refusal = (code: string) =>
  Object.assign(new Error(`${code}: no`), { code, syscall: 'open' });

describe('what the system refuses is a problem with path, code, what was not done and a cure', () => {
  test.each([
    { code: 'EACCES', says: 'Permission denied.', cure: /permission/ },
    { code: 'EPERM', says: 'Operation not permitted.', cure: /Close other programs/ },
    { code: 'EBUSY', says: 'Another program has it open.', cure: /Close that program/ },
    { code: 'EROFS', says: 'Read-only file system.', cure: /--chdir/ },
    { code: 'ENOSPC', says: 'No space left on the disk.', cure: /Free some space/ },
    { code: 'EFBIG', says: 'The file would be larger than is allowed here.', cure: /ulimit -f/ },
    { code: 'EIO', says: 'The disk failed, or has no room left.', cure: /has room/ },
    { code: 'EISDIR', says: 'It is a folder.', cure: /Name a file/ },
    { code: 'ELOOP', says: 'Symbolic links lead in a circle', cure: /instead of the link/ },
    { code: 'EXDEV', says: 'The folder spans two file systems.', cure: /one file system/ },
  ])('$code', ({ code, says, cure }) => {
    expect(systemProblem(new UnwritableError('/a/b.yaml', refusal(code)))).toMatchObject({
      code: 'files/unwritable',
      severity: 'error',
      detail: expect.stringMatching(
        `^/a/b\\.yaml cannot be written \\(${code}\\)\\. ${says}.* The file is unchanged\\.$`,
      ),
      hint: expect.stringMatching(cure),
    });
    expect(systemProblem(Object.assign(refusal(code), { path: '/a/b.yaml' }))).toMatchObject({
      code: 'files/unreadable',
      detail: expect.stringContaining(`/a/b.yaml cannot be used (${code}: `),
    });
  });

  // Of all codes that a call on a file may end with.
  test.each([
    ...['EACCES', 'EBUSY', 'EDQUOT', 'EEXIST', 'EFBIG', 'EIO', 'EISDIR', 'ELOOP', 'EMFILE'],
    ...['ENAMETOOLONG', 'ENFILE', 'ENODEV', 'ENOENT', 'ENOMEM', 'ENOSPC', 'ENOTDIR', 'ENXIO'],
    ...['EPERM', 'EROFS', 'ETXTBSY', 'EXDEV'],
  ])('%s is told in words wherever a write fails, and has a cure', (code) => {
    const error = new UnwritableError('/a/b.yaml', refusal(code));
    expect(error.message).toMatch(new RegExp(`\\(${code}\\)\\. [A-Z].*\\.$`));
    expect(systemProblem(error)?.hint).not.toContain('Fix the cause');
  });

  test('and a fault of the tool is none', () => {
    expect(systemProblem(new TypeError('x is undefined'))).toBeUndefined();
  });
});

describe.skipIf(process.platform === 'win32')('no file may grow beyond a limit', () => {
  // In blocks of 512 or 1024 bytes: not even the lock; the lock, and no database; a database, and no more of it.
  test.each([0, 2, 40])('of %i blocks', async (blocks) => {
    const files = catalogFiles();
    const cwd = folderWith(files);
    await cli(['plan'], { cwd });
    const before = left(cwd);
    const limited = `ulimit -f ${blocks}; exec "$@"`;
    const words = [process.execPath, startFile, 'apply', '-y'];
    const { code, stderr } = await run('sh', ['-c', limited, 'sh', ...words], { cwd });
    expect(code).toBe(1);
    expect(stderr).not.toContain('bug in timeback-catalog');
    if (blocks < 40) {
      expect(stderr).toMatch(/help: (?:Raise the limit|Make sure that the disk has room)/);
      // Nothing half written lies about.
      expect(left(cwd)).toEqual(before);
    }
    expect(readFileSync(join(cwd, 'catalog/course.yaml'), 'utf8')).toBe(
      files['catalog/course.yaml'],
    );
    const after = await cli(['apply', '-y'], { cwd });
    expect(after).toMatchObject({ code: 0, stdout: expect.stringContaining('Converged.') });
  });
});

test.skipIf(process.platform === 'win32')(
  'a working folder that was removed is named',
  async () => {
    const cwd = folderWith(catalogFiles(1));
    const inGone = async (...args: readonly string[]) => {
      const words = [process.execPath, startFile, 'check', ...args];
      const script = 'mkdir -p gone; cd gone; rmdir ../gone; exec "$@"';
      // A path that depends on the folder, too.
      const env = { TIMEBACK_CATALOG_CACHE: 'cache' };
      return run('sh', ['-c', script, 'sh', ...words], { cwd, env });
    };
    const { code, stderr } = await inGone();
    expect(code).toBe(64);
    expect(stderr.replace(/\s+/g, ' ')).toContain(`There is no folder ${join(cwd, 'gone')}.`);
    expect((await inGone('--chdir', cwd)).code).toBe(0);
  },
);

test.skipIf(process.platform === 'win32')(
  'if the ledger has no room, the manifests stay as they are too, so that the cure adds the lesson once',
  async () => {
    // More than the limit of the shell below, in whatever blocks it counts.
    const ledger = `${'# note\n'.repeat(4000)}course-1 course live\n`;
    const cwd = folderWith({ ...catalogFiles(), 'catalog.ids': ledger });
    const before = left(cwd);
    const words = [process.execPath, startFile, 'new', 'lesson', 'Another', '--in', 'unit-1'];
    const limited = await run('sh', ['-c', 'ulimit -f 20; exec "$@"', 'sh', ...words], { cwd });
    expect(limited).toMatchObject({ code: 1, stderr: expect.stringContaining('catalog.ids') });
    expect(left(cwd)).toEqual(before);
    const manifest = () => readFileSync(join(cwd, 'catalog/course.yaml'), 'utf8');
    expect(manifest()).toBe(catalogFiles()['catalog/course.yaml']);
    expect(await cli(words.slice(2), { cwd })).toMatchObject({ code: 0 });
    expect(manifest().match(/Another/g)).toHaveLength(1);
  },
);

/** The files of a catalog, but for those that SQLite makes beside its own. */
function left(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => !/sqlite-(?:wal|shm)$/.test(file)).sort();
}

const readOnly = 'mount --bind . . && mount -o remount,bind,ro . && cd . && exec "$@"';
const mounted = ['-rm', 'sh', '-c', readOnly, 'sh'];
const mayMount =
  process.platform === 'linux' &&
  spawnSync('unshare', [...mounted, 'true'], { cwd: folderOnce() }).status === 0;

function folderOnce(): string {
  return mkdtempSync(join(tmpdir(), 'read-only-'));
}

describe.skipIf(!mayMount)('a read-only disk, if this user may mount one', () => {
  test.each([
    { args: ['plan'], names: 'local.sqlite', isNew: false },
    { args: ['plan'], names: '.timeback-catalog', isNew: true },
    { args: ['apply', '-y'], names: '.timeback-catalog', isNew: false },
    { args: ['new', 'course', 'Ratios'], names: 'ratios.yaml', isNew: false },
    {
      args: ['emulator', '--port', '0', '--data', 'deep/down.sqlite'],
      names: 'down.sqlite',
      isNew: true,
    },
  ])('$args is told so, and nothing else', async ({ args, names, isNew }) => {
    const cwd = folderWith(catalogFiles());
    if (!isNew) await cli(['plan'], { cwd });
    const words = [...mounted, process.execPath, startFile, ...args];
    const { code, stderr } = await run('unshare', words, { cwd });
    expect(code).toBe(1);
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(/\(EROFS(?:\)\. Read|: read)-only file system/);
    expect(stderr).toContain(names);
    expect(stderr).not.toContain('EACCES');
  });
});

describe('at the command line', () => {
  test('a plan file of the name of a folder: in the format of all errors, and the plan is shown', async () => {
    const cwd = folderWith(catalogFiles());
    mkdirSync(join(cwd, 'plan.json'));
    const args = ['plan', '-o', 'plan.json'];
    const ended = await cli(args, { cwd });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('Error[files/unwritable]: File cannot be written\n');
    const inOneLine = ended.stderr.replaceAll(/\s+/g, ' ');
    expect(inOneLine).toContain('plan.json cannot be written: there is a folder of that name');
    expect(ended.stderr).toContain('help: Name a file, or move the folder out of the way.');
    expect(ended.stderr).not.toContain('bug in timeback-catalog');
    // What was planned is on stdout already: a second document would make it unreadable.
    const asJson = await cli([...args, '-f', 'json'], { cwd });
    expect(JSON.parse(asJson.stdout)).toHaveProperty('resource_changes');
    expect(asJson.stderr).toContain('Error[files/unwritable]');
  });

  test('a database that the emulator cannot open is no fault of the tool', async () => {
    const cwd = folderWith(catalogFiles());
    await cli(['plan'], { cwd });
    const file = join(cwd, '.timeback-catalog', 'local.sqlite');
    writeFileSync(file, 'no database at all, and longer than a header of one has to be'.repeat(9));
    const ended = await cli(['plan'], { cwd });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('Error[files/unreadable]');
    expect(ended.stderr).toContain('local.sqlite');
    expect(ended.stderr).not.toContain('bug in timeback-catalog');
    const { stdout } = await cli(['plan', '-f', 'json'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ diagnostics: [{ code: 'files/unreadable' }] });
  });
});

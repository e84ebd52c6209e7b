// What git or an archive may lay where a file is looked for: pipes, devices, sockets, links, folders,
// and files without an end. Each is refused with a code, and none is waited for.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readOutside } from '../../src/files/outside.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { catalogWith, codesIn, patience, runBounded } from '../support/hostile-folder.ts';

const hasPipes = process.platform !== 'win32';

/** What stands in place of a file, and the code that a command of the checkout gives. */
const kinds = {
  pipe: { code: 'file/unreadable', make: (path: string) => void spawnSync('mkfifo', [path]) },
  folder: { code: 'file/unreadable', make: (path: string) => void mkdirSync(path) },
  'link to a device': {
    code: 'file/symbolic-link',
    make: (path: string) => symlinkSync('/dev/zero', path),
  },
  'link to a file without a size': {
    code: 'file/symbolic-link',
    make: (path: string) => symlinkSync('/proc/self/environ', path),
  },
  'file of 20 GB': {
    code: 'file/too-large',
    make: (path: string) => {
      writeFileSync(path, '');
      truncateSync(path, 20 * 1024 ** 3);
    },
  },
} as const;

function inPlace(folder: string, file: string, kind: keyof typeof kinds): void {
  const path = join(folder, file);
  rmSync(path, { force: true });
  mkdirSync(dirname(path), { recursive: true });
  kinds[kind].make(path);
}

test('the catalog itself is checked', { timeout: patience }, async () => {
  const ended = await runBounded(['check'], catalogWith());
  expect(ended.code).toBe(0);
});

describe.skipIf(!hasPipes)('in a checkout', () => {
  const places = ['timeback-catalog.yaml', 'catalog/other.yaml', 'catalog.ids', 'standards/x.json'];
  const all = places.flatMap((file) =>
    (Object.keys(kinds) as (keyof typeof kinds)[])
      // A folder of these names is no config, and one among the manifests is gone through.
      .filter((kind) => kind !== 'folder' || file === 'catalog.ids')
      .map((kind) => ({ file, kind })),
  );

  test.each(all)('a $kind at $file', { timeout: patience }, async ({ file, kind }) => {
    const cwd = catalogWith({
      'timeback-catalog.yaml': 'org: partner-sandbox\nstandards: standards/*.json\n',
      'catalog/more.yaml':
        'kind: course\nsourcedId: more\ntitle: More\nresources:\n  - sourcedId: film\n    title: Film\n    vendorResourceId: film\n    standards: [s]\n',
    });
    inPlace(cwd, file, kind);
    const { code, stderr } = await runBounded(['check'], cwd);
    expect(code).toBe(1);
    expect(stderr).toContain(`[${kinds[kind].code}]`);
    expect(stderr).toContain(file);
  });

  test.each([
    ['ids', 'export', '--out', 'ids.json'],
    ['import', 'outline', 'outline.csv'],
  ])('a pipe beside the ledger, %s %s', { timeout: patience }, async (...args) => {
    const cwd = catalogWith({ 'outline.csv': 'course.title,unit.title,lesson.title\nA,B,C\n' });
    inPlace(cwd, args[0] === 'ids' ? 'catalog.names' : 'catalog.keys', 'pipe');
    const ended = await runBounded(args, cwd);
    expect(ended.code).toBe(1);
    expect(codesIn(ended)).toEqual(['file/unreadable']);
  });
});

describe.skipIf(!hasPipes)('a file that a user names', () => {
  const commands = [
    { args: ['apply', 'FILE'], code: 'plan/file' },
    { args: ['import', 'outline', 'FILE'], code: 'file/unreadable' },
    { args: ['import', 'olx', 'FILE'], code: 'file/unreadable' },
    { args: ['import', 'cartridge', 'FILE'], code: 'file/unreadable' },
    { args: ['events', 'check', 'FILE', '--env', 'local'], code: 'file/unreadable' },
    { args: ['emulator', '--port', '0', '--seed', 'FILE'], code: 'file/unreadable' },
  ];

  test.each(commands)('a pipe, $args', { timeout: patience }, async ({ args, code }) => {
    const cwd = catalogWith();
    inPlace(cwd, 'FILE', 'pipe');
    const ended = await runBounded(args, cwd);
    expect(ended.code).toBeGreaterThan(0);
    expect(ended.stderr).toContain('is a pipe, not a file');
    expect(codesIn(ended)).toEqual([code]);
  });

  test('a link to a file is followed, one to a device is not', { timeout: patience }, async () => {
    const cwd = catalogWith({ 'real.csv': 'course.title,unit.title,lesson.title\nA,B,C\n' });
    symlinkSync('real.csv', join(cwd, 'outline.csv'));
    symlinkSync('/dev/zero', join(cwd, 'zero.csv'));
    expect(await runBounded(['import', 'outline', 'outline.csv'], cwd)).toMatchObject({ code: 0 });
    const zero = await runBounded(['import', 'outline', 'zero.csv'], cwd);
    expect(zero.stderr).toContain('is a device, not a file');
  });
});

describe('one reading', () => {
  const reading = { most: 10, links: 'refused' } as const;

  test('a file up to its limit, and not a byte more', () => {
    const folder = folderWith({ ten: '0123456789', eleven: '01234567890', none: '' });
    const read = (file: string) => readOutside(join(folder, file), reading);
    expect(read('ten')).toMatchObject({ type: 'file' });
    expect(read('none')).toMatchObject({ type: 'file', bytes: { length: 0 } });
    expect(read('eleven')).toEqual({ type: 'too-large', size: 11 });
    expect(read('gone')).toEqual({ type: 'absent' });
    expect(read('ten/below')).toEqual({ type: 'absent' });
  });

  const lookedLikeAFile = { isFile: () => true };

  test('what became a link since it was looked at', () => {
    const folder = folderWith({ real: 'x' });
    symlinkSync('real', join(folder, 'link'));
    const read = readOutside(join(folder, 'link'), reading, lookedLikeAFile);
    expect(read).toEqual({ type: 'link' });
  });

  test.skipIf(!hasPipes)('what became a pipe since it was looked at', () => {
    const pipe = join(folderWith(), 'pipe');
    spawnSync('mkfifo', [pipe]);
    const read = readOutside(pipe, reading, lookedLikeAFile);
    expect(read).toEqual({ type: 'special', what: 'a pipe' });
  });

  test.skipIf(!hasPipes)('a socket', async () => {
    const folder = folderWith();
    const server = createServer();
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(join(folder, 's'), resolve));
    expect(readOutside(join(folder, 's'), reading)).toEqual({ type: 'special', what: 'a socket' });
  });

  test.skipIf(process.platform !== 'linux')('a file that does not say how large it is', () => {
    const named = { most: 10, links: 'followed' } as const;
    expect(readOutside('/proc/self/status', named)).toEqual({ type: 'too-large', size: 10 });
    expect(readOutside('/proc/self/status', { ...named, most: 1_000_000 }).type).toBe('file');
  });
});

import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readLedgerBytes } from '../../src/files/ledger-files.ts';
import { manifestFilter, readManifests } from '../../src/files/manifests.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(...files: readonly string[]): void {
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), 'kind: course\n');
  }
}

const names = (globs: readonly string[]) =>
  readManifests(folder, globs).files.map(({ file }) => file);
const codes = (globs: readonly string[]) =>
  readManifests(folder, globs).problems.map(({ code, span }) => `${code} ${span?.file}`);

describe('which files are read', () => {
  test.each([
    {
      name: 'those that the glob matches',
      globs: ['catalog/**/*.yaml'],
      read: ['catalog/a.yaml', 'catalog/b/c.yaml'],
    },
    {
      name: 'several globs, each file once',
      globs: ['catalog/**/*.yaml', 'catalog/*.yaml', 'more/*.yml'],
      read: ['catalog/a.yaml', 'catalog/b/c.yaml', 'more/d.yml'],
    },
    {
      name: 'globs that take out again',
      globs: ['catalog/**/*.yaml', '!catalog/b/**'],
      read: ['catalog/a.yaml'],
    },
    { name: 'one file', globs: ['catalog/a.yaml'], read: ['catalog/a.yaml'] },
    { name: 'from the top', globs: ['**/*.yaml'], read: ['catalog/a.yaml', 'catalog/b/c.yaml'] },
    { name: 'a folder that is not there', globs: ['nowhere/**/*.yaml'], read: [] },
  ])('$name', ({ globs, read }) => {
    write('catalog/a.yaml', 'catalog/b/c.yaml', 'more/d.yml', 'catalog/note.md');
    write('node_modules/x/y.yaml', '.timeback-catalog/z.yaml');
    expect(names(globs)).toEqual(read);
  });

  test.each([
    { globs: ['catalog/**/*.yaml'] },
    { globs: ['**/*.yaml', '!catalog/b/**'] },
    { globs: ['./catalog/*.yaml', 'catalog/b/*.yaml'] },
    { globs: ['**/.hidden/*.yaml', '**/node_modules/**/*.yaml'] },
    { globs: ['.hidden/*.yaml', 'node_modules/x/*.yaml'] },
    { globs: ['catalog/a.yaml'] },
  ])('a filter for paths chooses the same: $globs', ({ globs }) => {
    const all = [
      ...['catalog/a.yaml', 'catalog/b/c.yaml', 'catalog/.draft.yaml', 'catalogue/a.yaml'],
      ...['.hidden/d.yaml', 'catalog/.hidden/e.yaml', 'node_modules/x/y.yaml', 'f.yaml'],
    ];
    write(...all);
    expect(all.filter(manifestFilter(globs)).sort()).toEqual(names(globs));
  });
});

describe('what is refused', () => {
  test.each([
    { name: 'a link to a file outside', target: '/etc/hostname', link: 'catalog/x.yaml' },
    { name: 'a link to a file inside', target: 'a.yaml', link: 'catalog/x.yaml' },
    { name: 'a link to a folder', target: '/etc', link: 'catalog/x' },
    { name: 'a link that leads nowhere', target: 'nowhere', link: 'catalog/x.yaml' },
  ])('$name', ({ target, link }) => {
    write('catalog/a.yaml');
    symlinkSync(target, join(folder, link));
    expect(codes(['catalog/**/*.yaml'])).toEqual([`file/symbolic-link ${link}`]);
    expect(names(['catalog/**/*.yaml'])).toEqual(['catalog/a.yaml']);
  });

  test('a link that no glob matches and that is no folder is none of our business', () => {
    write('catalog/a.yaml');
    symlinkSync('a.yaml', join(folder, 'catalog/latest'));
    expect(codes(['catalog/**/*.yaml'])).toEqual([]);
  });

  test('a catalog folder that is itself a link', () => {
    write('elsewhere/a.yaml');
    symlinkSync('elsewhere', join(folder, 'catalog'));
    expect(names(['catalog/**/*.yaml'])).toEqual([]);
    expect(codes(['catalog/**/*.yaml'])).toEqual(['file/symbolic-link catalog']);
  });

  test('a 50 MB file, without reading it', () => {
    write('catalog/a.yaml');
    truncateSync(join(folder, 'catalog/a.yaml'), 50 * 1024 * 1024);
    expect(codes(['catalog/**/*.yaml'])).toEqual(['file/too-large catalog/a.yaml']);
  });

  test('a file that cannot be opened', () => {
    mkdirSync(join(folder, 'catalog'));
    writeFileSync(join(folder, 'catalog/a.yaml'), 'kind: course\n', { mode: 0o000 });
    const result = readManifests(folder, ['catalog/**/*.yaml']);
    // Who is root may read everything.
    if (process.getuid?.() === 0) expect(result.files).toHaveLength(1);
    else expect(result.problems[0]?.code).toBe('file/unreadable');
  });
});

/** Whether the disk takes a name that is no UTF-8; those of macOS and Windows do not. */
function takesLatin(): boolean {
  const path = Buffer.concat([Buffer.from(`${folder}/`), latin('ö')]);
  try {
    writeFileSync(path, '');
    rmSync(path);
    return true;
  } catch {
    return false;
  }
}

const latin = (text: string) => Buffer.from(text, 'latin1');

describe('a name that is no UTF-8, as old programs unpack it, is told and not passed over', () => {
  test.each([
    { path: 'catalog/Größe.yaml', told: 'catalog/Gr\ufffd\ufffde.yaml' },
    { path: 'catalog/Größe/a.yaml', told: 'catalog/Gr\ufffd\ufffde' },
    { path: 'catalog/Größe.txt', told: undefined },
  ])('$path', ({ path, told }) => {
    if (!takesLatin()) return;
    const whole = latin(join(folder, path));
    mkdirSync(whole.subarray(0, whole.lastIndexOf('/')), { recursive: true });
    writeFileSync(whole, 'kind: course\n');
    expect(codes(['catalog/**/*.yaml'])).toEqual(told ? [`file/unreadable ${told}`] : []);
  });

  test('but a name that has the sign of such names is read', () => {
    write('catalog/a\ufffd.yaml');
    expect(names(['catalog/**/*.yaml'])).toEqual(['catalog/a\ufffd.yaml']);
  });

  test('in the ledger too', () => {
    if (!takesLatin()) return;
    mkdirSync(join(folder, 'ids'));
    writeFileSync(latin(join(folder, 'ids/Größe.ids')), 'a course live\n');
    const place = { form: 'folder', file: 'catalog.ids', folder: 'ids' } as const;
    expect(readLedgerBytes(folder, place).problems.map(({ code }) => code)).toEqual([
      'file/unreadable',
    ]);
  });
});

// Permissions stop no administrator, and this path is too long for any.
test.skipIf(process.platform === 'win32')(
  'a folder that cannot be opened is told, and not passed over',
  () => {
    write('catalog/a.yaml');
    const steps = Array.from({ length: 10 }, () => 'n'.repeat(250));
    const outer = join(folder, 'catalog', ...steps);
    for (const path of [outer, join(folder, ...steps)]) mkdirSync(path, { recursive: true });
    const [beside, within] = [join(folder, steps[0] ?? ''), join(outer, 'more')];
    renameSync(beside, within);
    try {
      const { files, problems } = readManifests(folder, ['catalog/**/*.yaml']);
      expect(files.map(({ file }) => file)).toEqual(['catalog/a.yaml']);
      expect(problems.map(({ code, severity }) => [code, severity])).toEqual([
        ['file/unreadable', 'error'],
      ]);
      expect(problems[0]?.detail).toMatch(/cannot be opened \(ENAMETOOLONG\)/);
    } finally {
      // As one, it would be too long to be removed as well.
      renameSync(within, beside);
    }
  },
);

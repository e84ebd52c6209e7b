// Nothing that a branch puts beside or in place of a file makes the tool write somewhere else.
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openNew, UnwritableError, writeBelow, writeWhole } from '../../src/files/write.ts';
import { folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';

const course = 'kind: course\nsourcedId: c\ntitle: "$(echo pwned)"\nunits:\n  - title: New unit\n';

describe.skipIf(process.platform === 'win32')('links', () => {
  test('under the name of a file that is to be new are not followed, and neither is a file taken', () => {
    const folder = folderWith({ 'mine.txt': 'mine', 'taken.new': 'of somebody else' });
    const link = join(folder, 'link.new');
    for (const target of ['mine.txt', 'nothing.txt']) {
      symlinkSync(join(folder, target), link);
      expect(() => openNew(link, 0o600)).toThrow(/EEXIST/);
      unlinkSync(link);
    }
    expect(() => openNew(join(folder, 'taken.new'), 0o600)).toThrow(/EEXIST/);
    expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).toBe('mine');
    expect(readdirSync(folder)).not.toContain('nothing.txt');
  });

  test('named as a file that is not finished lead fmt nowhere', async () => {
    const folder = folderWith({
      'timeback-catalog.yaml': 'org: partner-sandbox\n',
      'catalog/a.yaml': course,
      'home/.bashrc': '# mine\n',
    });
    // The names that could be foreseen: the tests run in this very process.
    for (const name of ['catalog/.a.yaml', '.catalog.ids']) {
      symlinkSync(join(folder, 'home/.bashrc'), join(folder, `${name}.${process.pid}.new`));
    }
    const { code, stdout } = await commandLine(['fmt'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toContain('1 new id.');
    expect(readFileSync(join(folder, 'catalog/a.yaml'), 'utf8')).toContain('New unit');
    expect(readFileSync(join(folder, 'home/.bashrc'), 'utf8')).toBe('# mine\n');
    expect(readdirSync(join(folder, 'catalog')).sort()).toEqual([
      `.a.yaml.${process.pid}.new`,
      'a.yaml',
    ]);
  });

  test.each([
    { name: 'the file', link: 'catalog/a.yaml' },
    { name: 'its folder', link: 'catalog' },
    { name: 'a folder above', link: 'deep' },
  ])('in place of $name are refused for a file of the catalog', ({ link }) => {
    const folder = folderWith({ 'catalog/a.yaml': 'old', 'deep/er/a.yaml': 'old' });
    const file = link === 'deep' ? 'deep/er/a.yaml' : 'catalog/a.yaml';
    writeBelow(folder, [[file, 'honest']]);
    expect(readFileSync(join(folder, file), 'utf8')).toBe('honest');
    const outside = join(folderWith(), 'outside');
    renameSync(join(folder, link), outside);
    symlinkSync(outside, join(folder, link));
    expect(() => writeBelow(folder, [[file, 'text']])).toThrow(UnwritableError);
    expect(readFileSync(join(folder, file), 'utf8')).toBe('honest');
  });

  test('that a user names as FILE are replaced, and not what they lead to', () => {
    const folder = folderWith({ 'other.json': 'theirs' });
    symlinkSync('other.json', join(folder, 'plan.json'));
    writeWhole(join(folder, 'plan.json'), 'mine');
    expect(readFileSync(join(folder, 'other.json'), 'utf8')).toBe('theirs');
    expect(lstatSync(join(folder, 'plan.json')).isFile()).toBe(true);
    expect(readFileSync(join(folder, 'plan.json'), 'utf8')).toBe('mine');
  });
});

test('what is no file is never replaced', () => {
  const folder = folderWith();
  mkdirSync(join(folder, 'plan.json'));
  expect(() => writeWhole(join(folder, 'plan.json'), 'x')).toThrow(/a folder of that name/);
  expect(() => writeWhole('/dev/null', 'x')).toThrow(/exists and is not a file/);
  expect(readdirSync(folder)).toEqual(['plan.json']);
});

test.skipIf(process.platform === 'win32').each([0o600, 0o640, 0o664, 0o755])(
  'a mode of %o stays',
  (mode) => {
    const path = join(folderWith({ 'a.yaml': 'old' }), 'a.yaml');
    chmodSync(path, mode);
    writeWhole(path, 'new');
    expect(statSync(path).mode & 0o777).toBe(mode);
    expect(readFileSync(path, 'utf8')).toBe('new');
  },
);

test.skipIf(process.platform === 'win32')(
  'a new file has the mode that any other new file has',
  () => {
    const folder = folderWith();
    writeFileSync(join(folder, 'usual'), '');
    writeWhole(join(folder, 'deeper/new.json'), 'x');
    expect(statSync(join(folder, 'deeper/new.json')).mode).toBe(
      statSync(join(folder, 'usual')).mode,
    );
  },
);

test('a write that fails leaves the old text, and nothing beside it', () => {
  const folder = folderWith();
  const path = join(folder, 'x'.repeat(300));
  expect(() => writeWhole(path, 'new')).toThrow(UnwritableError);
  expect(readdirSync(folder)).toEqual([]);
});

test('what is not finished matches no glob', async () => {
  const folder = folderWith({ 'timeback-catalog.yaml': 'org: partner-sandbox\n' });
  put(folder, 'catalog/a.yaml', 'kind: course\nsourcedId: c\ntitle: C\n');
  put(folder, 'catalog/.timeback-catalog-0123456789abcdef.new', 'kind: [');
  const { code, stdout } = await commandLine(['check'], { cwd: folder });
  expect(code).toBe(0);
  expect(stdout).toContain('Checked 1 file');
  expect(dirname(folder)).not.toBe(folder);
});

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ComparedFiles, headCommit } from '../../src/files/git-read.ts';
import { put } from '../support/catalog-folder.ts';
import { emptyFolder, hasGit, newRepository, type TestRepository } from '../support/repository.ts';

/** The manifests of a folder as they are now. */
const held = (folder: string, names: readonly string[]): ComparedFiles => ({
  files: names.map((file) => ({ file, bytes: readFileSync(join(folder, file)) })),
  belongs: (path) => path.endsWith('.yaml'),
});

describe.skipIf(!hasGit)('the commit that is checked out', () => {
  test('has an id; without files to hold against it nobody knows whether they are its own', () => {
    const repository = newRepository();
    const id = repository.commit({ 'a.yaml': '1\n' });
    expect(headCommit(repository.folder)).toEqual({ id, dirty: 'unknown' });
  });

  test('is none outside of git, and before the first commit', () => {
    expect(headCommit(emptyFolder())).toBeUndefined();
    expect(headCommit(newRepository().folder)).toBeUndefined();
  });

  const committed = { 'a.yaml': 'one\ntwo\n', 'sub/b.yaml': 'b\n', 'read.me': 'x\n' };

  test.each<{
    name: string;
    /** In the repository before the commit. */
    before?: (repository: TestRepository) => void;
    init?: readonly string[];
    change: (repository: TestRepository) => void;
    names?: readonly string[];
    dirty: boolean | 'unknown';
  }>([
    { name: 'nothing', change: () => {}, dirty: false },
    {
      name: 'nothing, with SHA-256 ids',
      init: ['--object-format=sha256'],
      change: () => {},
      dirty: false,
    },
    { name: 'a manifest', change: ({ folder }) => put(folder, 'sub/b.yaml', 'c\n'), dirty: true },
    {
      name: 'a manifest, with SHA-256 ids',
      init: ['--object-format=sha256'],
      change: ({ folder }) => put(folder, 'sub/b.yaml', 'c\n'),
      dirty: true,
    },
    {
      name: 'a manifest, and that is staged',
      change: ({ folder, git }) => {
        put(folder, 'a.yaml', 'c\n');
        git('add', '-A');
      },
      dirty: true,
    },
    {
      name: 'a manifest that git was told to pass over',
      change: ({ folder, git }) => {
        git('update-index', '--assume-unchanged', 'a.yaml');
        put(folder, 'a.yaml', 'c\n');
      },
      dirty: true,
    },
    {
      name: 'a manifest that is not tracked',
      change: ({ folder }) => put(folder, 'new.yaml', 'n\n'),
      names: ['a.yaml', 'sub/b.yaml', 'new.yaml'],
      dirty: true,
    },
    {
      name: 'a manifest that is ignored',
      change: ({ folder }) => {
        put(folder, '.gitignore', 'new.yaml\n');
        put(folder, 'new.yaml', 'n\n');
      },
      names: ['a.yaml', 'sub/b.yaml', 'new.yaml'],
      dirty: true,
    },
    {
      name: 'a manifest that is gone',
      change: ({ folder }) => rmSync(join(folder, 'sub/b.yaml')),
      names: ['a.yaml'],
      dirty: true,
    },
    {
      name: 'a file that is none of the catalog',
      change: ({ folder }) => put(folder, 'read.me', 'y\n'),
      dirty: false,
    },
    {
      name: 'line ends alone',
      change: ({ folder }) => put(folder, 'a.yaml', 'one\r\ntwo\r\n'),
      dirty: false,
    },
    {
      name: 'line ends alone, with core.autocrlf',
      before: ({ git }) => void git('config', 'core.autocrlf', 'true'),
      change: ({ folder, git }) => {
        rmSync(join(folder, 'a.yaml'));
        git('checkout', '-q', '--', 'a.yaml');
        expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe('one\r\ntwo\r\n');
      },
      dirty: false,
    },
    {
      name: 'line ends alone, by an attribute',
      before: ({ folder }) => put(folder, '.gitattributes', '*.yaml text eol=crlf\n'),
      change: ({ folder, git }) => {
        rmSync(join(folder, 'a.yaml'));
        git('checkout', '-q', '--', 'a.yaml');
        expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe('one\r\ntwo\r\n');
      },
      dirty: false,
    },
    {
      name: 'line ends and a word',
      change: ({ folder }) => put(folder, 'a.yaml', 'one\r\n2\r\n'),
      dirty: true,
    },
    {
      name: 'a carriage return in the middle of a line',
      change: ({ folder }) => put(folder, 'a.yaml', 'o\rne\ntwo\n'),
      dirty: true,
    },
    {
      name: 'bytes under a filter',
      before: ({ folder }) => put(folder, '.gitattributes', '*.yaml filter=x\n'),
      change: ({ folder }) => put(folder, 'a.yaml', 'smudged\n'),
      dirty: 'unknown',
    },
    {
      name: 'nothing under a filter',
      before: ({ folder }) => put(folder, '.gitattributes', '*.yaml filter=x\n'),
      change: () => {},
      dirty: false,
    },
    {
      name: 'a file under a filter and one that is under none',
      before: ({ folder }) => put(folder, '.gitattributes', 'a.yaml filter=x\n'),
      change: ({ folder }) => {
        put(folder, 'a.yaml', 'smudged\n');
        put(folder, 'sub/b.yaml', 'c\n');
      },
      dirty: true,
    },
    {
      name: 'an identity that git fills in',
      before: ({ folder }) => put(folder, '.gitattributes', '*.yaml ident\n'),
      change: ({ folder }) => put(folder, 'a.yaml', 'one # $Id: 1 $\ntwo\n'),
      dirty: 'unknown',
    },
    {
      name: 'an encoding of the work tree',
      before: ({ folder }) =>
        put(folder, '.gitattributes', '*.yaml working-tree-encoding=UTF-16LE\n'),
      change: ({ folder }) => put(folder, 'a.yaml', 'o\0n\0e\0\n\0'),
      dirty: 'unknown',
    },
    {
      name: 'a filter that was taken back',
      before: ({ folder }) => put(folder, '.gitattributes', '*.yaml filter=x\na.yaml -filter\n'),
      change: ({ folder }) => put(folder, 'a.yaml', 'c\n'),
      dirty: true,
    },
  ])('changed: $name', ({ before, init = [], change, names, dirty }) => {
    const repository = newRepository(...init);
    // One that would make a mess, if it were run.
    repository.git('config', 'filter.x.smudge', 'cat');
    before?.(repository);
    const id = repository.commit(committed);
    const trace = join(emptyFolder(), 'ran');
    repository.git('config', 'filter.x.clean', `touch '${trace}'; cat`);
    repository.git('config', 'filter.x.process', `touch '${trace}'; false`);
    change(repository);
    rmSync(trace, { force: true });
    const found = headCommit(
      repository.folder,
      held(repository.folder, names ?? ['a.yaml', 'sub/b.yaml']),
    );
    expect(found).toEqual({ id, dirty });
    expect(() => readFileSync(trace)).toThrow('ENOENT');
  });

  test('is held against the files of a folder below the top', () => {
    const repository = newRepository();
    const id = repository.commit({ 'courses/a.yaml': '1\n', 'other/b.yaml': '1\n' });
    put(repository.folder, 'other/b.yaml', '2\n');
    const folder = join(repository.folder, 'courses');
    expect(headCommit(folder, held(folder, ['a.yaml']))).toEqual({ id, dirty: false });
    put(folder, 'a.yaml', '2\n');
    expect(headCommit(folder, held(folder, ['a.yaml']))).toEqual({ id, dirty: true });
  });

  test('keeps a name that is spelt in another form of Unicode', () => {
    const repository = newRepository();
    const id = repository.commit({ ['leçon.yaml'.normalize('NFC')]: '1\n' });
    const name = 'leçon.yaml'.normalize('NFD');
    writeFileSync(join(repository.folder, name), '1\n');
    const found = headCommit(repository.folder, held(repository.folder, [name]));
    expect(found).toEqual({ id, dirty: false });
  });
});

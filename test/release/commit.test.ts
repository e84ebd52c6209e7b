// The commit of a release, beside main: in clones of one small repository.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitRelease } from '../../scripts/release/commit.ts';
import type { Release } from '../../scripts/release/release.ts';
import { put } from '../support/catalog-folder.ts';
import { cloneOf, repositoryWith } from '../support/repository.ts';

const release: Release = { version: '1.2.3', tag: 'v1.2.3', movingTag: 'v1', npmTag: 'latest' };
const files = ['dist/action.js', 'dist/action.txt'];
const built = { 'dist/action.js': 'run\r\n', 'dist/action.txt': 'licences\n' };

function build(folder: string): void {
  for (const [file, text] of Object.entries(built)) put(folder, file, text);
}

function source() {
  const origin = repositoryWith({ '.gitignore': 'dist/\n', 'action.yml': 'name: a\n' });
  const repository = cloneOf(origin);
  build(repository.folder);
  return { origin, repository, root: repository.folder };
}

test('holds the source and the built files, byte by byte, and changes nothing else', () => {
  const { repository, root } = source();
  writeFileSync(join(root, 'action.yml'), 'name: edited\n');
  const { git } = repository;
  const before = { head: git('rev-parse', 'HEAD'), status: git('status', '--porcelain') };
  const tags = commitRelease({ root, source: 'HEAD', release, files });
  expect(tags).toEqual(['refs/tags/v1.2.3', '+refs/tags/v1']);
  expect({ head: git('rev-parse', 'HEAD'), status: git('status', '--porcelain') }).toEqual(before);
  expect(git('rev-parse', 'v1.2.3^')).toBe(before.head);
  expect(git('rev-parse', 'v1')).toBe(git('rev-parse', 'v1.2.3'));
  expect(git('diff', '--name-status', 'v1.2.3^', 'v1.2.3')).toBe(
    'A\tdist/action.js\nA\tdist/action.txt',
  );
  expect(git('cat-file', '-s', 'v1.2.3:dist/action.js')).toBe('5');
  expect(git('branch', '--contains', 'v1.2.3')).toBe('');
});

test('is the same commit wherever it is made', () => {
  const { origin, repository, root } = source();
  commitRelease({ root, source: 'HEAD', release, files });
  const other = cloneOf(origin);
  build(other.folder);
  other.git('config', 'user.name', 'somebody else');
  commitRelease({ root: other.folder, source: 'HEAD', release, files });
  expect(other.git('rev-parse', 'v1.2.3')).toBe(repository.git('rev-parse', 'v1.2.3'));
});

test('the moving tag follows, a release never moves, and a pre-release moves nothing', () => {
  const { repository, root } = source();
  const { git } = repository;
  commitRelease({ root, source: 'HEAD', release, files });
  const first = git('rev-parse', 'v1');
  expect(() => commitRelease({ root, source: 'HEAD', release, files })).toThrow('already exists');
  repository.commit({ 'action.yml': 'name: b\n' });
  const before: Release = { version: '1.3.0-rc.1', tag: 'v1.3.0-rc.1', npmTag: 'next' };
  expect(commitRelease({ root, source: 'HEAD', release: before, files })).toEqual([
    'refs/tags/v1.3.0-rc.1',
  ]);
  expect(git('rev-parse', 'v1')).toBe(first);
  commitRelease({
    root,
    source: 'HEAD',
    release: { ...release, version: '1.3.0', tag: 'v1.3.0' },
    files,
  });
  expect(git('rev-parse', 'v1')).toBe(git('rev-parse', 'v1.3.0'));
});

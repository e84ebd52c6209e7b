// What a release is called, what stands in its way, and that each problem is gone once its order is followed.
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withRepository } from '../../scripts/generate/repository.ts';
import { notesFor, releaseOf, releaseProblems } from '../../scripts/release/release.ts';
import { folderWith } from '../support/catalog-folder.ts';

const root = join(import.meta.dirname, '../..');

test.each([
  ['release/v1.2.3', { version: '1.2.3', tag: 'v1.2.3', movingTag: 'v1', npmTag: 'latest' }],
  ['release/v0.1.0', { version: '0.1.0', tag: 'v0.1.0', movingTag: 'v0', npmTag: 'latest' }],
  ['release/v10.0.1', { version: '10.0.1', tag: 'v10.0.1', movingTag: 'v10', npmTag: 'latest' }],
  ['release/v1.3.0-rc.1', { version: '1.3.0-rc.1', tag: 'v1.3.0-rc.1', npmTag: 'next' }],
  ['v1.2.3', undefined],
  ['release/1.2.3', undefined],
  ['release/v1.2', undefined],
  ['release/v01.2.3', undefined],
  ['release/v1.2.3 --force', undefined],
  ['release/v1.2.3\nnpm_tag=latest', undefined],
])('%s', (tag, release) => {
  expect(releaseOf(tag)).toEqual(release);
});

const url = 'git+https://github.com/the-org/timeback-catalog.git';
const changelog = `# Changelog

## [Unreleased]

## [1.2.3] - 2026-12-01

- A change.

### Security

- Another.

## [1.2.2] - 2026-11-01

- Old.
`;
const right = {
  packageJson: { version: '1.2.3', repository: { type: 'git', url } },
  lockFile: { version: '1.2.3' },
  changelog,
  tags: ['release/v1.2.3', 'v1', 'v1.2.2'],
  runsIn: 'the-org/timeback-catalog',
};

test('nothing stands in the way of a release that is whole', () => {
  expect(releaseProblems('release/v1.2.3', right)).toEqual([]);
  expect(
    releaseProblems('release/v1.2.3', {
      ...right,
      packageJson: { version: '1.2.3', repository: 'github:the-org/timeback-catalog' },
    }),
  ).toEqual([]);
});

test.each([
  [
    'a placeholder',
    { packageJson: { version: '1.2.3', repository: { url: url.replace('the-org', 'OWNER') } } },
    'stands for an owner',
  ],
  ['no repository', { packageJson: { version: '1.2.3' } }, 'names no repository'],
  [
    'another host',
    { packageJson: { version: '1.2.3', repository: 'https://gitlab.com/a/b' } },
    'names no repository',
  ],
  ['a fork', { runsIn: 'somebody/timeback-catalog' }, 'nothing is released from a fork'],
  [
    'another version',
    { packageJson: { ...right.packageJson, version: '1.2.2' } },
    'package.json has version 1.2.2',
  ],
  [
    'another version of the lock file',
    { lockFile: { version: '1.2.2' } },
    'package-lock.json has version 1.2.2',
  ],
  ['no notes', { changelog: changelog.replace('[1.2.3]', '[1.2.4]') }, 'says nothing of 1.2.3'],
  [
    'empty notes',
    { changelog: changelog.replace(/- A change[\s\S]*Another\.\n/, '') },
    'says nothing of 1.2.3',
  ],
  ['a release that is there', { tags: ['v1.2.3'] }, 'v1.2.3 is there already'],
])('%s is refused', (_, change, why) => {
  expect(releaseProblems('release/v1.2.3', { ...right, ...change })).toEqual([
    expect.stringContaining(why),
  ]);
});

test('a tag that is none of a release is refused', () => {
  expect(releaseProblems('v1.2.3', right)).toEqual([
    expect.stringContaining('Call it release/vX.Y.Z'),
  ]);
});

test('notes are the section of the version, to the next one', () => {
  expect(notesFor(changelog, '1.2.3')).toBe('- A change.\n\n### Security\n\n- Another.');
  expect(notesFor(changelog, '1.2.2')).toBe('- Old.');
  expect(notesFor(changelog, '1.2')).toBeUndefined();
});

test('the orders that the check gives lead to a release', () => {
  const cwd = folderWith({ 'CHANGELOG.md': '# Changelog\n\n## [Unreleased]\n\n- A change.\n' });
  for (const file of ['package.json', 'package-lock.json'])
    cpSync(join(root, file), join(cwd, file));
  const sources = () => {
    const read = (file: string) => readFileSync(join(cwd, file), 'utf8');
    return {
      packageJson: JSON.parse(read('package.json')),
      lockFile: JSON.parse(read('package-lock.json')),
      changelog: read('CHANGELOG.md'),
      tags: [],
    };
  };
  const problems = releaseProblems('release/v7.8.9', { ...sources(), changelog });
  expect(problems).toHaveLength(4);
  for (const problem of problems) {
    const [, order] = /Run: (npm [^&]+?)(?: && npm run generate)?$/.exec(problem) ?? [];
    if (order) execFileSync('sh', ['-c', order.replace('NAME', 'the-org')], { cwd });
  }
  const after = changelog.replace('[1.2.3]', '[7.8.9]');
  expect(releaseProblems('release/v7.8.9', { ...sources(), changelog: after })).toEqual([]);
});

describe('the repository stands in one place, from which documents take it', () => {
  const text = `- uses: OWNER/timeback-catalog@v1
https://github.com/OWNER/timeback-catalog/issues and https://github.com/OWNER/timeback-catalog
gh attestation verify action.js --repo OWNER/timeback-catalog
* @OWNER
init --action OWNER/REPO@REF, --action my-org/timeback-catalog@v1
`;

  test('everything that names it follows, from the placeholder and from a name', () => {
    const named = withRepository(text, 'the-org/timeback-catalog');
    expect(named.match(/the-org/g)).toHaveLength(5);
    expect(named).toContain('init --action OWNER/REPO@REF, --action my-org/timeback-catalog@v1');
    expect(withRepository(named, 'OWNER/timeback-catalog')).toBe(text);
  });

  test('without one nothing is made', () => {
    expect(() => withRepository(text, undefined)).toThrow('names no repository');
  });
});

test('the tags are set without any package: nothing is installed where the workflow may write', () => {
  const root = folderWith({});
  for (const part of [
    'scripts/release.ts',
    'scripts/release',
    'scripts/build/action-files.ts',
    'src/features/init/repository.ts',
  ]) {
    cpSync(join(import.meta.dirname, '../..', part), join(root, part), { recursive: true });
  }
  const run = () =>
    execFileSync(process.execPath, ['scripts/release.ts', 'commit', 'v1.2.3'], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  // It comes as far as reading its tag.
  expect(run).toThrow('v1.2.3 is no tag of a release');
});

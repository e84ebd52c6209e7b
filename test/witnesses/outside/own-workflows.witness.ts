// The repository's own workflows, carried out in a clone of what is committed, by a program that stands in for the
// runner of GitHub. Only what needs GitHub or npm themselves is replaced; `npm run rehearse-release` does a whole release.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ActRun, carryOut } from '../../../scripts/rehearsal/act.ts';
import { fromGit } from '../../../scripts/rehearsal/from-git.ts';
import { rehearsed, sourceIn } from '../../../scripts/rehearsal/source.ts';
import { askedFile, standInsIn } from '../../../scripts/rehearsal/stand-ins.ts';
import { folderWith } from '../../support/catalog-folder.ts';
import { root, seen, witnessOf } from '../../support/witness.ts';

/** Milliseconds for one job on a busy machine: it installs all packages and builds twice. */
const timeout = 1_500_000;
const { repository, tag, version } = rehearsed;

/** What an outside runner does with one job. */
async function job(run: Pick<ActRun, 'cwd' | 'workflow' | 'event' | 'payload' | 'words'>) {
  const folder = folderWith({ npmrc: '' });
  const npm = execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim();
  const { programs, actions } = standInsIn(folder, join(folder, 'npmrc'), npm);
  const act = witnessOf('act')?.path ?? '';
  const home = join(folder, 'home');
  return { folder, ...(await carryOut({ act, actions, programs, home, ...run })) };
}

function clone(): string {
  const folder = join(folderWith(), 'clone');
  execFileSync('git', ['clone', '--quiet', '--no-local', root, folder]);
  return folder;
}

/** Names of the steps that ended well, in their order. */
function stepsIn(log: string): readonly string[] {
  return [...log.matchAll(/Success - Main (.*?)(?: \[[\d.µmsh]+\])?$/gm)].map(
    ([, name = '']) => name,
  );
}

test.skipIf(!witnessOf('actionlint'))('actionlint finds nothing in them', () => {
  const folder = join(root, '.github/workflows');
  const files = readdirSync(folder).map((name) => join(folder, name));
  const words = ['-shellcheck=', '-pyflakes=', '-oneline', ...files];
  expect(files.length).toBeGreaterThan(3);
  // Ends with 1 if it finds anything, which throws.
  expect(execFileSync(witnessOf('actionlint')?.path ?? '', words, { encoding: 'utf8' })).toBe('');
  seen('actionlint', `nothing in ${files.length} workflows of this repository`);
});

test('a clean clone is published by a dry run, and installed by its address', {
  timeout,
}, async () => {
  const { published, faults } = await fromGit(clone());
  expect(published).toEqual(
    expect.arrayContaining([
      'dist/THIRD-PARTY-NOTICES.txt',
      'dist/bin.cjs',
      'dist/lib/index.d.ts',
      'dist/lib/index.js',
      'schemas/course.schema.json',
    ]),
  );
  expect(published.filter((path) => /^(?:src|test|scripts)\/|action\.js/.test(path))).toEqual([]);
  expect(faults).toEqual([]);
});

describe.skipIf(!witnessOf('act'))('CI', { timeout }, () => {
  const workflow = '.github/workflows/ci.yml';

  test.each([
    {
      name: 'test',
      words: ['--matrix', 'os:ubuntu-latest', '--matrix', 'node:24'],
      steps: /^npm ci .*\n(?:.*\n)*npm test -- .*\nThe package, installed elsewhere$/m,
    },
    {
      name: 'check',
      words: [],
      steps: /^An install changes nothing in the lock file\nFormat, .*\nThe Action’s bundle .*$/m,
    },
    { name: 'released', words: [], steps: /^Build the bundle of the newest release anew$/m },
  ])('job $name', async ({ name, words, steps }) => {
    const { log, isDone } = await job({
      cwd: clone(),
      workflow,
      event: 'workflow_dispatch',
      payload: {
        inputs: { tests: 'test/model/address.test.ts' },
        ref: 'refs/heads/main',
        repository: { full_name: repository, default_branch: 'main' },
      },
      words: ['--job', name, '--input', 'tests=test/model/address.test.ts', ...words],
    });
    expect(isDone, log).toBe(true);
    expect(stepsIn(log).join('\n')).toMatch(steps);
    seen('act', `ci.yml, job ${name}: ${stepsIn(log).length} steps`);
  });
});

describe.skipIf(!witnessOf('act'))('a release', { timeout }, () => {
  test('is checked, built, packed and tried', async () => {
    const { clone: cwd } = sourceIn(folderWith(), root);
    const sha = execFileSync('git', ['rev-parse', 'HEAD'], { cwd, encoding: 'utf8' }).trim();
    const { folder, log, isDone } = await job({
      cwd,
      workflow: '.github/workflows/release.yml',
      event: 'push',
      payload: {
        ref: `refs/tags/${tag}`,
        after: sha,
        repository: { full_name: repository, default_branch: 'main' },
      },
      words: ['--job', 'build', '--env', `GITHUB_REPOSITORY=${repository}`],
    });
    expect(isDone, log).toBe(true);
    expect(readFileSync(join(folder, askedFile), 'utf8')).toContain(`--commit ${sha}`);
    const kept = join(folder, 'artifacts/release');
    expect(existsSync(join(kept, 'action.js'))).toBe(true);
    expect(readdirSync(kept)).toContain(`timeback-catalog-${version}.tgz`);
    expect(readFileSync(join(kept, 'notes.md'), 'utf8')).not.toBe('');
    seen('act', `release.yml, job build: ${stepsIn(log).length} steps`);
  });
});

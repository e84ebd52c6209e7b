// If a checkout lacks something, the message is for its reader: a command at a desk, and in a pipeline the setting
// of the host that made the checkout.
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { folderWith } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { ledger, readingFiles, recorded } from '../support/reading-catalog.ts';
import { cloneOf, emptyFolder, hasGit, newRepository } from '../support/repository.ts';

/** What a host sets in every job, and words of its settings. */
const hosts = {
  'a desk': { env: {}, settings: /`git / },
  GitHub: { env: { GITHUB_ACTIONS: 'true' }, settings: /actions\/checkout/ },
  GitLab: { env: { GITLAB_CI: 'true' }, settings: /GIT_DEPTH|GIT_SUBMODULE_STRATEGY/ },
  'Azure DevOps': { env: { TF_BUILD: 'True' }, settings: /checkout: self/ },
  Bitbucket: { env: { BITBUCKET_BUILD_NUMBER: '12' }, settings: /bitbucket-pipelines/ },
} as const;
type Host = keyof typeof hosts;

/** A repository with two commits, and a branch off the first one. */
function origin() {
  const repository = newRepository();
  repository.commit(readingFiles);
  repository.git('config', 'uploadpack.allowFilter', 'true');
  repository.git('switch', '-qc', 'feature');
  repository.commit({ 'feature.md': 'A branch\n' });
  repository.git('switch', '-q', 'main');
  repository.commit({ 'notes.md': 'Notes\n' });
  return repository;
}

interface Lack {
  readonly code: string;
  readonly folder: () => string;
  /** The hosts with a setting for it; elsewhere the usual message stands. */
  readonly settledBy: readonly Host[];
  /** Words that the setting of GitHub has. */
  readonly onGitHub: RegExp;
}

const lacks: Readonly<Record<string, Lack>> = {
  'the base, in a shallow clone': {
    code: 'git/unknown-commit',
    folder: () => cloneOf(origin(), '--depth=1', '--branch', 'feature').folder,
    settledBy: ['a desk', 'GitHub', 'GitLab', 'Azure DevOps', 'Bitbucket'],
    onGitHub: /`fetch-depth: 0`/,
  },
  'the fork point, in a shallow clone': {
    code: 'git/no-common-commit',
    folder: () => {
      const options = ['--depth=1', '--no-single-branch', '--branch', 'feature'];
      return cloneOf(origin(), ...options).folder;
    },
    settledBy: ['a desk', 'GitHub', 'GitLab', 'Azure DevOps', 'Bitbucket'],
    onGitHub: /`fetch-depth: 0`/,
  },
  'content, in a clone with a filter': {
    code: 'git/not-complete',
    folder: () => {
      const repository = origin();
      repository.commit({ [ledger]: `${recorded}# A\n` });
      repository.git('switch', '-q', 'feature');
      repository.git('merge', '-q', 'main');
      repository.commit({ [ledger]: recorded });
      return cloneOf(repository, '--filter=blob:none', '--branch', 'feature').folder;
    },
    settledBy: ['a desk', 'GitHub', 'Azure DevOps'],
    onGitHub: /`filter`/,
  },
  'a clone': {
    code: 'git/not-a-repository',
    folder: () => folderWith(readingFiles),
    settledBy: ['GitHub'],
    onGitHub: /Install git/,
  },
  'files, in a sparse checkout': {
    code: 'file/not-checked-out',
    folder: () => {
      const clone = cloneOf(origin(), '--branch', 'feature');
      clone.git('sparse-checkout', 'set', '--no-cone', '/*', '!/catalog/');
      return clone.folder;
    },
    settledBy: ['a desk', 'GitHub'],
    onGitHub: /`sparse-checkout`/,
  },
  'a submodule': {
    code: 'file/not-checked-out',
    folder: () => {
      const [around, content] = [origin(), newRepository()];
      content.commit({ 'README.md': 'Units\n' });
      const from = `file://${content.folder}`;
      const asks = ['-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', from];
      around.git(...asks, 'catalog/units');
      around.commit();
      return cloneOf(around).folder;
    },
    settledBy: ['a desk', 'GitHub', 'GitLab', 'Azure DevOps'],
    onGitHub: /`submodules: true`/,
  },
};

const flat = (said: string) => said.replace(/\s+/g, ' ');

afterEach(() => void vi.unstubAllEnvs());

describe.skipIf(!hasGit).each(Object.entries(lacks))('a checkout that lacks %s', (_, lack) => {
  test('is told its cure in the words of whoever reads it, and in no others', async () => {
    const cwd = lack.folder();
    for (const [name, { env, settings }] of Object.entries(hosts)) {
      const { code, stderr } = await commandLine(['check', '--base', 'origin/main'], { cwd, env });
      const said = flat(stderr);
      expect([code, said.includes(lack.code)], said).toEqual([1, true]);
      expect(settings.test(said), `${name}: ${said}`).toBe(
        lack.settledBy.some((one) => one === name),
      );
      const others = Object.entries(hosts).filter(
        ([other]) => other !== name && other !== 'a desk',
      );
      for (const [, other] of others) expect(said).not.toMatch(other.settings);
      if (name === 'GitHub') expect(said).toMatch(lack.onGitHub);
    }
  });
});

test.skipIf(!hasGit)('a report for a host has the same words', async () => {
  const { folder: cwd } = cloneOf(origin(), '--depth=1', '--branch', 'feature');
  const args = ['check', '--base', 'origin/main', '--format', 'codeclimate'];
  const { stdout } = await commandLine(args, { cwd, env: hosts.GitLab.env });
  expect(stdout).toContain('GIT_DEPTH');
  expect(stdout).not.toContain('git fetch');
});

test.skipIf(!hasGit)('a machine without git is told so', async () => {
  const { folder: cwd } = origin();
  vi.stubEnv('PATH', join(emptyFolder(), 'bin'));
  const args = ['check', '--base', 'HEAD'];
  const [desk, job] = [
    await commandLine(args, { cwd }),
    await commandLine(args, { cwd, env: hosts.GitHub.env }),
  ];
  expect(flat(desk.stderr)).toContain('[git/not-installed]');
  expect(flat(desk.stderr)).not.toContain('actions/checkout');
  expect(flat(job.stderr)).toContain('Install git before actions/checkout.');
});

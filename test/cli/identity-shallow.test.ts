import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../support/command-line.ts';
import { manifest, readingFiles, reading as text } from '../support/reading-catalog.ts';
import { cloneOf, hasGit, newRepository, type TestRepository } from '../support/repository.ts';

/** A colleague's lesson on main, which the branch never had. */
const colleague = 'e0b1c9a4-7d3f-4a52-8c61-5f0a9b2d7e13';

/** A branch that renames a lesson, and a main that got another lesson since. */
function parted(): TestRepository {
  const origin = newRepository();
  origin.commit(readingFiles);
  origin.git('switch', '-qc', 'feature');
  origin.commit({
    [manifest]: text.replace('title: Reading between the lines', 'title: Between the lines'),
  });
  origin.git('switch', '-q', 'main');
  origin.commit({
    [manifest]: `${text}      - sourcedId: ${colleague}\n        title: Cause and effect\n`,
    'catalog.ids': `${readingFiles['catalog.ids']}${colleague} lesson live\n`,
  });
  return origin;
}

const check = (cwd: string, base: string) => commandLine(['check', '--base', base], { cwd });

/** Everything on one line, so that a command that was wrapped is whole. */
const flat = (said: string) => said.replace(/\s+/g, ' ');

/** Runs the commands that a message names, as a reader would paste them. */
function follow(said: string, { folder }: TestRepository): readonly string[] {
  const commands = [...flat(said).matchAll(/`(git [^`]+)`/g)].flatMap(
    ([, command]) => command ?? [],
  );
  for (const command of commands)
    execFileSync('sh', ['-c', command], { cwd: folder, stdio: 'pipe' });
  return commands;
}

describe.skipIf(!hasGit)('a shallow clone', () => {
  test.each([
    { name: 'of one branch, without the base', options: ['--depth=1'], base: 'origin/main' },
    { name: 'of all tips', options: ['--depth=1', '--no-single-branch'], base: 'origin/main' },
    { name: 'without the commit that is named', options: ['--depth=1'], base: 'ID' },
  ])('$name ends right when its hints are followed', async ({ options, base }) => {
    const origin = parted();
    const clone = cloneOf(origin, ...options, '--branch', 'feature');
    const ref = base === 'ID' ? origin.git('rev-parse', 'main') : base;
    const told = await check(clone.folder, ref);
    expect(told.code).toBe(1);
    expect(flat(told.stderr)).toContain('This clone is shallow');
    expect(told.stderr).not.toContain('actions/checkout');
    expect(told.stderr).not.toContain(colleague);
    expect(follow(told.stderr, clone)).toHaveLength(1);
    expect(await check(clone.folder, ref)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 renamed'),
    });
  });

  test('of a fork is deepened from where the branch comes from', async () => {
    const origin = parted();
    const clone = cloneOf(origin, '--depth=1', '--branch', 'feature');
    clone.git('remote', 'add', 'another', 'file:///nowhere');
    clone.git('fetch', '-q', '--depth=1', 'origin', 'main:refs/remotes/origin/main');
    const told = await check(clone.folder, 'origin/main');
    expect(told.stderr).toContain('[git/no-common-commit]');
    expect(follow(told.stderr, clone)).toEqual(['git fetch --unshallow origin']);
    expect((await check(clone.folder, 'origin/main')).code).toBe(0);
  });

  test('that has the commit both came from needs no more of the history', async () => {
    const origin = parted();
    const clone = cloneOf(origin, '--depth=2', '--no-single-branch', '--branch', 'feature');
    expect((await check(clone.folder, 'origin/main')).code).toBe(0);
  });
});

describe.skipIf(!hasGit)('a whole clone', () => {
  test('with a history that began apart is told so, and what stands at the base is not lost', async () => {
    const repository = parted();
    repository.git('switch', '-q', '--orphan', 'apart');
    repository.commit({ ...readingFiles, 'README.md': 'Begun anew.\n' });
    const told = await check(repository.folder, 'main');
    expect(told).toMatchObject({ code: 1, stdout: '' });
    expect(told.stderr).toContain('[git/no-common-commit]');
    expect(flat(told.stderr)).toContain('have no common ancestor');
    expect(told.stderr).not.toContain('shallow');
    expect(told.stderr).not.toContain('[identity/');
  });

  test('of one branch is told how to get another, and under which name', async () => {
    const clone = cloneOf(parted(), '--single-branch', '--branch', 'feature');
    const told = await check(clone.folder, 'main');
    expect(flat(told.stderr)).toContain('A branch of origin is fetched by');
    clone.git('fetch', '-q', 'origin', 'main:refs/remotes/origin/main');
    const again = await check(clone.folder, 'main');
    expect(flat(again.stderr)).toContain('The branch of origin is `origin/main`: name that.');
    expect((await check(clone.folder, 'origin/main')).code).toBe(0);
  });
});

describe.skipIf(!hasGit)('a catalog in a submodule', () => {
  test('is told that the base is a commit of the submodule', async () => {
    const content = parted();
    const around = newRepository();
    around.commit({ 'README.md': 'An app.\n' });
    around.git(
      '-c',
      'protocol.file.allow=always',
      'submodule',
      'add',
      '-q',
      '-b',
      'feature',
      `file://${content.folder}`,
      'content',
    );
    const id = around.commit();
    const told = await check(`${around.folder}/content`, id);
    expect(told.stderr).toContain('[git/unknown-commit]');
    expect(flat(told.stderr)).toContain('--base must name a commit of the submodule itself');
    expect((await check(`${around.folder}/content`, 'origin/main')).code).toBe(0);
  });
});

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import {
  emptyFolder,
  hasGit,
  newRepository,
  repositoryAt,
  type TestRepository,
} from '../support/repository.ts';

const config = 'timeback-catalog.yaml';
const unit = (id: string) => `kind: unit\nsourcedId: ${id}\ntitle: Unit ${id}\n`;
const files = {
  [config]: 'org: partner-sandbox\n',
  'catalog.ids': 'alpha unit live\nc course live\nomega unit live\n',
  'catalog/c.yaml':
    'kind: course\nsourcedId: c\ntitle: C\nunits: [{ include: units/1.yaml }, { include: more/2.yaml }]\n',
  'catalog/units/1.yaml': unit('alpha'),
  'catalog/more/2.yaml': unit('omega'),
};

/** The files of the catalog in a folder of a repository, `''` for its top. */
function committed(folder = ''): TestRepository {
  const repository = newRepository();
  for (const [path, text] of Object.entries(files))
    put(repository.folder, join(folder, path), text);
  repository.commit();
  return repository;
}

const flat = (said: string) => said.replace(/\s+/g, ' ');

async function run(cwd: string, ...args: readonly string[]) {
  const ended = await commandLine(args, { cwd });
  // What doctor finds is its result, and that of other commands is not looked at here.
  const result = args[0] === 'doctor' ? ended.stdout : '';
  return { ...ended, said: flat(ended.stderr + result) };
}

/** Runs the command that a message names, as a reader would paste it. */
function follow(said: string, ...settings: readonly string[]): string {
  const [, command = ''] = /`(git [^`]+)`/.exec(said) ?? [];
  const words = settings.map((setting) => `-c ${setting}`).join(' ');
  execFileSync('sh', ['-c', command.replace(/^git /, `git ${words} `)], { stdio: 'pipe' });
  return command;
}

/** The catalog is told as not checked out, and nothing else is said of what is missing. */
function expectTold({ code, said }: Awaited<ReturnType<typeof run>>): void {
  expect(code).toBe(1);
  expect(said.match(/\[[a-z-]+\/[a-z-]+\]/g)).toEqual(['[file/not-checked-out]']);
  expect(said).not.toMatch(/vanished|retire|Did you mean/);
}

describe.skipIf(!hasGit)('a sparse checkout', () => {
  test.each([
    {
      name: 'of folders',
      args: ['--cone', 'catalog/units'],
      left: 'catalog/more/2.yaml is in git',
    },
    {
      name: 'by patterns',
      args: ['--no-cone', '/*', '!/catalog/more/'],
      left: 'catalog/more/2.yaml is in git',
    },
    {
      name: 'without the ledger',
      args: ['--no-cone', '/*', '!/catalog.ids'],
      left: 'catalog.ids is in git',
    },
    {
      name: 'without several',
      args: ['--no-cone', '/*', '!/catalog/*/'],
      left: 'catalog/more/2.yaml and catalog/units/1.yaml are in git',
    },
  ])(
    '$name leaves files of the catalog out: the command that is named brings them',
    async ({ args, left }) => {
      const { folder, git } = committed();
      git('sparse-checkout', 'set', ...args);
      const told = await run(folder, 'check');
      expectTold(told);
      expect(told.said).toContain(left);
      for (const command of ['fmt', 'plan']) expectTold(await run(folder, command));
      expectTold(await run(folder, 'check', '--base', 'HEAD'));
      follow(told.said);
      expect(await run(folder, 'check', '--base', 'HEAD')).toMatchObject({ code: 0, stderr: '' });
      expect(git('status', '--porcelain')).toBe('');
    },
  );

  test('of a catalog further down is brought from anywhere', async () => {
    const { folder, git } = committed("content/it's here");
    git('sparse-checkout', 'set', '--cone', "content/it's here/catalog/units");
    const told = await run(join(folder, "content/it's here"), 'check');
    expectTold(told);
    follow(told.said);
    expect((await run(join(folder, "content/it's here"), 'check')).code).toBe(0);
  });

  test('of a linked work tree is noticed', async () => {
    const { folder, git } = committed();
    const linked = join(emptyFolder(), 'linked');
    git('worktree', 'add', '-q', linked);
    repositoryAt(linked).git('sparse-checkout', 'set', '--no-cone', '/*', '!/catalog/more/');
    expectTold(await run(linked, 'check'));
    expect((await run(folder, 'check')).code).toBe(0);
  });

  test('that leaves out what is not a part of the catalog is fine', async () => {
    const { folder, git } = committed();
    put(folder, 'app/main.yaml', 'a: 1\n');
    git('add', '-A');
    git('commit', '-qm', 'An app');
    git('sparse-checkout', 'set', '--no-cone', '/*', '!/app/');
    expect(await run(folder, 'check')).toMatchObject({ code: 0, stderr: '' });
  });

  test('does not excuse a file that was deleted', async () => {
    const { folder, git } = committed();
    git('sparse-checkout', 'set', '--no-cone', '/*');
    git('rm', '-q', 'catalog/more/2.yaml');
    expect((await run(folder, 'check')).said).toContain('[include/missing]');
  });
});

describe.skipIf(!hasGit)('a submodule', () => {
  test('in the catalog that is not fetched is told, and the command that is named brings it', async () => {
    const units = newRepository();
    units.commit({ '2.yaml': unit('omega') });
    const { folder, git, commit } = newRepository();
    const { 'catalog/more/2.yaml': _, ...others } = files;
    for (const [path, text] of Object.entries(others)) put(folder, path, text);
    const allowed = 'protocol.file.allow=always';
    git('-c', allowed, 'submodule', 'add', '-q', `file://${units.folder}`, 'catalog/more');
    commit();
    expect((await run(folder, 'check')).code).toBe(0);
    git('submodule', 'deinit', '-q', '--all', '--force');
    const told = await run(folder, 'check');
    expectTold(told);
    expect(told.said).toContain('catalog/more is in git as a submodule that is not checked out');
    expect(told.said).not.toContain('actions/checkout');
    follow(told.said, allowed);
    expect((await run(folder, 'check')).code).toBe(0);
  });

  test('beside the catalog is no matter', async () => {
    const other = newRepository();
    other.commit({ 'README.md': 'Other.\n' });
    const { folder, git, commit } = committed();
    const allowed = 'protocol.file.allow=always';
    git('-c', allowed, 'submodule', 'add', '-q', `file://${other.folder}`, 'vendor');
    commit();
    git('submodule', 'deinit', '-q', '--all', '--force');
    expect((await run(folder, 'check')).code).toBe(0);
  });
});

describe.skipIf(!hasGit)('files that git passes over', () => {
  const lines = [
    { name: 'a ledger', where: '.gitignore', line: '*.ids', said: 'catalog.ids is not in git' },
    {
      name: 'manifests',
      where: 'catalog/.gitignore',
      line: 'units/',
      said: 'catalog/units/1.yaml is not in git',
    },
    {
      name: 'the names beside the ledger',
      where: '.gitignore',
      line: '*.names',
      said: 'catalog.names is not in git',
    },
    {
      name: 'everything, by a list of this clone alone',
      where: '.git/info/exclude',
      line: 'm*',
      said: 'catalog/more/2.yaml is not in git',
    },
  ];
  test.each(lines)('$name: told, and added as told', async ({ where, line, said: wanted }) => {
    const repository = newRepository();
    const { folder } = repository;
    repository.commit({ 'README.md': 'A catalog.\n' });
    put(folder, where, `${line}\n!readme.ids\n`);
    for (const [path, text] of Object.entries({ ...files, 'catalog.names': '' }))
      put(folder, path, text);
    repository.git('add', '.');
    for (const args of [
      ['check', '--base', 'HEAD'],
      ['doctor', '-e', 'local'],
    ]) {
      const { code, said } = await run(folder, ...args);
      expect(code).toBe(0);
      expect(said.match(/\[[a-z-]+\/[a-z-]+\]/g)).toEqual(['[file/hidden-from-git]']);
      expect(said).toContain(`${wanted}, since ${where}:1 (${line}) hides it.`);
    }
    follow((await run(folder, 'doctor', '-e', 'local')).said);
    for (const args of [
      ['check', '--base', 'HEAD'],
      ['doctor', '-e', 'local'],
    ]) {
      expect((await run(folder, ...args)).said).not.toContain('hidden-from-git');
    }
  });

  test('in a submodule: told, and added as told; a program reads it too', async () => {
    const units = newRepository();
    units.commit({ '1.yaml': files['catalog/units/1.yaml'] });
    const { folder, git } = committed();
    git('rm', '-q', '-r', 'catalog/units');
    const allowed = 'protocol.file.allow=always';
    git('-c', allowed, 'submodule', 'add', '-q', `file://${units.folder}`, 'catalog/units');
    put(folder, '.gitignore', '*.names\n');
    put(folder, 'catalog.names', '');
    put(folder, 'catalog/units/.gitignore', 'new.yaml\n');
    put(folder, 'catalog/units/new.yaml', 'kind: course\nsourcedId: n\ntitle: N\n');
    const told = await run(folder, 'doctor', '-e', 'local', '-f', 'json');
    const found = JSON.parse(told.stdout).diagnostics.map(
      ({ detail }: { detail: string }) => detail,
    );
    expect(found).toEqual([
      expect.stringContaining('catalog.names is not in git, since .gitignore:1 '),
      expect.stringContaining(
        'catalog/units/new.yaml is not in git, since catalog/units/.gitignore:1 ',
      ),
    ]);
    const page = await run(folder, 'doctor', '-e', 'local', '-f', 'html');
    expect(page.stdout).toContain('file/hidden-from-git');
    for (const command of told.stdout.matchAll(/`(git [^`]*)`/g)) follow(`\`${command[1]}\``);
    expect((await run(folder, 'doctor', '-e', 'local')).said).not.toContain('hidden-from-git');
  });

  test('files that are shown again, or in git already, are fine; and so is a folder without git', async () => {
    const repository = committed();
    put(repository.folder, '.gitignore', '*.ids\n*.yaml\n!new.yaml\n');
    put(repository.folder, 'catalog/new.yaml', 'kind: course\nsourcedId: n\ntitle: N\n');
    put(
      repository.folder,
      'catalog.ids',
      files['catalog.ids'].replace('omega', 'n course live\nomega'),
    );
    expect((await run(repository.folder, 'check', '--base', 'HEAD')).said).toBe('');
    expect((await run(repository.folder, 'doctor', '-e', 'local')).said).not.toContain('[');
    const folder = emptyFolder();
    for (const [path, text] of Object.entries(files)) put(folder, path, text);
    expect((await run(folder, 'doctor', '-e', 'local')).said).not.toContain('[');
  });
});

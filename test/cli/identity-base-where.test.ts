// Where `check` is called, where the catalog was at the base, and what git may lack. In each place
// an id is re-minted, which is found, or the base cannot be read, which is said.
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { builtCli } from '../support/program.ts';
import {
  config,
  edited,
  fresh,
  id,
  lines,
  manifest,
  problemsIn,
  reading,
  readingFiles,
  readingRepository,
  recorded,
} from '../support/reading-catalog.ts';
import {
  cloneOf,
  emptyFolder,
  hasGit,
  newRepository,
  type TestRepository,
} from '../support/repository.ts';

const reminted = edited(reading, [id.supporting, fresh.one]);
const check = (cwd: string, base = 'HEAD') => cli(['check', '--base', base], { cwd });

function move(folder: string, from: string, to: string): void {
  mkdirSync(dirname(join(folder, to)), { recursive: true });
  renameSync(join(folder, from), join(folder, to));
}

const below = (folder: string, files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));

describe.skipIf(!hasGit)('a re-minted id is found', () => {
  test.each<{
    name: string;
    /** Committed, beside the catalog or in its place. */
    before?: Readonly<Record<string, string>>;
    /** Gives the folder in which to check. */
    change: (repository: TestRepository) => string;
    found: string;
  }>([
    {
      name: 'from a folder below',
      change: ({ folder }) => {
        put(folder, manifest, reminted);
        return join(folder, 'catalog');
      },
      found: `${manifest}:14 ${manifest}:14`,
    },
    {
      name: 'in a catalog below the top of the repository',
      before: below('content', readingFiles),
      change: ({ folder }) => {
        put(folder, `content/${manifest}`, reminted);
        return join(folder, 'content');
      },
      found: `${manifest}:14 ${manifest}:14`,
    },
    {
      name: 'in a linked work tree',
      change: ({ git }) => {
        const tree = join(emptyFolder(), 'tree');
        git('worktree', 'add', '-q', tree);
        put(tree, manifest, reminted);
        return tree;
      },
      found: `${manifest}:14 ${manifest}:14`,
    },
    {
      name: 'in a file that was renamed',
      change: ({ folder }) => {
        move(folder, manifest, 'catalog/deep/renamed.yaml');
        put(folder, 'catalog/deep/renamed.yaml', `# Renamed.\n${reminted}`);
        return folder;
      },
      found: `catalog/deep/renamed.yaml:15 ${manifest}:14`,
    },
    {
      name: 'in a lesson that went to a file of its own',
      change: ({ folder }) => {
        const own = edited(reading, [lines.supporting, '      - include: own.yaml\n']);
        put(folder, manifest, own);
        const item = lines.supporting
          .split('\n')
          .slice(1)
          .map((line) => line.slice(8))
          .join('\n');
        put(folder, 'catalog/own.yaml', `kind: lesson\n${item.replace(id.supporting, fresh.one)}`);
        return folder;
      },
      found: `catalog/own.yaml:2 ${manifest}:14`,
    },
    {
      name: 'in a catalog whose folder was renamed',
      before: below('old', readingFiles),
      change: ({ folder }) => {
        // The one at the top is another catalog and stays where it is.
        move(folder, 'old', 'new');
        put(folder, `new/${manifest}`, reminted);
        return join(folder, 'new');
      },
      found: `${manifest}:14 ${manifest}:14`,
    },
    {
      name: 'where the base kept manifests and ledger elsewhere',
      before: {
        [config]: 'org: partner-sandbox\ncatalog: old/*.yaml\nids: old/known.ids\n',
        'old/reading.yaml': reading,
        'old/known.ids': recorded,
      },
      change: ({ folder }) => {
        put(folder, config, 'org: partner-sandbox\ncatalog: new/*.yaml\nids: new.ids\n');
        move(folder, 'old/known.ids', 'new.ids');
        rmSync(join(folder, 'catalog.ids'));
        put(folder, 'new/reading.yaml', reminted);
        return folder;
      },
      found: 'new/reading.yaml:14 old/reading.yaml:14',
    },
  ])('$name', async ({ before, change, found }) => {
    const ended = await check(change(readingRepository(before)));
    // What was left where it stood is told as well.
    const refused = problemsIn(ended).filter((one) => !one.startsWith('catalog/unmatched'));
    expect(refused).toEqual([`identity/re-minted ${found}`]);
    expect(ended).toMatchObject({ code: 5, stdout: '' });
  });
});

describe.skipIf(!hasGit)('nothing is refused', () => {
  test('if the base has no catalog: all is added', async () => {
    const repository = newRepository();
    repository.commit({ 'README.md': 'Soon.\n' });
    for (const [path, text] of Object.entries(readingFiles)) put(repository.folder, path, text);
    expect(await check(repository.folder)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Since HEAD: 6 added.'),
    });
  });

  test('of what others added to the base since the branch left it', async () => {
    const repository = readingRepository();
    repository.git('branch', 'topic');
    repository.commit({
      'catalog/maths.yaml': `kind: course\nsourcedId: ${fresh.one}\ntitle: Maths\n`,
    });
    repository.git('switch', '-q', 'topic');
    expect(await check(repository.folder, 'main')).toMatchObject({ code: 0, stderr: '' });
  });

  test('without network, home or credentials, and git writes nothing', async () => {
    const { folder, git } = readingRepository();
    const before = git('status', '--porcelain=v2', '--branch');
    const env = { HOME: '/nonexistent', HTTPS_PROXY: 'http://127.0.0.1:1' };
    expect(await cli(['check', '--base', 'HEAD'], { cwd: folder, env })).toMatchObject({ code: 0 });
    expect(git('status', '--porcelain=v2', '--branch')).toBe(before);
  });
});

describe.skipIf(!hasGit)('a base that cannot be read ends with 1 and says what to do', () => {
  const helpOf = (stderr: string) =>
    /^ {2}help: ([\s\S]*?)\n\n/m.exec(stderr)?.[1]?.replace(/\s+/g, ' ');

  test.each([
    { name: 'unknown', ref: 'nowhere', says: 'Unknown commit in this repository: "nowhere"' },
    {
      name: 'an option of git',
      ref: '--upload-pack=touch marker',
      says: 'names do not start with a hyphen',
    },
    {
      name: 'a file and no commit',
      ref: `HEAD:${manifest}`,
      says: 'Unknown commit in this repository',
    },
    { name: 'empty', ref: '', says: 'The base is empty' },
  ])('a ref that is $name', async ({ ref, says }) => {
    const { folder } = readingRepository();
    const ended = await cli(['check', `--base=${ref}`], { cwd: folder });
    expect(problemsIn(ended)).toEqual(['git/unknown-commit']);
    expect(ended.stderr.replace(/\s+/g, ' ')).toContain(says);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(() => readFileSync(join(folder, 'marker'))).toThrow('ENOENT');
  });

  test.each([
    { name: 'a branch', refOf: () => 'origin/release' },
    { name: 'a commit', refOf: ({ git }: TestRepository) => git('rev-parse', 'release') },
  ])('a shallow clone lacks $name: the command that it names brings it', async ({ refOf }) => {
    const origin = readingRepository();
    origin.git('branch', 'release');
    origin.commit({ [manifest]: reminted });
    const clone = cloneOf(origin, '--depth=1');
    const ref = refOf(origin);
    const ended = await check(clone.folder, ref);
    expect(problemsIn(ended)).toEqual(['git/unknown-commit']);
    expect(ended.code).toBe(1);
    const [, command = ''] = /`git (fetch [^`]+)`/.exec(helpOf(ended.stderr) ?? '') ?? [];
    clone.git(...command.split(' '));
    expect(problemsIn(await check(clone.folder, ref))).toEqual([
      `identity/re-minted ${manifest}:14 ${manifest}:14`,
    ]);
  });

  test('no repository', async () => {
    const ended = await check(folderWith(readingFiles));
    expect(problemsIn(ended)).toEqual(['git/not-a-repository']);
    expect(ended.code).toBe(1);
  });

  test('no git on the PATH; without a base it is not missed', async () => {
    const { folder } = readingRepository();
    const bin = emptyFolder();
    symlinkSync(process.execPath, join(bin, 'node'));
    const around = { cwd: folder, env: { PATH: bin } };
    const ended = await builtCli(['check', '--base', 'HEAD'], around);
    expect(problemsIn(ended)).toEqual(['git/not-installed']);
    expect(ended.code).toBe(1);
    expect((await builtCli(['check'], around)).code).toBe(0);
  });
});

describe.skipIf(!hasGit)('before the first commit', () => {
  const newCatalog = (text = reading) => {
    const repository = newRepository();
    for (const [path, content] of Object.entries({ ...readingFiles, [manifest]: text })) {
      put(repository.folder, path, content);
    }
    return repository;
  };

  test.each(['HEAD', '@'])('%s knows nothing that could be lost', async (base) => {
    const { folder } = newCatalog();
    expect(await check(folder, base)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(
        `Nothing is committed yet, so nothing is lost since ${base}.`,
      ),
    });
    expect((await cli(['check', '--base', base, '--fix'], { cwd: folder })).code).toBe(0);
    const tree = await cli(['tree', '--base', base], { cwd: folder });
    expect(tree.stdout.endsWith('1 course, 2 units, 3 lessons.\n')).toBe(true);
  });

  test('the ledger is held against the manifests as ever', async () => {
    const { folder } = newCatalog(reminted);
    expect(await check(folder)).toMatchObject({ code: 5, stdout: '' });
    expect(problemsIn(await check(folder))).toEqual(
      problemsIn(await cli(['check'], { cwd: folder })),
    );
  });

  test.each(['main', 'HEAD~1', 'HEAD^{commit}', 'head', 'nowhere'])(
    '%s is unknown',
    async (base) => {
      expect(problemsIn(await check(newCatalog().folder, base))).toEqual(['git/unknown-commit']);
    },
  );

  test('nothing is proven to be unpublished by it', async () => {
    const { folder } = newCatalog();
    const retired = await cli(['retire', id.finding, '--never-published', '--base', 'HEAD'], {
      cwd: folder,
    });
    expect(problemsIn(retired)).toEqual(['git/unknown-commit']);
  });

  test.each<{ name: string; knowing: (repository: TestRepository) => void }>([
    {
      name: 'a remote',
      knowing: ({ git }) => {
        git('remote', 'add', 'origin', `file://${readingRepository().folder}`);
        git('fetch', '-q', 'origin');
      },
    },
    {
      name: 'another branch',
      knowing: ({ git, commit }) => {
        commit();
        git('switch', '-q', '--orphan', 'apart');
      },
    },
    {
      name: 'a tag',
      knowing: ({ git, commit }) => {
        commit();
        git('tag', 'v1');
        git('update-ref', '-d', 'HEAD');
      },
    },
  ])('a branch without a commit, where $name has one: that may be named', async ({ knowing }) => {
    const repository = newCatalog();
    knowing(repository);
    for (const [path, content] of Object.entries(readingFiles)) {
      put(repository.folder, path, content);
    }
    const told = await check(repository.folder);
    expect(problemsIn(told)).toEqual(['git/unknown-commit']);
    expect(told.stderr).toContain('has no commit yet.');
    const [first = ''] = repository.git('for-each-ref', '--format=%(refname)').split('\n');
    repository.git('reset', '-q', '--soft', first);
    expect((await check(repository.folder, first)).code).toBe(0);
  });

  test.each([
    ['empty', ''],
    ['cut off', '1234567890'],
    ['of a commit that is gone', `${'1234567890'.repeat(4)}\n`],
  ])('a branch whose file is %s is none without a commit', async (_, text) => {
    const { folder, commit } = newCatalog();
    commit();
    writeFileSync(join(folder, '.git/refs/heads/main'), text);
    expect(problemsIn(await check(folder))).toEqual(['git/unknown-commit']);
  });

  test('a shallow clone is one with a first commit', async () => {
    const origin = readingRepository();
    origin.commit();
    const clone = cloneOf(origin, '--depth=1', '--no-checkout');
    clone.git('symbolic-ref', 'HEAD', 'refs/heads/another');
    for (const [path, content] of Object.entries(readingFiles)) put(clone.folder, path, content);
    expect(problemsIn(await check(clone.folder))).toEqual(['git/unknown-commit']);
  });
});

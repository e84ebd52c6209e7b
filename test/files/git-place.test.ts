// Which repository a folder belongs to, found out without git; and what is refused before git starts.
// Each refusal names a cure, and each cure is carried out here.
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gitPlace, workTreesIn } from '../../src/files/git-place.ts';
import { openRepository } from '../../src/files/git-read.ts';
import { put } from '../support/catalog-folder.ts';
import {
  cloneOf,
  emptyFolder,
  hasGit,
  newRepository,
  repositoryAt,
  type TestRepository,
} from '../support/repository.ts';

const codeOf = (folder: string) =>
  gitPlace(folder)
    .problems.map(({ code }) => code)
    .join();

/** What is found, which has to be what git itself says. */
function agreed(folder: string): void {
  const place = gitPlace(folder);
  if (!place.ok) throw new Error(place.problems.map(({ detail }) => detail).join());
  const top = repositoryAt(folder).git('rev-parse', '--show-toplevel');
  expect(realpathSync(top)).toBe(place.value.top);
  const opened = openRepository(folder);
  expect(opened.problems).toEqual([]);
}

/** The files of a bare repository that a branch can bring along. */
function plantBare(folder: string, { common = false } = {}): void {
  put(folder, 'HEAD', 'ref: refs/heads/main\n');
  if (common) put(folder, 'commondir', '../.git\n');
  else {
    put(folder, 'refs/keep', '');
    put(folder, 'objects/info/alternates', '../../.git/objects\n');
  }
  put(folder, 'config', '[core]\n\tbare = false\n\tworktree = ..\n');
}

function withSubmodule(): { readonly outer: TestRepository; readonly inner: string } {
  const origin = newRepository();
  origin.commit({ 'courses/a.yaml': '1' });
  const outer = newRepository();
  outer.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', origin.folder, 'sub');
  outer.commit();
  return { outer, inner: join(outer.folder, 'sub') };
}

function withWorkTree(): { readonly main: TestRepository; readonly tree: string } {
  const main = newRepository();
  main.commit({ 'courses/a.yaml': '1' });
  const tree = join(emptyFolder(), 'tree');
  main.git('worktree', 'add', '-q', tree);
  return { main, tree };
}

describe.skipIf(!hasGit)('the repository is found', () => {
  test.each<{ name: string; make: () => string }>([
    {
      name: 'at the top',
      make: () => {
        const { folder, commit } = newRepository();
        commit({ a: '' });
        return folder;
      },
    },
    {
      name: 'in a folder below',
      make: () => {
        const { folder, commit } = newRepository();
        commit({ 'x/y/a': '' });
        return join(folder, 'x/y');
      },
    },
    { name: 'before the first commit', make: () => newRepository().folder },
    {
      name: 'with SHA-256 ids',
      make: () => {
        const { folder, commit } = newRepository('--object-format=sha256');
        commit({ a: '' });
        return folder;
      },
    },
    { name: 'in a linked work tree', make: () => join(withWorkTree().tree, 'courses') },
    {
      name: 'in a linked work tree of a bare repository',
      make: () => {
        const bare = repositoryAt(emptyFolder());
        const origin = newRepository();
        origin.commit({ a: '' });
        bare.git('clone', '-q', '--bare', origin.folder, '.bare');
        put(bare.folder, '.git', 'gitdir: ./.bare\n');
        bare.git('worktree', 'add', '-q', 'tree', 'main');
        return join(bare.folder, 'tree');
      },
    },
    { name: 'in a submodule', make: () => join(withSubmodule().inner, 'courses') },
    {
      name: 'in a linked work tree of a submodule',
      make: () => {
        const tree = join(emptyFolder(), 'tree');
        repositoryAt(withSubmodule().inner).git('worktree', 'add', '-q', tree);
        return tree;
      },
    },
    {
      name: 'in a linked work tree with settings of its own',
      make: () => {
        const { main, tree } = withWorkTree();
        main.git('config', 'extensions.worktreeConfig', 'true');
        repositoryAt(tree).git('config', '--worktree', 'core.sparseCheckout', 'false');
        return tree;
      },
    },
    {
      name: 'if its folder was put elsewhere',
      make: () => {
        const repository = repositoryAt(emptyFolder());
        repository.git('init', '-q', '--separate-git-dir', join(emptyFolder(), 'kept'));
        repository.commit({ a: '' });
        return repository.folder;
      },
    },
    {
      name: 'below a folder that is a link, such as a linked home',
      make: () => {
        const repository = newRepository();
        repository.commit({ 'courses/a.yaml': '' });
        const link = join(emptyFolder(), 'home');
        symlinkSync(dirname(repository.folder), link);
        return join(link, repository.folder.slice(dirname(repository.folder).length), 'courses');
      },
    },
    {
      name: 'by a link that lies outside of it',
      make: () => {
        const repository = newRepository();
        repository.commit({ 'courses/a.yaml': '' });
        const link = join(emptyFolder(), 'courses');
        symlinkSync(join(repository.folder, 'courses'), link);
        return link;
      },
    },
    {
      name: 'beside a folder that looks like one',
      make: () => {
        const repository = newRepository();
        plantBare(join(repository.folder, 'other'));
        put(repository.folder, 'courses/a.yaml', '');
        return join(repository.folder, 'courses');
      },
    },
    {
      name: 'at a top that holds such files itself',
      make: () => {
        const repository = newRepository();
        plantBare(repository.folder);
        return repository.folder;
      },
    },
    {
      name: 'if core.worktree names the folder itself',
      make: () => {
        const repository = newRepository();
        repository.git('config', 'core.worktree', repository.folder);
        return repository.folder;
      },
    },
  ])('$name', ({ make }) => agreed(make()));
});

describe.skipIf(!hasGit)('there is none', () => {
  test.each<{ name: string; make: () => string }>([
    { name: 'outside of git', make: () => emptyFolder() },
    { name: 'in the repository itself', make: () => join(newRepository().folder, '.git/hooks') },
    {
      name: 'if .git is an empty folder',
      make: () => {
        const folder = emptyFolder();
        mkdirSync(join(folder, '.git'));
        return folder;
      },
    },
    {
      name: 'if .git is a file of something else',
      make: () => {
        const folder = emptyFolder();
        put(folder, '.git', 'x\n');
        return folder;
      },
    },
    {
      name: 'in a work tree whose repository is not on this machine',
      make: () => {
        const folder = emptyFolder();
        put(folder, '.git', 'gitdir: /nowhere/at/all\n');
        return folder;
      },
    },
  ])('$name', ({ make }) => expect(codeOf(make())).toBe('git/not-a-repository'));
});

interface Planted {
  readonly folder: string;
  /** Does what the message says. */
  readonly cure: (hint: string) => string | undefined;
}

const between = (hint: string) => /`(.*?)`/.exec(hint)?.[1] ?? '';

/** Runs the command in the hint as a shell would, and goes on in the same folder. */
const inShell = (hint: string): undefined => {
  execFileSync('sh', ['-c', between(hint)], { stdio: 'pipe' });
};

describe.skipIf(!hasGit || process.platform === 'win32')(
  'refused before git starts, with a cure',
  () => {
    const removing = (hint: string): undefined => {
      const [, file = ''] = /^Remove or rename (.*?), and/.exec(hint) ?? [];
      renameSync(file, `${file}.txt`);
    };

    test.each<{ name: string; plant: () => Planted }>([
      {
        name: 'a bare repository in the catalog folder',
        plant: () => {
          const folder = join(newRepository().folder, 'courses');
          plantBare(folder);
          return { folder, cure: removing };
        },
      },
      {
        name: 'one in a folder above it',
        plant: () => {
          const folder = join(newRepository().folder, 'a/b/c');
          plantBare(join(folder, '../..'));
          mkdirSync(folder, { recursive: true });
          return { folder, cure: removing };
        },
      },
      {
        name: 'one that keeps objects and refs elsewhere',
        plant: () => {
          const folder = join(newRepository().folder, 'courses');
          plantBare(folder, { common: true });
          return { folder, cure: removing };
        },
      },
      {
        name: 'one whose HEAD is a link',
        plant: () => {
          const folder = join(newRepository().folder, 'courses');
          plantBare(folder);
          renameSync(join(folder, 'HEAD'), join(folder, 'HEAD2'));
          symlinkSync('HEAD2', join(folder, 'HEAD'));
          return { folder, cure: removing };
        },
      },
      {
        name: 'a link in the place of the catalog folder',
        plant: () => {
          const { folder, commit } = newRepository();
          commit({ 'other/a.yaml': '' });
          symlinkSync('other', join(folder, 'courses'));
          return {
            folder: join(folder, 'courses'),
            cure: (hint) => between(hint).replace('--chdir ', ''),
          };
        },
      },
      {
        name: 'a link on the way to it',
        plant: () => {
          const { folder, commit } = newRepository();
          commit({ 'other/courses/a.yaml': '' });
          symlinkSync('other', join(folder, 'link'));
          return {
            folder: join(folder, 'link/courses'),
            cure: (hint) => between(hint).replace('--chdir ', ''),
          };
        },
      },
      {
        name: 'a link from outside to a link inside',
        plant: () => {
          const { folder, commit } = newRepository();
          commit({ 'other/a.yaml': '' });
          symlinkSync('other', join(folder, 'courses'));
          const link = join(emptyFolder(), 'link');
          symlinkSync(join(folder, 'courses'), link);
          return { folder: link, cure: (hint) => between(hint).replace('--chdir ', '') };
        },
      },
      {
        name: 'a link out of the work tree into another one',
        plant: () => {
          const other = newRepository();
          other.commit({ 'courses/a.yaml': '' });
          const { folder } = newRepository();
          symlinkSync(join(other.folder, 'courses'), join(folder, 'courses'));
          return {
            folder: join(folder, 'courses'),
            cure: (hint) => between(hint).replace('--chdir ', ''),
          };
        },
      },
      {
        name: 'core.worktree that leads elsewhere',
        plant: () => {
          const { folder, git } = newRepository();
          git('config', 'core.worktree', emptyFolder());
          return { folder, cure: inShell };
        },
      },
      {
        name: 'the same above the catalog',
        plant: () => {
          const { folder, git } = newRepository();
          put(folder, 'courses/a.yaml', '');
          git('config', 'core.worktree', '../courses');
          return { folder: join(folder, 'courses'), cure: inShell };
        },
      },
      {
        name: 'the same for one work tree alone',
        plant: () => {
          const { main, tree } = withWorkTree();
          main.git('config', 'extensions.worktreeConfig', 'true');
          repositoryAt(tree).git('config', '--worktree', 'core.worktree', main.folder);
          return { folder: tree, cure: inShell };
        },
      },
      {
        name: 'a work tree that was moved',
        plant: () => {
          const { tree } = withWorkTree();
          const folder = join(emptyFolder(), "it's moved");
          renameSync(tree, folder);
          return { folder, cure: inShell };
        },
      },
      {
        name: 'a work tree that says it is another one',
        plant: () => {
          const { main } = withWorkTree();
          const folder = emptyFolder();
          const [name] = readdirSync(join(main.folder, '.git/worktrees'));
          put(folder, '.git', `gitdir: ${main.folder}/.git/worktrees/${name}\n`);
          return { folder, cure: inShell };
        },
      },
      {
        name: 'a repository among the files that are checked out',
        plant: () => {
          const folder = emptyFolder();
          repositoryAt(folder).git('init', '-q', '--bare', 'evil.git');
          put(folder, '.git', 'gitdir: evil.git\n');
          return {
            folder,
            cure: () => {
              const outside = join(emptyFolder(), 'kept.git');
              renameSync(join(folder, 'evil.git'), outside);
              put(folder, '.git', `gitdir: ${outside}\n`);
              return undefined;
            },
          };
        },
      },
      {
        name: '.git as a link',
        plant: () => {
          const { folder } = newRepository();
          const kept = join(emptyFolder(), 'kept');
          renameSync(join(folder, '.git'), kept);
          symlinkSync(kept, join(folder, '.git'));
          return {
            folder,
            cure: (hint) => {
              expect(hint).toContain('`gitdir: `');
              renameSync(join(folder, '.git'), join(emptyFolder(), 'away'));
              writeFileSync(join(folder, '.git'), `gitdir: ${kept}\n`);
              return undefined;
            },
          };
        },
      },
      {
        name: 'a repository whose commits are kept in another',
        plant: () => {
          const other = newRepository();
          other.commit({ a: '' });
          const { folder } = newRepository();
          put(folder, '.git/commondir', `${other.folder}/.git\n`);
          return { folder, cure: () => cloneOf(other).folder };
        },
      },
    ])('$name', ({ plant }) => {
      const { folder, cure } = plant();
      expect(codeOf(folder)).toBe('git/unsafe-repository');
      expect(openRepository(folder).problems.map(({ code }) => code)).toEqual([
        'git/unsafe-repository',
      ]);
      const next = cure(gitPlace(folder).problems[0]?.hint ?? '') ?? folder;
      expect(gitPlace(next).problems).toEqual([]);
    });

    test('a circle of links is no reason to go round for ever', () => {
      const folder = emptyFolder();
      symlinkSync('b', join(folder, 'a'));
      symlinkSync('a', join(folder, 'b'));
      expect(() => gitPlace(join(folder, 'a'))).toThrow('ELOOP');
    });
  },
);

describe.skipIf(!hasGit)('core.worktree is read as git reads it', () => {
  test.each([
    ['plainly', '[core]\n\tworktree = /a/b\n'],
    ['with a section in capitals', '[CORE]\nWorkTree=/a/b\n'],
    ['beside the section', '[core] worktree = /a/b\n'],
    ['in quotes', '[core]\n\tworktree = "/a/b c"  # no more\n'],
    ['with a comment sign in quotes', '[core]\n\tworktree = "/a#b;c" ; more\n'],
    ['with escapes', '[core]\n\tworktree = "/a\\"b\\\\c\\td"\n'],
    ['over two lines', '[core]\n\tworktree = /a/\\\nb\n'],
    ['with line ends of Windows', '[core]\r\n\tworktree = /a/b\r\n'],
    [
      'the last of several',
      '[core]\n\tworktree = /a\n[user]\n\tname = x\n[core]\n\tworktree = /b\n',
    ],
    ['not in another section', '[other]\n\tworktree = /a\n[core "x"]\n\tworktree = /b\n'],
    ['not in a comment', '[core]\n\t# worktree = /a\n\t; worktree = /b\n'],
    ['not a longer name', '[core]\n\tworktreeish = /a\n\tmyworktree = /b\n'],
  ])('%s', (_, text) => {
    const folder = emptyFolder();
    put(folder, 'config', text);
    let said = '';
    try {
      said = repositoryAt(folder).git('config', '--file', 'config', '--get-all', 'core.worktree');
    } catch {
      // It has no such setting.
    }
    expect(workTreesIn(readFileSync(join(folder, 'config'), 'utf8')).join('\n')).toBe(said);
  });
});

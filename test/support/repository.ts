import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { put } from './catalog-folder.ts';

/** Whether there is a git to test with. */
export const hasGit = (() => {
  try {
    execFileSync('git', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('There is no git on the PATH: tests that need one are skipped.');
    return false;
  }
})();

export interface TestRepository {
  readonly folder: string;
  /** Runs git in the folder and gives what it prints. */
  git(...args: readonly string[]): string;
  /** The id of the commit that is checked out, from the files of git: mostly no program is started. */
  head(): string;
  /** Whether this commit is checked out, and no branch. */
  isDetachedAt(id: string): boolean;
  /** Runs git several times in a row, as long as it succeeds, and gives the lines that it prints. */
  gitInTurn(...commands: readonly (readonly string[])[]): readonly string[];
  /** Writes files, commits everything in the folder, and gives the id of the commit. */
  commit(files?: Readonly<Record<string, string>>): string;
}

/** A new repository with git's own defaults; removed when the test ends. */
export function newRepository(...init: readonly string[]): TestRepository {
  return copied(init.join(' '), ({ git }) => git('init', '-q', '-b', 'main', ...init));
}

/** A repository with one commit of these files. */
export function repositoryWith(files: Readonly<Record<string, string>>): TestRepository {
  return copied(JSON.stringify(files), ({ git, commit }) => {
    git('init', '-q', '-b', 'main');
    commit(files);
  });
}

/** What was made once by each process of the tests, by what it is made of. */
const templates = new Map<string, string>();

/** A copy takes a tenth of the time that the programs of git take to make the same. */
function copied(key: string, make: (repository: TestRepository) => void): TestRepository {
  let template = templates.get(key);
  if (template === undefined) {
    template = mkdtempSync(join(templateFolder(), 'repository-'));
    make(repositoryAt(template));
    // Samples that git writes would be most of what each copy copies.
    const hooks = join(template, '.git/hooks');
    for (const name of existsSync(hooks) ? readdirSync(hooks) : []) {
      if (name.endsWith('.sample')) rmSync(join(hooks, name));
    }
    templates.set(key, template);
  }
  const folder = emptyFolder();
  cpSync(template, folder, { recursive: true });
  return repositoryAt(folder);
}

let allTemplates: string | undefined;

function templateFolder(): string {
  if (allTemplates === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-templates-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    allTemplates = folder;
  }
  return allTemplates;
}

/** A clone of another repository, made with these options. */
export function cloneOf(origin: TestRepository, ...options: readonly string[]): TestRepository {
  const clone = repositoryAt(emptyFolder());
  clone.git('clone', '-q', ...options, `file://${origin.folder}`, '.');
  return clone;
}

export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-git-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function repositoryAt(folder: string): TestRepository {
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' }).trim();
  // A process that holds as much as one of the tests takes ten times as long as a shell to start a program.
  const gitInTurn = (...commands: readonly (readonly string[])[]) => {
    if (process.platform === 'win32') {
      return commands.flatMap((args) => git(...args).split('\n')).filter((line) => line !== '');
    }
    const options = { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' } as const;
    const script = commands.map((args) => ['git', ...args].map(quoted).join(' ')).join(' && ');
    return execFileSync('sh', ['-c', script], options)
      .split('\n')
      .filter((line) => line !== '');
  };
  /** The text of a file of git; undefined if there is none, as in a linked work tree or for what git packed. */
  const written = (name: string): string | undefined => {
    const file = join(folder, '.git', name);
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  };
  const head = () => {
    const at = written('HEAD') ?? '';
    const [, branch] = /^ref: (.+)$/.exec(at) ?? [];
    const id = branch === undefined ? at : written(branch);
    return id || git('rev-parse', 'HEAD');
  };
  return {
    folder,
    git,
    gitInTurn,
    isDetachedAt: (id) => written('HEAD') === id,
    head,
    commit(files = {}) {
      for (const [path, text] of Object.entries(files)) put(folder, path, text);
      gitInTurn(['add', '-A'], ['commit', '-q', '--allow-empty', '-m', 'A commit']);
      return head();
    },
  };
}

/** A word as a shell reads it. */
const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

/** Neither the settings of the machine nor those of a hook that runs the tests. */
const env = {
  PATH: process.env['PATH'],
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  ...configured({
    // A repository that lives as long as a test need not survive a power cut,
    'core.fsync': 'none',
    // nor be cleaned up: git starts two programs more after each commit and merge to see whether it should.
    'gc.auto': '0',
    'maintenance.auto': 'false',
  }),
  ...named('AUTHOR'),
  ...named('COMMITTER'),
};

function named(role: string) {
  return { [`GIT_${role}_NAME`]: 'Test', [`GIT_${role}_EMAIL`]: 'test@example.org' };
}

function configured(settings: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(settings);
  return Object.fromEntries([
    ['GIT_CONFIG_COUNT', String(entries.length)],
    ...entries.flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ]);
}

import { spawnSync } from 'node:child_process';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';

/** How a run of git ended. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Where git runs and, where it reads from its input, what. */
export interface Where {
  readonly folder: string;
  readonly input?: string;
}

/**
 * Runs git without a shell, and leaves it to the caller what a status means. Only commands that
 * neither write nor run hooks belong here.
 */
export function runGit(args: readonly string[], { folder, input = '' }: Where): Checked<Ran> {
  const run = spawnSync('git', args, {
    cwd: folder,
    env: environment(),
    input,
    maxBuffer: Number.POSITIVE_INFINITY,
    windowsHide: true,
  });
  if (run.error) return { ok: false, problems: [cannotStart(run.error)] };
  return checked({ status: run.status, stdout: run.stdout, stderr: run.stderr.toString() }, []);
}

/** What git prints; any status but 0 is a problem that quotes what git says. */
export function gitOutput(args: readonly string[], where: Where): Checked<Buffer> {
  const run = runGit(args, where);
  if (!run.ok) return run;
  return run.value.status === 0
    ? checked(run.value.stdout, [])
    : { ok: false, problems: [gitFailed(run.value)] };
}

/** Git's own words about a failure. */
export function gitFailed({ status, stderr }: Ran): Problem {
  if (stderr.includes('promisor remote')) return contentMissing();
  const said = stderr.trim().split('\n');
  const fatal = said.find((line) => line.startsWith('fatal: ')) ?? said[0];
  const order = said.map((line) => line.trim()).find((line) => line.startsWith('git config '));
  return problem('git/failed', {
    detail: fatal ? `git says: ${fatal}` : `git ended with status ${status} and said nothing.`,
    ...(order && { hint: `Where this folder can be trusted, run \`${order}\`.` }),
  });
}

/** The commit is there and what it holds is not: nothing is fetched behind the user's back. */
export function contentMissing(): Problem {
  return problem('git/unknown-commit', {
    detail: 'This clone has the commit but not all of its content: it was cloned with a filter.',
    hint: 'Run `git fetch --refetch --no-filter`, or clone without `--filter`.',
  });
}

/** The folder says which repository is meant; a hook that runs this tool may say another. */
const ofTheHook = [
  ...['GIT_DIR', 'GIT_WORK_TREE', 'GIT_COMMON_DIR', 'GIT_INDEX_FILE', 'GIT_PREFIX'],
  ...['GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES', 'GIT_NAMESPACE'],
];

const ours = {
  GIT_OPTIONAL_LOCKS: '0',
  // What is read must be what its id says.
  GIT_NO_REPLACE_OBJECTS: '1',
  // A partial clone would fetch what it lacks. The second line is for git before 2.44.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  // Messages are recognised by their English words.
  LC_ALL: 'C',
};

function environment(): NodeJS.ProcessEnv {
  const given = Object.entries(process.env).filter(([name]) => !ofTheHook.includes(name));
  return { ...Object.fromEntries(given), ...ours };
}

function cannotStart(error: Error): Problem {
  const code = 'code' in error ? String(error.code) : 'unknown';
  return problem('git/not-installed', {
    detail:
      code === 'ENOENT'
        ? 'Comparing with a commit needs git, and there is no `git` on the PATH.'
        : `Comparing with a commit needs git, and it cannot be started (${code}).`,
    hint: 'Install git 2.30 or newer, or run the command without a base.',
  });
}

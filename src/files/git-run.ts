import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { gitEnvironment, gitOptions } from './git-environment.ts';
import { gitPlace } from './git-place.ts';
import { gitFor } from './git-program.ts';

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
 * neither write nor run hooks or filters belong here.
 *
 * This is the one place that starts another program: git itself, by its absolute path, in its own
 * folder and not in one that a checkout fills, with settings and an environment of ours. It is not
 * started at all if the repository around the folder is none to trust.
 *
 * Problems: `git/not-a-repository`, `git/unsafe-repository`, `git/not-installed`.
 */
export function runGit(args: readonly string[], { folder, input = '' }: Where): Checked<Ran> {
  const place = gitPlace(folder);
  if (!place.ok) return place;
  const { folder: real, top } = place.value;
  const git = gitFor(top);
  if (!git) return { ok: false, problems: [cannotStart('ENOENT')] };
  const { path, searchPath } = git;
  const run = spawnSync(path, ['-C', real, ...gitOptions, ...args], {
    cwd: dirname(path),
    env: gitEnvironment({ env: process.env, searchPath, ceiling: dirname(top) }),
    input,
    maxBuffer: Number.POSITIVE_INFINITY,
    windowsHide: true,
  });
  if (run.error) return { ok: false, problems: [cannotStart(codeOf(run.error))] };
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
  return problem('git/not-complete', {
    detail: 'This clone has the commit but not all of its content: it was cloned with a filter.',
    hint: 'Run `git fetch --refetch --no-filter`, or clone without `--filter`.',
  });
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : 'unknown';
}

function cannotStart(code: string): Problem {
  return problem('git/not-installed', {
    detail:
      code === 'ENOENT'
        ? 'Comparing with a commit needs git, and there is no `git` on the PATH, in a folder outside of the work tree.'
        : `Comparing with a commit needs git, and it cannot be started (${code}).`,
    hint: 'Install git 2.30 or newer, or run the command without a base.',
  });
}

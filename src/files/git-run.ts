import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import {
  type Checked,
  checked,
  failure,
  type Problem,
  problem,
  systemCodeOf,
} from '../model/problem.ts';
import { type FoundProgram, findGit, searchPathOf, thisMachine } from './find-program.ts';
import { gitPlace } from './git-place.ts';

/** The result of a run of git. */
interface Ran {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** The folder that git runs in, and the text of its input if it reads some. */
interface Where {
  readonly folder: string;
  readonly input?: string;
}

/**
 * Runs git without a shell; the caller decides what a status means. Use it only for commands that neither
 * write nor run hooks or filters.
 *
 * Other programs are started only in this file: a pager (`runOnTerminal`), and git by its absolute path, in
 * its own folder and not in one that a checkout fills, with settings and an environment of ours. git is not
 * started if the repository around the folder must not be trusted.
 *
 * Problems: `git/not-a-repository`, `git/unsafe-repository`, `git/not-installed`.
 */
export function runGit(args: readonly string[], { folder, input = '' }: Where): Checked<Ran> {
  const place = gitPlace(folder);
  if (!place.ok) return place;
  const { folder: real, top } = place.value;
  const git = gitFor(top);
  if (!git) return cannotStart('ENOENT');
  const { path, searchPath } = git;
  const run = spawnSync(path, ['-C', real, ...gitOptions, ...args], {
    cwd: dirname(path),
    env: gitEnvironment({ env: process.env, searchPath, ceiling: dirname(top) }),
    input,
    maxBuffer: Number.POSITIVE_INFINITY,
    windowsHide: true,
  });
  if (run.error) return cannotStart(systemCodeOf(run.error) ?? 'unknown');
  return checked({ status: run.status, stdout: run.stdout, stderr: run.stderr.toString() }, []);
}

/** The output of git. Every status except 0 is a problem that quotes git's message. */
export function gitOutput(args: readonly string[], where: Where): Checked<Buffer> {
  const run = runGit(args, where);
  if (!run.ok) return run;
  return run.value.status === 0
    ? checked(run.value.stdout, [])
    : { ok: false, problems: [gitFailed(run.value)] };
}

/** The problem of a failed run, in git's own words. */
export function gitFailed({ status, stderr }: Ran): Problem {
  if (stderr.includes('promisor remote')) return contentMissing();
  const said = stderr.trim().split('\n');
  const fatal = said.find((line) => line.startsWith('fatal: ')) ?? said[0];
  const order = said.map((line) => line.trim()).find((line) => line.startsWith('git config '));
  return problem('git/failed', {
    detail: fatal ? `git says: ${fatal}` : `git ended with status ${status} and no message.`,
    ...(order && { hint: `If you trust this folder, run \`${order}\`.` }),
  });
}

/** The problem of a commit whose content this clone lacks. Nothing is fetched without the user's command. */
export function contentMissing(): Problem {
  return problem('git/not-complete', {
    detail: 'This clone has the commit but not all of its content: it was cloned with a filter.',
    hint: 'Run `git fetch --refetch --no-filter`, or clone without `--filter`.',
    lacks: 'content',
  });
}

function cannotStart(code: string) {
  return failure('git/not-installed', {
    detail:
      code === 'ENOENT'
        ? 'Comparing with a commit needs git, and there is no `git` on the PATH, in a folder outside of the work tree.'
        : `Comparing with a commit needs git, and it cannot be started (${code}).`,
    hint: 'Install git 2.30 or newer, or leave out the option that names a commit.',
    lacks: 'git',
  });
}

const known = new Map<string, FoundProgram | undefined>();

/** The git of this machine, searched once for each work tree; undefined if there is none. */
function gitFor(workTree: string): FoundProgram | undefined {
  const machine = thisMachine();
  const key = `${searchPathOf(machine)}\0${workTree}`;
  if (!known.has(key)) known.set(key, findGit(workTree, machine));
  return known.get(key);
}

/** Gives a text to a program that has the terminal until it ends; false if it did not start. */
export function runOnTerminal(
  [path = '', ...args]: readonly string[],
  input: string,
  env: Readonly<Record<string, string>>,
): boolean {
  const stdio = ['pipe', 'inherit', 'inherit'] as const;
  const { error } = spawnSync(path, args, { cwd: dirname(path), env, input, stdio: [...stdio] });
  // A user who closes the pager early has seen enough.
  return error === undefined || systemCodeOf(error) === 'EPIPE';
}

/**
 * The variables that git gets: to start, to find the settings of the user, and to know whom the user
 * trusts. All others are left out, above all credentials, which every program that git starts would
 * inherit. The variables of a hook that runs this tool are left out too: the folder says which repository
 * is meant.
 */
const passedOn: readonly string[] = [
  ...['HOME', 'XDG_CONFIG_HOME', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'PROGRAMDATA'],
  ...['SYSTEMROOT', 'WINDIR', 'SYSTEMDRIVE', 'TMPDIR', 'TMP', 'TEMP'],
  // The settings of user and machine: `safe.directory` counts only in these.
  ...['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM'],
  // Ownership of files. The second variable only makes git stricter.
  ...['SUDO_UID', 'GIT_TEST_ASSUME_DIFFERENT_OWNER'],
];

const ours = {
  GIT_OPTIONAL_LOCKS: '0',
  // A commit must have the content and the parents that its id stands for.
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_GRAFT_FILE: '/dev/null',
  // A partial clone would fetch the objects that it lacks. The second line is for git before 2.44.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_TERMINAL_PROMPT: '0',
  // Messages are recognised by their English words.
  LC_ALL: 'C',
  // On Windows: git does not look for other programs in the current folder.
  NoDefaultCurrentDirectoryInExePath: '1',
};

/**
 * Settings that override those of the repository: git starts no other program. Versions of git that do not
 * know one of them ignore it.
 */
const settings: readonly string[] = [
  // A checkout can contain a folder that looks like a repository.
  'safe.bareRepository=explicit',
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'log.showSignature=false',
  'submodule.recurse=false',
  // git then warns about a name that stands for two commits, and we refuse it.
  'core.warnAmbiguousRefs=true',
  'i18n.logOutputEncoding=UTF-8',
];

/** Options of git itself, before the name of the command. */
export const gitOptions: readonly string[] = [
  '--no-pager',
  ...settings.flatMap((setting) => ['-c', setting]),
];

interface GitEnvironmentInput {
  readonly env: NodeJS.ProcessEnv;
  readonly searchPath: string;
  /** git looks for a repository in no folder above this one. */
  readonly ceiling: string;
}

export function gitEnvironment({
  env,
  searchPath,
  ceiling,
}: GitEnvironmentInput): NodeJS.ProcessEnv {
  const passed = Object.entries(env).filter(([name]) => passedOn.includes(name.toUpperCase()));
  return {
    ...Object.fromEntries(passed),
    ...trustOf(env),
    PATH: searchPath,
    GIT_CEILING_DIRECTORIES: ceiling,
    ...ours,
  };
}

/** The settings in variables that trust a folder, and no others: containers are set up in this way. */
function trustOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const count = Math.min(Number(env['GIT_CONFIG_COUNT'] ?? 0) || 0, 1000);
  const trusted: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const [key, value] = [env[`GIT_CONFIG_KEY_${index}`], env[`GIT_CONFIG_VALUE_${index}`]];
    if (key?.toLowerCase() === 'safe.directory' && value !== undefined) trusted.push(value);
  }
  const pairs = trusted.flatMap((value, index) => [
    [`GIT_CONFIG_KEY_${index}`, 'safe.directory'],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(trusted.length), ...Object.fromEntries(pairs) };
}

/** The purpose of a commit: its content, or the place at which another commit diverged from it. */
export type CommitPurpose = 'commit' | 'history';

/** The problem of a ref that names no commit here, with the command that fetches the commit, if one can. */
export function unknownCommit(folder: string, ref: string, wanted: CommitPurpose): Problem {
  const unborn = namesHead(ref) ? unbornBranch(folder) : undefined;
  if (unborn !== undefined) return noCommitYet(unborn);
  const isShallow = isShallowClone(folder);
  const detail = isShallow
    ? `Unknown commit: "${ref}". This clone is shallow and has only a part of the history.`
    : `Unknown commit in this repository: "${ref}"${ofSubmodule(folder)}.`;
  const depth = !isShallow ? '' : wanted === 'history' ? '--unshallow ' : '--depth=1 ';
  const hint = howToGet(folder, ref, depth);
  return problem('git/unknown-commit', { detail, hint, ...(isShallow && { lacks: 'history' }) });
}

/**
 * Whether a name stands for the first commit that is still to come: this branch has no commit, and no other
 * branch, tag or remote has one that could be lost. A ref that git cannot read may be such a one.
 */
export function isBeforeFirstCommit(folder: string, ref: string): boolean {
  if (!namesHead(ref) || unbornBranch(folder) === undefined) return false;
  const refs = runGit(['for-each-ref', '--count=1'], { folder });
  if (!refs.ok) return false;
  const { status, stdout, stderr } = refs.value;
  return status === 0 && stdout.length === 0 && stderr === '';
}

const namesHead = (ref: string): boolean => ref === 'HEAD' || ref === '@';

/** The branch that is checked out if it has no commit yet; undefined otherwise. */
function unbornBranch(folder: string): string | undefined {
  const branch = gitOutput(['symbolic-ref', '--quiet', 'HEAD'], { folder });
  if (!branch.ok) return undefined;
  const head = runGit(['rev-parse', '--verify', '--quiet', 'HEAD'], { folder });
  const isUnborn = head.ok && head.value.status !== 0;
  return isUnborn
    ? branch.value
        .toString()
        .trim()
        .replace(/^refs\/heads\//, '')
    : undefined;
}

function noCommitYet(branch: string): Problem {
  return problem('git/unknown-commit', {
    detail: `The branch that is checked out, ${JSON.stringify(branch)}, has no commit yet.`,
    hint: 'Name the commit that the catalog was published from; `git for-each-ref` lists branches and tags.',
  });
}

/** The problem of two commits without a common ancestor in this clone. */
export function unrelated(folder: string, [a, b]: readonly [string, string]): Problem {
  if (isShallowClone(folder)) {
    return problem('git/no-common-commit', {
      detail: `This clone is shallow and lacks the common ancestor of "${a}" and "${b}". Compared with "${a}" itself, everything that others added there since would count as lost here.`,
      hint: deepen(folder),
      lacks: 'history',
    });
  }
  return problem('git/no-common-commit', {
    detail: `"${a}" and "${b}" have no common ancestor.`,
    hint: 'Name a common ancestor.',
  });
}

function isShallowClone(folder: string): boolean {
  const answer = gitOutput(['rev-parse', '--is-shallow-repository'], { folder });
  return answer.ok && answer.value.toString().trim() === 'true';
}

/**
 * The end of a message for a submodule, whose user may have named a commit of the repository around it. The
 * place at which git keeps submodules shows it, so git is not asked about a repository that the catalog
 * does not belong to.
 */
function ofSubmodule(folder: string): string {
  const kept = gitOutput(['rev-parse', '--absolute-git-dir'], { folder });
  const isSubmodule = kept.ok && /[\\/]\.git[\\/]modules[\\/]/.test(kept.value.toString());
  return isSubmodule
    ? '. It is a submodule: --base must name a commit of the submodule itself'
    : '';
}

function deepen(folder: string): string {
  const remote = remoteOfHead(folder);
  return `Run \`git fetch --unshallow${remote === undefined ? '' : ` ${remote}`}\`.`;
}

/** The remote to name in `git fetch`; undefined if git chooses the right one by itself. */
function remoteOfHead(folder: string): string | undefined {
  const remotes = remotesOf(folder);
  if (remotes.length < 2) return undefined;
  const upstream = gitOutput(['rev-parse', '--abbrev-ref', '@{upstream}'], { folder });
  const [name] = branchOf(upstream.ok ? upstream.value.toString().trim() : '', remotes);
  return name ?? remotes.find((remote) => remote === 'origin') ?? remotes[0];
}

function howToGet(folder: string, ref: string, depth: string): string {
  const fetch = `git fetch ${depth}`;
  const remotes = remotesOf(folder);
  const [remote, branch] = branchOf(ref, remotes);
  // Both sides of the colon are needed, since a clone of one branch keeps no other branches by itself.
  if (branch) return `Run \`${fetch}${remote} ${branch}:refs/remotes/${ref}\`.`;
  const from = remotes.includes('origin') ? 'origin' : remotes[0];
  if (from !== undefined && isObjectId(ref)) return `Run \`${fetch}${from} ${ref}\`.`;
  if (from !== undefined && isPlainName(ref)) return asBranch(folder, { ref, from, fetch });
  return depth === '' ? 'Name a branch, a tag or a commit, as in `git log`.' : deepen(folder);
}

/** The advice for a name without a remote, which is often meant as a branch there. */
function asBranch(
  folder: string,
  { ref, from, fetch }: { readonly ref: string; readonly from: string; readonly fetch: string },
): string {
  const full = `refs/remotes/${from}/${ref}`;
  const known = gitOutput(['rev-parse', '--verify', '--quiet', full], { folder });
  if (known.ok) return `The branch of ${from} is \`${from}/${ref}\`: name that.`;
  return `Name a branch, a tag or a commit, as in \`git log\`. A branch of ${from} is fetched by \`${fetch}${from} ${ref}:${full}\`, and named \`${from}/${ref}\`.`;
}

/** Remote and branch of `origin/main`; empty for others. Only plain names count: people copy the command. */
function branchOf(ref: string, remotes: readonly string[]): readonly string[] {
  const remote = remotes.find((name) => ref.startsWith(`${name}/`));
  return remote !== undefined && isPlainName(ref) ? [remote, ref.slice(remote.length + 1)] : [];
}

function remotesOf(folder: string): readonly string[] {
  const remotes = gitOutput(['remote'], { folder });
  return (remotes.ok ? remotes.value.toString().split('\n') : []).filter(isPlainName);
}

function isPlainName(name: string): boolean {
  return /^\w[\w./-]*$/.test(name) && !name.includes('..') && name !== 'HEAD';
}

/** Whether a name is a full object id, which a branch or tag cannot replace. */
export function isObjectId(ref: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref);
}

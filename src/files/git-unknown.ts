import { type Problem, problem } from '../model/problem.ts';
import { gitOutput } from './git-run.ts';

/** What a commit is wanted for: for itself, or for where another one left from it. */
export type Wanted = 'commit' | 'history';

/** A ref that names no commit here, with the command that gets the commit where one can. */
export function unknownCommit(folder: string, ref: string, wanted: Wanted): Problem {
  const isShallow = isShallowClone(folder);
  const detail = isShallow
    ? `This clone is shallow, and "${ref}" names no commit in the part of the history that it has.`
    : `"${ref}" names no commit in this repository${ofSubmodule(folder)}.`;
  const depth = !isShallow ? '' : wanted === 'history' ? '--unshallow ' : '--depth=1 ';
  return problem('git/unknown-commit', { detail, hint: howToGet(folder, ref, depth) });
}

/** Two commits without a common ancestor in this clone. */
export function unrelated(folder: string, [a, b]: readonly [string, string]): Problem {
  if (isShallowClone(folder)) {
    return problem('git/no-common-commit', {
      detail: `This clone is shallow: the commit that "${a}" and "${b}" both came from is not in the part of the history that it has. Held against "${a}" itself, all that others added there since would count as lost here.`,
      hint: deepen(folder),
    });
  }
  return problem('git/no-common-commit', {
    detail: `"${a}" and "${b}" have no commit in common: their histories began apart.`,
    hint: 'Name a commit that both came from.',
  });
}

function isShallowClone(folder: string): boolean {
  const answer = gitOutput(['rev-parse', '--is-shallow-repository'], { folder });
  return answer.ok && answer.value.toString().trim() === 'true';
}

/**
 * Who stands in the repository around a submodule may have named a commit of that one. Told by where
 * git keeps submodules: git is not asked about a repository that the catalog does not belong to.
 */
function ofSubmodule(folder: string): string {
  const kept = gitOutput(['rev-parse', '--absolute-git-dir'], { folder });
  const isSubmodule = kept.ok && /[\\/]\.git[\\/]modules[\\/]/.test(kept.value.toString());
  return isSubmodule
    ? ', which is a submodule of another: the base is a commit of the submodule itself'
    : '';
}

const inActions = 'In GitHub Actions, `fetch-depth: 0` of actions/checkout does the same.';

function deepen(folder: string): string {
  const remote = remoteOfHead(folder);
  return `Run \`git fetch --unshallow${remote === undefined ? '' : ` ${remote}`}\`. ${inActions}`;
}

/** The remote to fetch from where git would not take that one by itself. */
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
  const further = depth === '--unshallow ' ? ` ${inActions}` : '';
  const [remote, branch] = branchOf(ref, remotes);
  // With both sides of the colon, since a clone of one branch keeps no others by itself.
  if (branch) return `Run \`${fetch}${remote} ${branch}:refs/remotes/${ref}\`.${further}`;
  const from = remotes.includes('origin') ? 'origin' : remotes[0];
  if (from !== undefined && isObjectId(ref)) return `Run \`${fetch}${from} ${ref}\`.${further}`;
  if (from !== undefined && isPlainName(ref)) return asBranch(folder, { ref, from, fetch });
  return depth === ''
    ? 'Name a branch, a tag or a commit, as `git log` takes them.'
    : deepen(folder);
}

/** A name without a remote is often meant as a branch there: a clone has only one of its own. */
function asBranch(
  folder: string,
  { ref, from, fetch }: { readonly ref: string; readonly from: string; readonly fetch: string },
): string {
  const full = `refs/remotes/${from}/${ref}`;
  const known = gitOutput(['rev-parse', '--verify', '--quiet', full], { folder });
  if (known.ok) return `The branch of ${from} is \`${from}/${ref}\`: name that.`;
  return `Name a branch, a tag or a commit, as \`git log\` takes them. A branch of ${from} is fetched by \`${fetch}${from} ${ref}:${full}\`, and named \`${from}/${ref}\`.`;
}

/** `origin/main` as remote and branch. Only plain names: the command is there to be copied. */
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

/** Whether a name is a full id, which no branch or tag can stand before. */
export function isObjectId(ref: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref);
}

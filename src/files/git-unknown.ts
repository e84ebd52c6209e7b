import { type Problem, problem } from '../model/problem.ts';
import { gitOutput } from './git-run.ts';

/** A ref that names no commit here, with the command that gets the commit where one can. */
export function unknownCommit(folder: string, ref: string): Problem {
  const isShallow = isShallowClone(folder);
  const detail = isShallow
    ? `This clone is shallow, and "${ref}" names no commit in the part of the history that it has.`
    : `"${ref}" names no commit in this repository.`;
  return problem('git/unknown-commit', { detail, hint: howToGet(folder, ref, isShallow) });
}

/** Two commits without a common ancestor in this clone. */
export function unrelated(folder: string, [a, b]: readonly [string, string]): Problem {
  const isShallow = isShallowClone(folder);
  return problem('git/unknown-commit', {
    detail: `"${a}" and "${b}" have no commit in common${isShallow ? ' in the part of the history that this shallow clone has' : ''}.`,
    hint: isShallow ? deepen : 'Name a commit that both came from.',
  });
}

function isShallowClone(folder: string): boolean {
  const answer = gitOutput(['rev-parse', '--is-shallow-repository'], { folder });
  return answer.ok && answer.value.toString().trim() === 'true';
}

const inActions = 'In GitHub Actions, `fetch-depth: 0` of actions/checkout does the same.';
const deepen = `Run \`git fetch --unshallow\`. ${inActions}`;

function howToGet(folder: string, ref: string, isShallow: boolean): string {
  const fetch = `git fetch ${isShallow ? '--depth=1 ' : ''}`;
  const [remote, branch] = branchOfRemote(folder, ref);
  // With both sides of the colon, since a clone of one branch keeps no others by itself.
  if (branch) return `Run \`${fetch}${remote} ${branch}:refs/remotes/${ref}\`.`;
  if (isObjectId(ref)) return `Run \`${fetch}origin ${ref}\`.`;
  return isShallow ? deepen : 'Name a branch, a tag or a commit, as `git log` takes them.';
}

/** `origin/main` as remote and branch. Only plain names: the command is there to be copied. */
function branchOfRemote(folder: string, ref: string): readonly string[] {
  const remotes = gitOutput(['remote'], { folder });
  const names = remotes.ok ? remotes.value.toString().split('\n').filter(Boolean) : [];
  const remote = names.find((name) => ref.startsWith(`${name}/`));
  return remote && /^[\w][\w./-]*$/.test(ref) ? [remote, ref.slice(remote.length + 1)] : [];
}

/** Whether a name is a full id, which no branch or tag can stand before. */
export function isObjectId(ref: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref);
}

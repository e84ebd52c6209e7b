import { forkPoint } from '../files/git-history.ts';
import { mergeBase, openCommit } from '../files/git-read.ts';
import { type Checked, checked, failure } from '../model/problem.ts';
import { parentsOf } from './checkout.ts';
import { shortCommit } from './github.ts';
import type { JobStep } from './step.ts';

/**
 * The commit that identity is held against: what the commit that is checked out was merged from, so that
 * nothing counts as lost that others did. Undefined if the event proposes nothing.
 *
 * GitHub makes a merge of every pull request for its runs, and its first parent is the branch as it was
 * then. `pull_request.base.sha` is older wherever the branch moved on since, so it only serves if the
 * head itself is checked out, and if the clone does not know the branch better.
 */
export function baseOf({ run, commit, world }: JobStep): Checked<string | undefined> {
  const { pull, queueBase } = run;
  const folder = world.cwd;
  if (!pull) return checked(queueBase, []);
  const [first, second] = parentsOf(folder, commit);
  if (commit === pull.head || second !== pull.head || first === undefined) {
    return checked(newestFork(folder, pull), []);
  }
  if (openCommit(folder, first).ok) return checked(first, []);
  return failure('git/unknown-commit', {
    detail: `This clone is too shallow: it has ${shortCommit(commit)}, which is checked out, but not ${shortCommit(first)}, the commit of ${pull.baseBranch} that it was merged from. The ids are compared with that commit.`,
    hint: 'Give actions/checkout `fetch-depth: 2`, or 0 for the whole history.',
  });
}

/** Where the head left from its branch: by the branch as the clone knows it, and by the event. */
function newestFork(
  folder: string,
  { base, baseBranch }: { readonly base: string; readonly baseBranch: string },
): string {
  const forkOf = (ref: string): string | undefined => {
    const fork = forkPoint(folder, ref);
    return fork.ok ? fork.value : undefined;
  };
  const known = forkOf(`refs/remotes/origin/${baseBranch}`);
  const given = forkOf(base);
  // Nothing of either: holding against what the event says tells what is missing.
  if (known === undefined) return given ?? base;
  const common = given === undefined ? undefined : mergeBase(folder, known, given);
  return given !== undefined && common?.ok && common.value === known ? given : known;
}

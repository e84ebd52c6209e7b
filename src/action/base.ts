import { forkPoint } from '../files/git-history.ts';
import { mergeBase, openCommit } from '../files/git-read.ts';
import { type Checked, checked, failure } from '../model/problem.ts';
import { parentsOf } from './checkout.ts';
import { shortCommit } from './github.ts';
import type { JobStep } from './step.ts';

/**
 * The base of the identity check: the commit that the checked-out commit was merged from, so that changes of
 * others do not count as lost. Undefined if the event proposes no change.
 *
 * For each pull request GitHub makes a merge commit whose first parent is the base branch of that moment.
 * `pull_request.base.sha` may be older, so it is used only if the head itself is checked out and the clone
 * does not know the base branch better.
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

/**
 * The fork point of the head and its base branch: the newer one of the clone's branch and the event's commit.
 */
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
  // Neither is known: comparing with the event's commit reports what the clone is missing.
  if (known === undefined) return given ?? base;
  const common = given === undefined ? undefined : mergeBase(folder, known, given);
  return given !== undefined && common?.ok && common.value === known ? given : known;
}

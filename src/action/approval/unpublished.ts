import { commentsOf, findOwnPost } from '../comments.ts';
import { pullThatMade, shortCommit } from '../github.ts';
import { isApprovalUsed, isOpen } from '../marker.ts';
import { type JobStep, postKeyOf } from '../step.ts';
import { firstParentOf } from './overtaken.ts';

/** The most commits before that of the run which are looked at. */
const mostEarlier = 20;

/**
 * The merges before the commit of a run that were planned and are not published, oldest first, such as
 * `7 (1a2b3c4)`: GitHub drops a run that waits if another one comes. Empty if GitHub does not tell.
 */
export async function unpublishedBefore(step: JobStep): Promise<readonly string[]> {
  const { github, world } = step;
  const { repository, branch, sha } = step.run;
  if (!github) return [];
  const by = { key: postKeyOf(step), sha256: world.sha256 };
  const found: string[] = [];
  let commit = sha;
  for (let count = 0; count < mostEarlier; count += 1) {
    const parent = await firstParentOf(github, repository, commit);
    if (!parent.ok) return [];
    if (parent.value === undefined) break;
    commit = parent.value;
    const pull = await pullThatMade(github, repository, { commit, branch });
    if (!pull.ok) return [];
    if (!pull.value) continue;
    const { number } = pull.value;
    const post = await findOwnPost(github, commentsOf(repository, number), by);
    if (!post.ok) return [];
    if (!post.value) continue;
    const { state, current } = post.value;
    // What was merged before this one was published with it, or was overtaken by it.
    if (isApprovalUsed(state)) break;
    if (isOpen(state) && current?.changes !== '') found.push(`${number} (${shortCommit(commit)})`);
  }
  return found.toReversed();
}

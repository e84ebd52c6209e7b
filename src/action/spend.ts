import { type Problem, problem } from '../model/problem.ts';
import { applyingText } from './apply-post.ts';
import { type Approved, byHand } from './approved.ts';
import { commentsOf, type Found, findOwn, put } from './comments.ts';
import { overtaken } from './later.ts';
import { withMarker } from './marker.ts';
import { keyOf, type Step } from './step.ts';

/**
 * Takes an approval: the comment says that a run applies it, before anything is sent. Whatever becomes
 * of the run, nobody finds an approval there afterwards. Reading the platform took time, so it is asked
 * once more whether the commit may be published and whether the comment is what it was.
 */
export async function spend(step: Step, approved: Approved): Promise<readonly Problem[]> {
  const { github, inputs } = step;
  const late = await overtaken(step, approved);
  if (late) return [late.problem];
  const { pull, found, doubt } = approved;
  if (!github || !pull || !found || inputs.comment === 'false') return [];
  const place = commentsOf(step.run.repository, pull.number);
  const { sha256 } = step.world;
  // A person who names the digest needs no comment.
  const isByHand = inputs.planHash !== undefined;
  if (isByHand && doubt) return [];
  if (!isByHand) {
    const now = await findOwn(github, place, { key: keyOf(step), sha256 });
    const why = !now.ok ? now.fault.what : isSame(now.value, found) ? undefined : 'it was changed';
    if (why !== undefined) {
      return [notTaken(`The comment on pull request ${pull.number} was looked at again: ${why}.`)];
    }
  }
  const { commit, digest } = found;
  const marker = {
    key: keyOf(step),
    state: 'applying' as const,
    commit,
    ...(digest !== undefined && { digest }),
  };
  const answer = await put(github, place, {
    found,
    body: () => ({ body: withMarker(marker, step.scrub(applyingText(step, approved)), sha256) }),
  });
  if (answer.ok || isByHand) return [];
  return [
    notTaken(
      `The comment on pull request ${pull.number} cannot be told that its approval is used: ${answer.fault.what}.`,
    ),
  ];
}

function isSame(now: Found | undefined, then: Found): boolean {
  return (
    now?.isIntact === true &&
    now.id === then.id &&
    now.state === then.state &&
    now.commit === then.commit &&
    now.digest === then.digest
  );
}

function notTaken(why: string): Problem {
  return problem('action/not-approved', {
    detail: `${why} Nothing was sent.`,
    hint: `Give the job \`permissions: pull-requests: write\`, and run it again. ${byHand}`,
  });
}

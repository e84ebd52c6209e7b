import { type Checked, checked, failure } from '../../model/problem.ts';
import { findCommit } from '../checkout.ts';
import {
  commentsOf,
  type FoundPost,
  findOwnPost,
  type SuspectedEdit,
  withLastEdit,
} from '../comments.ts';
import {
  cureOfFault,
  type GitHub,
  type GitHubFault,
  type GitHubResult,
  type MergedPull,
  mergedPull,
  pullThatMade,
  shortCommit,
} from '../github.ts';
import { isApprovalUsed, isOpen } from '../marker.ts';
import { type JobStep, postKeyOf } from '../step.ts';
import { lostRecord } from './lost-record.ts';
import { approversIn, neededReviews, reviewsOf } from './reviews.ts';
import { showingsOf, shownSince, wasShownAt } from './showings.ts';

/** What is known about the pull request whose merge is published. */
export interface Approved {
  /** The pull request; absent if the commit has none. */
  readonly pull?: MergedPull;
  /** The Action's comment on it; absent if there is none. */
  readonly found?: FoundPost;
  /** Why the comment may have been edited by somebody else. */
  readonly suspectedEdit?: SuspectedEdit;
  /** If there is no comment: why one may have existed that said the approval was used. */
  readonly lost?: string;
}

/**
 * Finds the comment with the plan of the merged commit. `isPatient`: if GitHub does not know the pull request
 * yet, it is asked again for half a minute.
 */
export async function findApproved(
  step: JobStep,
  { isPatient = false } = {},
): Promise<Checked<Approved>> {
  const { run, github } = step;
  if (!github) return fail('There is no token for the GitHub API.', 'Give `github-token`.');
  const { repository, sha: commit, branch } = run;
  const made = { commit, branch };
  const { pull: named } = step.inputs;
  const pull =
    named !== undefined
      ? await pullThatIsNamed(step, github, named)
      : isPatient
        ? await pullInTime(step, made)
        : await pullThatMade(github, repository, made);
  if (!pull.ok) return fault(pull.fault, 'pull-requests: read` and `contents: read');
  if (pull.value === undefined) return checked({}, []);
  return commentOn(step, pull.value);
}

/** The Action's comment on a merged pull request, and whether it may have been edited. */
export async function commentOn(step: JobStep, pull: MergedPull): Promise<Checked<Approved>> {
  const { run, github, world } = step;
  if (!github) return checked({ pull }, []);
  const place = commentsOf(run.repository, pull.number);
  const found = await findOwnPost(github, place, { key: postKeyOf(step), sha256: world.sha256 });
  if (!found.ok) return fault(found.fault, 'pull-requests: read');
  if (!found.value) {
    const lost = await lostRecord(step, pull, undefined);
    return checked({ pull, ...(lost !== undefined && { lost }) }, []);
  }
  return checked({ pull, ...(await withLastEdit(github, found.value)) }, []);
}

/** The pull request that a person names, if its merge made the published commit. */
async function pullThatIsNamed(
  { run }: JobStep,
  github: GitHub,
  number: number,
): Promise<GitHubResult<MergedPull | undefined>> {
  const found = await mergedPull(github, run.repository, number);
  if (!found.ok && found.fault.type === 'not-found') return { ok: true, value: undefined };
  if (!found.ok) return found;
  const isIt =
    found.value?.made === run.sha &&
    found.value.pull.branch === (run.branch ?? found.value.pull.branch);
  return { ok: true, value: isIt ? found.value?.pull : undefined };
}

/**
 * The plan hash that the merge of a pull request approved, valid for one apply of the planned commit. It is
 * not trusted either: the plan is made again and must have the same hash. Problems: why there is no approval.
 */
function approvedDigest(
  { pull, found, suspectedEdit, lost }: Approved,
  step: JobStep,
): Checked<string> {
  const { run, inputs } = step;
  if (!pull && inputs.pull !== undefined) {
    return fail(
      `Pull request ${inputs.pull} did not create ${shortCommit(run.sha)}, the commit to publish: it does not exist, is not merged, or a later commit exists.`,
      `Name the pull request that was merged last. If that is the one, the token may not see it: give the job \`pull-requests: read\`. ${byHand}`,
    );
  }
  if (!pull) {
    return fail(
      `Commit ${shortCommit(run.sha)} belongs to no merged pull request, so nobody approved a plan.`,
      byHand,
    );
  }
  const where = `pull request ${pull.number}`;
  if (lost !== undefined) {
    return fail(`It is unknown whether the plan on ${where} was applied: ${lost}.`, byHand);
  }
  if (!found) {
    return fail(
      `There is no plan for "${postKeyOf(step)}" on ${where}.`,
      `Plan on pull requests with the same working-directory and env. ${byHand}`,
    );
  }
  if (suspectedEdit) {
    const { why, isCertain, fault: untold } = suspectedEdit;
    const detail = `The comment on ${where} with the approved plan hash ${why}.`;
    const cure = untold ? cureOfFault(untold, 'pull-requests: read') : 'Run the job again.';
    return isCertain ? refuse('action/approval-edited', detail) : fail(detail, `${cure} ${byHand}`);
  }
  if (isApprovalUsed(found.state)) return approvalUsed(`The approval on ${where}`, found);
  if (!isOpen(found.state) || found.digest === undefined) {
    return fail(
      `The comment on ${where} shows no plan that could be applied (${found.state}).`,
      byHand,
    );
  }
  // A plan that was refused after the merge was written again, and records itself since when it is shown.
  const writtenAt = found.state === 'planned' ? found.updatedAt : undefined;
  const shownAt = shownSince(showingsOf(found)) ?? writtenAt ?? Number.NEGATIVE_INFINITY;
  if (shownAt > (pull.mergedAt ?? Number.POSITIVE_INFINITY)) {
    return fail(
      `The plan on ${where} was shown after it was merged, so nobody approved it.`,
      byHand,
    );
  }
  const last = pull.head ?? secondParent(step);
  if (last === undefined) {
    return fail(
      `It is unknown which commit of ${where} was merged, so it may not be the planned one, ${shortCommit(found.commit)}.`,
      byHand,
    );
  }
  if (found.commit !== last) {
    return fail(
      `The plan on ${where} was made for ${shortCommit(found.commit)}, and ${shortCommit(last)} was merged.`,
      byHand,
    );
  }
  if (inputs.comment === 'false') {
    return fail(
      'With `comment: false` nothing is written on the pull request, so the use of its approval cannot be recorded.',
      `Leave \`comment\` out. ${byHand}`,
    );
  }
  return checked(found.digest, []);
}

/** The head of the merged pull request, from the merge commit, if GitHub does not name it. */
function secondParent({ world, run }: JobStep): string | undefined {
  const merge = findCommit(world.cwd, run.sha);
  return merge.ok && merge.value.parents.length === 2 ? merge.value.parents[1] : undefined;
}

/**
 * Who approved the plan that the comment shows. A review counts for the plan that was shown when it was
 * given; if no review is needed, the merge is the approval. Problems: too few people approved.
 */
export async function reviewersOf(
  { github, run }: JobStep,
  { pull, found }: Approved,
  needs: number | undefined,
): Promise<Checked<readonly string[]>> {
  if (!github || !pull || !found || found.digest === undefined) return checked([], []);
  const { digest } = found;
  const reviews = await reviewsOf(github, run.repository, pull);
  if (!reviews.ok)
    return needs === 0 ? checked([], []) : fault(reviews.fault, 'pull-requests: read');
  const shown = showingsOf(found);
  const who = approversIn(reviews.value, (time) => wasShownAt(shown, digest, time));
  const needed = neededReviews(needs, reviews.value);
  if (who.length >= needed) return checked(who, []);
  const others = approversIn(reviews.value, () => true).filter((login) => !who.includes(login));
  const were = `${others.length === 1 ? 'was' : 'were'} given while another plan was shown: by ${others.join(', ')}`;
  const before = others.length > 0 ? ` ${others.length} more ${were}.` : '';
  return failure('action/not-reviewed', {
    detail: `Plan ${digest.slice(0, 12)} on pull request ${pull.number} has ${who.length} of the ${needed} approving reviews that it needs.${before} Nothing was sent.`,
    hint: `Get it reviewed on the pull request (GitHub accepts reviews after the merge too), and run the job again. ${byHand}`,
  });
}

/** The plan hash that the comment shows, if it may be applied and enough people approved it. */
export async function digestOnPull(step: JobStep, approved: Approved): Promise<Checked<string>> {
  const digest = approvedDigest(approved, step);
  if (!digest.ok) return digest;
  const reviewers = await reviewersOf(step, approved, approved.found?.needs);
  return reviewers.ok ? digest : reviewers;
}

/** The problem that an approval was used, in words that fit the state of its comment. */
export function approvalUsed(
  whose: string,
  { state }: Pick<FoundPost, 'state'>,
): ReturnType<typeof failure> {
  const what =
    state === 'applied'
      ? 'was used: its plan was applied'
      : state === 'partly'
        ? 'was used: its plan was applied in part'
        : 'was used by a run that did not report its end';
  return refuse('action/approval-spent', `${whose} ${what}. An approval is valid for one apply.`);
}

/** The problem that a job was repeated and no record says whether its approval was used before. */
export function approvalMayBeUsed(whose: string) {
  return refuse(
    'action/approval-spent',
    `${whose} may have been used: this run was started before, and no comment on a pull request says how it ended. An approval is valid for one apply.`,
    'Check the plan, and start a new run by hand with its plan hash.',
  );
}

/** The way out of every refusal; `apply` adds the plan hash of the current plan. */
export const byHand =
  'To publish anyway, check the plan of the newest commit, and give its plan hash as `plan-hash` in a run that you start by hand.';

function fail(detail: string, hint: string): ReturnType<typeof failure> {
  return refuse('action/not-approved', detail, hint);
}

function refuse(
  code: 'action/not-approved' | 'action/approval-edited' | 'action/approval-spent',
  detail: string,
  hint = byHand,
): ReturnType<typeof failure> {
  return failure(code, { detail: `${detail} Nothing was sent.`, hint });
}

function fault(why: GitHubFault, permissions: string) {
  return fail(
    `It is unknown which plan was approved: ${why.what}.`,
    `${cureOfFault(why, permissions)} ${byHand}`,
  );
}

/**
 * Milliseconds before GitHub is asked again: often it knows the pull request of a commit only some seconds
 * after the push. Half a minute in all.
 */
const pauses = [1000, 2000, 4000, 8000, 15_000];

/** The pull request that made a commit; waits if GitHub does not know it yet. Undefined if there is none. */
export async function pullInTime(
  { github, run, world }: JobStep,
  made: { readonly commit: string; readonly branch?: string | undefined },
): Promise<GitHubResult<MergedPull | undefined>> {
  if (!github) return { ok: true, value: undefined };
  let found = await pullThatMade(github, run.repository, made);
  for (const pause of pauses) {
    if (!found.ok || found.value || world.stop.aborted) return found;
    await world.wait(pause, world.stop);
    found = await pullThatMade(github, run.repository, made);
  }
  return found;
}

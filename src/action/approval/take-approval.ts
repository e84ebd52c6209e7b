import { stricter } from '../../config/approval-rule.ts';
import type { Plan } from '../../model/plan.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import {
  commentsOf,
  deleteTwins,
  type FoundPost,
  findOwnPost,
  historyOf,
  putPost,
} from '../comments.ts';
import { cureOfFault, type GitHubFault, mergedPull } from '../github.ts';
import { withMarker } from '../marker.ts';
import { footer, formerPlan, heading, type JobStep, paragraphs, postKeyOf } from '../step.ts';
import { type Approved, byHand, reviewersOf } from './approvals.ts';
import { approversByHand, reviewsAsked } from './by-hand.ts';
import { overtaken } from './overtaken.ts';

/**
 * Takes an approval: before anything is sent, the comment says that a run applies it, so that no later run
 * finds it unused, whatever happens. Reading the platform took time, so this checks again whether the commit
 * may be published, whether reviews still approve it, and whether the comment is unchanged. Returns the
 * accounts that approved. `isPart`: the plan has more changes than this pull request approved, and its
 * comment says how many reviews are needed.
 */
export async function takeApproval(
  step: JobStep,
  approved: Approved,
  plan: Plan,
  { isPart = false } = {},
): Promise<Checked<readonly string[]>> {
  const late = await overtaken(step, approved);
  if (late) return { ok: false, problems: [late.problem] };
  const who = await whoApproved(step, approved, isPart ? undefined : plan);
  if (!who.ok) return who;
  const problems = await markTaken(step, approved, plan);
  return problems.length > 0 ? { ok: false, problems } : who;
}

async function whoApproved(
  step: JobStep,
  approved: Approved,
  plan: Plan | undefined,
): Promise<Checked<readonly string[]>> {
  const isByHand = step.inputs.planHash !== undefined;
  if (plan && isByHand) return approversByHand(step, approved, plan);
  const asked = plan && reviewsAsked(step, plan);
  const { found, pull } = approved;
  const reviewers = await reviewersOf(step, approved, stricter(found?.needs, asked));
  if (!reviewers.ok || reviewers.value.length > 0 || !pull || !step.github) return reviewers;
  // Without reviews, the person who merged has approved.
  const merged = await mergedPull(step.github, step.run.repository, pull.number);
  const merger = merged.ok ? merged.value?.pull.merger : undefined;
  return checked(merger === undefined ? [] : [merger], []);
}

async function markTaken(
  step: JobStep,
  approved: Approved,
  plan: Plan,
): Promise<readonly Problem[]> {
  const { github, inputs } = step;
  const { pull, found, suspectedEdit } = approved;
  if (!github || !pull || inputs.comment === 'false') return [];
  // Only a person can approve without a comment. This one would be the only trace of a run that is killed
  // half-way.
  if (!found && inputs.comment === 'changes-only') return [];
  const place = commentsOf(step.run.repository, pull.number);
  const { sha256 } = step.world;
  // A person who names the plan hash needs no comment.
  const isByHand = inputs.planHash !== undefined;
  if (isByHand && suspectedEdit) return [];
  if (!isByHand) {
    const now = await findOwnPost(github, place, { key: postKeyOf(step), sha256 });
    const again = `The comment on pull request ${pull.number} was read again`;
    if (!now.ok) return notTaken(again, now.fault);
    if (!isSame(now.value, found))
      return [refusal(`${again}: it was changed.`, 'Run the job again.')];
  }
  const twin = await deleteTwins(github, place, found);
  if (twin && !isByHand) {
    const second = `A second comment on pull request ${pull.number} shows a plan and cannot be deleted`;
    return notTaken(second, twin);
  }
  const commit = found?.commit ?? step.run.sha;
  // A person may name another plan than the one that the comment shows.
  const digest = isByHand ? plan.digest : found?.digest;
  const marker = {
    ...historyOf(found),
    key: postKeyOf(step),
    state: 'applying' as const,
    commit,
    ...(digest !== undefined && { digest }),
  };
  const answer = await putPost(github, place, {
    found,
    body: () => ({ body: withMarker(marker, step.redact(applyingText(step, approved)), sha256) }),
  });
  if (answer.ok || isByHand) return [];
  const where = `in the comment on pull request ${pull.number}`;
  return notTaken(`The use of the approval cannot be recorded ${where}`, answer.fault);
}

function isSame(now: FoundPost | undefined, then: FoundPost | undefined): boolean {
  return (
    now?.isIntact === true &&
    now.id === then?.id &&
    now.state === then.state &&
    now.commit === then.commit &&
    now.digest === then.digest
  );
}

function notTaken(what: string, fault: GitHubFault): readonly Problem[] {
  return [refusal(`${what}: ${fault.what}.`, cureOfFault(fault, 'pull-requests: write'))];
}

function refusal(why: string, cure: string): Problem {
  return problem('action/not-approved', {
    detail: `${why} Nothing was sent.`,
    hint: `${cure} ${byHand}`,
  });
}

/** The text of the comment while its plan is being applied. */
function applyingText(step: JobStep, { found }: Approved): string {
  const { run, inputs } = step;
  return paragraphs(
    heading('⏳', `Applying to ${inputs.env ?? 'the platform'}`, step),
    'If this text stays, the run was interrupted. Run its job again to see what is left.',
    found?.isIntact ? formerPlan(found.text) : '',
    footer(run, run.sha),
  );
}

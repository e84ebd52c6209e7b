import { reviewsFor } from '../../config/approval-rule.ts';
import { isObject } from '../../model/json.ts';
import type { Plan } from '../../model/plan.ts';
import { type Checked, checked, problem } from '../../model/problem.ts';
import { openWorkspace } from '../../run/catalog/workspace.ts';
import { loginOf } from '../github.ts';
import type { JobStep } from '../step.ts';
import { type Approved, reviewersOf } from './approvals.ts';

/**
 * Who approved a run that a person started with the digest of the plan: that person, whoever let the job
 * into its environment, and whoever reviewed this very plan on the pull request. They must be as many as the
 * config asks reviews for, so that nobody gets around a second pair of eyes by starting the run by hand.
 */
export async function approversByHand(
  step: JobStep,
  approved: Approved,
  plan: Plan,
): Promise<Checked<readonly string[]>> {
  const asked = reviewsAsked(step, plan);
  const { env } = step.world;
  const starter = env['GITHUB_TRIGGERING_ACTOR'] || env['GITHUB_ACTOR'];
  const own = starter ? [starter] : [];
  if (asked === undefined || asked <= 1) return checked(own, []);
  const reviewed =
    approved.found?.digest === plan.digest ? await reviewersOf(step, approved, 0) : checked([], []);
  const who = new Set([
    ...own,
    ...(await environmentReviewers(step)),
    ...(reviewed.ok && !approved.suspectedEdit ? reviewed.value : []),
  ]);
  if (who.size >= asked) return checked([...who], []);
  const lacking = problem('action/not-reviewed', {
    detail: `Plan ${plan.digest.slice(0, 12)} needs ${asked} people, and ${who.size === 1 ? 'one approves it' : `${who.size} approve it`}: ${[...who].join(', ')}. Nothing was sent.`,
    hint: 'Use an environment with required reviewers for the job, and give it `permissions: actions: read`. Everyone who approves the deployment counts, and everyone who reviews this plan on the pull request.',
  });
  return { ok: false, problems: [lacking] };
}

/** How many reviews the config asks for of a plan; undefined where it says nothing of what it does. */
export function reviewsAsked({ world }: Pick<JobStep, 'world'>, plan: Plan): number | undefined {
  const workspace = openWorkspace(world);
  return workspace.ok ? reviewsFor(workspace.value.config.approval, plan) : undefined;
}

/** Who let the job into its environment; nobody where GitHub does not say. */
async function environmentReviewers({ github, run }: JobStep): Promise<readonly string[]> {
  const answer = await github?.list(`/repos/${run.repository}/actions/runs/${run.id}/approvals`);
  if (!answer?.ok) return [];
  return answer.value.flatMap((one) =>
    isObject(one) && one['state'] === 'approved' ? (loginOf(one['user']) ?? []) : [],
  );
}

import { reviewsFor } from '../../config/approval-rule.ts';
import { isObject, type Json } from '../../model/json.ts';
import { valueUnder } from '../../model/json-values.ts';
import type { Plan } from '../../model/plan.ts';
import { type Checked, checked, failure } from '../../model/problem.ts';
import { openWorkspace } from '../../run/catalog/workspace.ts';
import { loginOf } from '../github.ts';
import type { JobStep } from '../step.ts';
import { type Approved, reviewersOf } from './approvals.ts';

/**
 * Who approved a run that a person started with a plan hash: that person, everybody who let the job into its
 * environment, and everybody who reviewed this plan on the pull request. Problems: they are fewer than the
 * reviews that the config asks for, so that starting a run by hand does not avoid a second reviewer.
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
  // An app may start a run, but it reviews nothing.
  const people = own.filter((login) => !login.endsWith('[bot]'));
  if (asked === undefined || asked <= people.length) return checked(own, []);
  const reviewed =
    approved.found?.digest === plan.digest ? await reviewersOf(step, approved, 0) : checked([], []);
  const who = new Set([
    ...people,
    ...(await environmentReviewers(step)),
    ...(reviewed.ok && !approved.suspectedEdit ? reviewed.value : []),
  ]);
  if (who.size >= asked) return checked([...who], []);
  return failure('action/not-reviewed', {
    detail: `Plan ${plan.digest.slice(0, 12)} needs ${asked === 1 ? 'one person' : `${asked} people`}, and ${approvedBy([...who])}. Nothing was sent.`,
    hint: 'Use an environment with required reviewers for the job, and give it `permissions: actions: read`. Everyone who approves the deployment counts, and everyone who reviews this plan on the pull request.',
  });
}

function approvedBy(who: readonly string[]): string {
  if (who.length === 0) return 'nobody approves it';
  return `${who.length === 1 ? 'one approves it' : `${who.length} approve it`}: ${who.join(', ')}`;
}

/** How many reviews the config asks for a plan; undefined if it says nothing about such changes. */
export function reviewsAsked({ world }: Pick<JobStep, 'world'>, plan: Plan): number | undefined {
  const workspace = openWorkspace(world);
  return workspace.ok ? reviewsFor(workspace.value.config.approval, plan) : undefined;
}

/**
 * Who let the job into its environment; empty if GitHub does not say. A job does not know which environment
 * it has: if the run has several, only people who approved each of them count.
 */
async function environmentReviewers({ github, run }: JobStep): Promise<readonly string[]> {
  const answer = await github?.list(`/repos/${run.repository}/actions/runs/${run.id}/approvals`);
  if (!answer?.ok) return [];
  const approvals = answer.value.filter(isObject).filter(({ state }) => state === 'approved');
  const pairs = approvals.flatMap(({ user, environments }) => {
    const login = loginOf(user);
    const names = Array.isArray(environments) ? environments : [];
    return login === undefined
      ? []
      : names.map((one: Json) => ({ login, name: valueUnder(one, 'name') }));
  });
  const of = [...Map.groupBy(pairs, ({ name }) => name).values()];
  const logins = new Set(pairs.map(({ login }) => login));
  return [...logins].filter((login) => of.every((each) => each.some((one) => one.login === login)));
}

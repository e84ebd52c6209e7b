import type { Plan } from '../../model/plan.ts';
import type { Sha256 } from '../../plan/digest.ts';
import { pullThatMade } from '../github.ts';
import type { JobStep } from '../step.ts';
import { type Approved, approvedDigest, commentOn, reviewersOf } from './approvals.ts';
import { unknownTo } from './on-top.ts';
import { firstParentOf, leavesCatalogAlone } from './overtaken.ts';

/** The most merges of one push; a larger push has to be published by hand. */
const mostMerges = 50;

/**
 * The other pull requests of the same push, oldest first, each with its approval: a merge queue merges
 * several at once, and only the newest commit has a run. Undefined if one of them has no valid approval, or
 * if the push has other commits too.
 */
export async function broughtBefore(
  step: JobStep,
  { pull }: Approved,
): Promise<readonly Approved[] | undefined> {
  const { github, run } = step;
  const { pushedFrom, repository, sha, branch } = run;
  if (!github || !pull || pushedFrom === undefined) return [];
  const known = new Set([pull.number]);
  const found: Approved[] = [];
  let commit = sha;
  for (let count = 0; count < mostMerges; count += 1) {
    const parent = await firstParentOf(github, repository, commit);
    if (!parent.ok || parent.value === undefined) return undefined;
    commit = parent.value;
    if (commit === pushedFrom) return found.toReversed();
    const made = await pullThatMade(github, repository, { commit, branch, isPart: true });
    if (!made.ok) return undefined;
    const { value } = made;
    if (!value) {
      if (await leavesCatalogAlone(step, github, commit)) continue;
      return undefined;
    }
    // A rebase adds several commits of one pull request.
    if (known.has(value.number)) continue;
    known.add(value.number);
    const one = await heldApproval({ ...step, run: { ...run, sha: commit } }, value);
    if (!one) return undefined;
    found.push(one);
  }
  return undefined;
}

async function heldApproval(
  step: JobStep,
  pull: NonNullable<Approved['pull']>,
): Promise<Approved | undefined> {
  const approved = await commentOn(step, pull);
  if (!approved.ok || !approvedDigest(approved.value, step).ok) return undefined;
  const reviewers = await reviewersOf(step, approved.value, approved.value.found?.needs);
  return reviewers.ok ? approved.value : undefined;
}

/** Whether every change of a plan was shown by a comment and approved, for the same platform and rows. */
export function isApprovedInParts(
  plan: Plan,
  approved: readonly Approved[],
  sha256: Sha256,
): boolean {
  const prints = approved.flatMap(({ found }) => found?.current ?? []);
  return prints.length === approved.length && unknownTo(prints, plan, sha256)?.length === 0;
}

import type { Plan } from '../../model/plan.ts';
import type { Sha256 } from '../../plan/digest.ts';
import { pullThatMade } from '../github.ts';
import type { JobStep } from '../step.ts';
import { type Approved, commentOn, digestOnPull } from './approvals.ts';
import { unknownTo } from './on-top.ts';
import { catalogChanges, firstParentOf } from './overtaken.ts';

/** The most merges of one push; a larger push has to be published by hand. */
const mostMerges = 50;

/**
 * The other pull requests of the same push, oldest first, each with its approval: a merge queue merges
 * several at once, and only the newest commit has a run. Undefined if a commit that changes files of the
 * catalog comes from a pull request without a valid approval, or from none.
 */
export async function broughtBefore(
  step: JobStep,
  newest: Approved,
): Promise<readonly Approved[] | undefined> {
  const { github, run } = step;
  const { pushedFrom, repository, sha, branch } = run;
  if (!github || !newest.pull || pushedFrom === undefined) return [];
  // A rebase adds several commits of one pull request.
  const approves = new Map([[newest.pull.number, newest.found !== undefined]]);
  const matters = async (one: string) =>
    (await catalogChanges(step, github, `commits/${one}`)) !== false;
  if (!newest.found && (await matters(sha))) return undefined;
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
    if (value && !approves.has(value.number)) {
      const one = await heldApproval({ ...step, run: { ...run, sha: commit } }, value);
      approves.set(value.number, one !== undefined);
      if (one) found.push(one);
    }
    if (value && approves.get(value.number)) continue;
    if (await matters(commit)) return undefined;
  }
  return undefined;
}

async function heldApproval(
  step: JobStep,
  pull: NonNullable<Approved['pull']>,
): Promise<Approved | undefined> {
  const approved = await commentOn(step, pull);
  const isHeld = approved.ok && (await digestOnPull(step, approved.value)).ok;
  return isHeld ? approved.value : undefined;
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

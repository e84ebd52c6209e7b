import type { Plan } from '../model/plan.ts';
import { type Problem, problem } from '../model/problem.ts';

/** Why a plan is not the one that was approved; undefined where it is. */
export function compareApproved(
  approved: { readonly digest: string; readonly plan?: Plan },
  plan: Plan,
): Problem | undefined {
  if (isSameDigest(approved.digest, plan.digest)) return undefined;
  return problem('plan/stale', {
    detail: `Approved was ${short(approved.digest)}; publishing now would be ${short(plan.digest)}. Nothing was sent. ${whatMoved(approved.plan, plan)}`,
    hint: 'Make a new plan and have it approved.',
  });
}

/** People may give the beginning that the plan shows; twelve digits are no accident. */
function isSameDigest(approved: string, digest: string): boolean {
  return approved.length >= 12 && digest.startsWith(approved.toLowerCase());
}

/** Digests are long; twelve digits tell two apart for a reader. */
function short(digest: string): string {
  return digest.slice(0, 12);
}

const listed = 10;

function whatMoved(approved: Plan | undefined, plan: Plan): string {
  if (plan.changes.length === 0) return 'Everything is published already: there is nothing to do.';
  if (!approved)
    return `It has ${plan.changes.length} change${plan.changes.length === 1 ? '' : 's'}.`;
  if (approved.platform.url !== plan.platform.url) {
    return `The plan was made for ${approved.platform.name} (${approved.platform.url}), not for ${plan.platform.name} (${plan.platform.url}).`;
  }
  const before = byAddress(approved);
  const now = byAddress(plan);
  const parts = [
    part(
      'New',
      [...now.keys()].filter((address) => !before.has(address)),
    ),
    part(
      'No longer needed',
      [...before.keys()].filter((address) => !now.has(address)),
    ),
    part(
      'Different',
      [...now].flatMap(([address, text]) =>
        before.has(address) && before.get(address) !== text ? [address] : [],
      ),
    ),
  ];
  return parts.filter(Boolean).join(' ');
}

function byAddress(plan: Plan): ReadonlyMap<string, string> {
  return new Map(
    plan.changes.map(({ source: _source, title: _title, ...change }) => [
      change.address,
      JSON.stringify(change),
    ]),
  );
}

function part(label: string, addresses: readonly string[]): string {
  if (addresses.length === 0) return '';
  const more = addresses.length > listed ? ` and ${addresses.length - listed} more` : '';
  return `${label}: ${addresses.slice(0, listed).join(', ')}${more}.`;
}

import type { Environment } from '../config/environment.ts';
import { idIn } from '../model/node.ts';
import type { Change } from '../model/plan.ts';
import { type Problem, problem } from '../model/problem.ts';
import { matchesPattern } from '../model/scope.ts';

/** The most ids that the message names. The others are counted. */
const mostNamed = 3;

/**
 * The problem of a plan that writes ids which `allowIds` of the environment does not allow; empty if it
 * allows all.
 */
export function checkAllowedIds(
  changes: readonly Change[],
  { name, allowIds }: Pick<Environment, 'name' | 'allowIds'>,
): Problem[] {
  if (!allowIds) return [];
  const others = changes.filter(
    ({ address }) => !allowIds.some((pattern) => matchesPattern(pattern, idIn(address))),
  );
  const [first] = others;
  if (!first) return [];
  const named = others.slice(0, mostNamed).map(({ address }) => `"${address}"`);
  const more = others.length > mostNamed ? ` and ${others.length - mostNamed} more` : '';
  const [prefix] = allowIds.flatMap((one) => /^([^*?]+)\*$/.exec(one)?.[1] ?? []);
  const asDraft =
    prefix === undefined
      ? ''
      : `Publish a draft, \`timeback-catalog apply --env ${name} --as-draft ${prefix}\`; or change`;
  return [
    problem('guard/id-not-allowed', {
      detail: `On ${name} only ids like ${allowIds.join(', ')} may be written, but the plan writes ${named.join(', ')}${more}.`,
      hint: `${asDraft || 'Change'} \`allowIds\` of the environment in the config.`,
      span: first.source,
      address: first.address,
    }),
  ];
}

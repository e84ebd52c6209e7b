import type { Create, Plan } from '../model/plan.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { Session } from './planning.ts';

/**
 * More new nodes than this are not asked for one by one: that would double the requests of a first
 * publication. The platform then refuses a taken id itself when it is written.
 */
const mostAsked = 50;

/**
 * Ids that would be created and that the platform shows when asked for them, although its lists do
 * not: retired and hidden, or of another client. Asked before anything is written.
 */
export async function checkTaken({ open }: Session, plan: Plan): Promise<Checked<true>> {
  const creates = plan.changes.filter((change) => change.action === 'create');
  if (creates.length > mostAsked) return checked(true, []);
  const problems = await Promise.all(
    creates.map(async (change): Promise<Problem[]> => {
      const found = await open.remote.readOne(change.address);
      // No answer, or 403, proves nothing: whether a platform says 403 or 404 of what belongs to
      // somebody else is not documented. The write will tell.
      return found.ok && found.value ? [taken(change, plan, found.value.status)] : [];
    }),
  );
  return checked(true, problems.flat());
}

function taken({ address, source, after }: Create, { platform }: Plan, state: string): Problem {
  return problem('remote/taken', {
    detail: `"${after.sourcedId}" would be created, and ${platform.name} has it already (${state}), although its lists do not show it. Nothing was sent.`,
    hint: `If it is retired there, a retired id never comes back: remove the sourcedId and run \`timeback-catalog fmt\` to give the ${after.kind} a new one.`,
    span: source,
    address,
  });
}

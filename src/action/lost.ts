import { type Problem, problem } from '../model/problem.ts';
import type { Fault } from './github.ts';

/** What GitHub did not let us say, as a warning that names what is missing. */
export function lost(
  { what, permission }: { readonly what: string; readonly permission: string },
  fault: Fault,
): Problem {
  const detail = `GitHub did not take ${what}. ${fault.what}. The result of this step does not depend on it.`;
  switch (fault.type) {
    case 'forbidden':
    case 'not-found':
      return problem('github/permission', {
        detail,
        hint: `Give the job \`permissions: ${permission}\`. A run for a fork never has it.`,
      });
    default:
      return problem('github/unavailable', {
        detail,
        hint: 'Run the job again. The step summary has what the comment would say.',
      });
  }
}

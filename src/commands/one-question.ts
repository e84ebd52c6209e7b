import type { Plan } from '../model/plan.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { PerEnvironment } from '../model/several.ts';

/** Shows the plans of all environments to a person, and says whether they were approved. */
export type AskOnce = (shown: readonly PerEnvironment<Plan>[]) => Promise<boolean>;

/** One question for runs that go on side by side. */
export interface OneQuestion {
  /** A run has a plan with changes. Resolves with the one answer. */
  readonly planned: (environment: string, plan: Plan) => Promise<boolean>;
  /** A run has ended. One that has not asked has nothing to publish, or no plan. */
  readonly ended: (environment: string, result: Checked<Plan>) => void;
}

/**
 * Asks once, when every run has come to its plan or ended without: a person who sees only some of
 * the platforms cannot judge the run. Nothing is sent anywhere before the answer.
 */
export function oneQuestion(environments: readonly string[], ask: AskOnce): OneQuestion {
  const known = new Map<string, Checked<Plan>>();
  const answer = Promise.withResolvers<boolean>();
  let waiting = 0;
  const tell = (environment: string, result: Checked<Plan>): void => {
    if (known.has(environment)) return;
    known.set(environment, result);
    if (known.size < environments.length || waiting === 0) return;
    const shown = environments.flatMap((name) => {
      const told = known.get(name);
      return told ? [{ environment: name, result: told }] : [];
    });
    ask(shown).then(answer.resolve, answer.reject);
  };
  return {
    planned: (environment, plan) => {
      waiting += 1;
      tell(environment, checked(plan, []));
      return answer.promise;
    },
    ended: tell,
  };
}

import type { Environment } from '../config/environment.ts';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { PerEnvironment } from '../model/several.ts';
import { conditions, narrowingOf, runOf } from './apply.ts';
import { type AskOnce, type OneQuestion, oneQuestion } from './one-question.ts';
import { type ApplyResult, type Approval, type ApprovalOptions, publish } from './publish.ts';
import { inSessionOf, type Session } from './session.ts';
import { broadcast, openSeveral, type SeveralOptions } from './several.ts';
import type { World } from './world.ts';

/** How a run over several environments is approved. */
export type SeveralApproval =
  /** A saved plan for each of them. */
  | { readonly type: 'saved'; readonly plans: ReadonlyMap<string, Plan> }
  | { readonly type: 'auto' }
  /** A person is shown all plans and asked once. */
  | { readonly type: 'ask'; readonly ask: AskOnce };

export type ApplySeveralOptions = SeveralOptions &
  Pick<ApprovalOptions, 'guardApprovals'> & { readonly approval: SeveralApproval };

/** Publishes to several environments side by side: each is planned, written and proved on its own. */
export async function applySeveral(
  options: ApplySeveralOptions,
  world: World,
): Promise<Checked<readonly PerEnvironment<ApplyResult>[]>> {
  const opened = openSeveral(options, world);
  if (!opened.ok) return opened;
  const { environments, given } = opened.value;
  const names = environments.map(({ name }) => name);
  const { approval } = options;
  const question = approval.type === 'ask' ? oneQuestion(names, approval.ask) : undefined;
  const applied = await broadcast(environments, world, async (environment, own) => {
    let result: Checked<ApplyResult> = { ok: false, problems: [] };
    try {
      const approved = approvalFor(environment, approval, question);
      const saved = approved.type === 'digest' ? approved.plan : undefined;
      const narrowed = { ...given.options, ...(saved && narrowingOf(saved)) };
      const one = { ...given, options: narrowed, world: own };
      const task = (session: Session) =>
        publish(runOf(session), { ...options, approval: approved });
      result = await inSessionOf(environment, one, task, conditions(approved));
      return result;
    } finally {
      // However it ended, the others must not wait for it.
      question?.ended(environment.name, planOf(result));
    }
  });
  return checked(applied, []);
}

function approvalFor(
  { name }: Environment,
  approval: SeveralApproval,
  question: OneQuestion | undefined,
): Approval {
  const plan = approval.type === 'saved' ? approval.plans.get(name) : undefined;
  if (plan) return { type: 'digest', digest: plan.digest, plan };
  if (question) {
    return { type: 'ask', ask: ({ plan: planned }) => question.planned(name, planned) };
  }
  if (approval.type === 'auto') return approval;
  throw new Error(`${name} has no approval`);
}

function planOf(result: Checked<ApplyResult>): Checked<Plan> {
  return result.ok ? checked(result.value.plan, []) : result;
}

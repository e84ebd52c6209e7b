import { checkApart, selectEnvironments } from '../config/choose-environments.ts';
import type { Environment } from '../config/environment.ts';
import { systemProblem } from '../files/system-error.ts';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked, problem } from '../model/problem.ts';
import type { PerEnvironment } from '../model/report.ts';
import { conditions, narrowingOf, runOf } from './apply.ts';
import { readSources } from './catalog/sources.ts';
import { openWorkspace } from './catalog/workspace.ts';
import { type Exactness, nameNodes } from './naming.ts';
import { planIn } from './planning.ts';
import { type ApplyResult, type Approval, type ApprovalOptions, publish } from './publish.ts';
import { type Given, inSessionOf, type PlanningOptions, type Session } from './session.ts';
import type { World } from './world.ts';

/** The options of a run over several environments: `env` is a list, or `all`. */
export type SeveralOptions = PlanningOptions & { readonly env: string };

/** The environments of a run, and the manifests that they share. */
export interface Several {
  readonly environments: readonly Environment[];
  readonly given: Given;
}

/** Finds the environments and reads the manifests once. Problems of the manifests are reported once. */
function openSeveral(options: SeveralOptions, world: World, by: Exactness): Checked<Several> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const selected = selectEnvironments(workspace.value.config, options.env);
  const sources = readSources(workspace.value, world);
  if (!selected.ok || !sources.ok) {
    return { ok: false, problems: [...selected.problems, ...sources.problems] };
  }
  const named = nameNodes(options, sources.value, by);
  const problems = [...checkApart(selected.value), ...named.problems];
  if (problems.length > 0) return { ok: false, problems };
  const given = { workspace: workspace.value, sources, options, world };
  return checked({ environments: selected.value, given }, []);
}

/**
 * Runs a task for each environment in parallel. A failure of one never stops the others, even if this
 * program has a fault: the results of the others must be reported.
 */
export function broadcast<T>(
  environments: readonly Environment[],
  world: World,
  task: (environment: Environment, world: World) => Promise<Checked<T>>,
): Promise<readonly PerEnvironment<T>[]> {
  return Promise.all(
    environments.map(async (environment): Promise<PerEnvironment<T>> => {
      const { name } = environment;
      const own = worldOf(name, world);
      const result = await task(environment, own).catch((error) => brokenOff(error, own));
      return { environment: name, result };
    }),
  );
}

/** The same world, in which progress and debug lines name the environment. */
function worldOf(environment: string, world: World): World {
  return {
    ...world,
    onProgress: (progress) => world.onProgress({ type: 'in', environment, progress }),
    debug: (line) => world.debug(`${environment}: ${line}`),
  };
}

function brokenOff(error: unknown, { debug }: World): Checked<never> {
  const what = error instanceof Error ? error : new Error(String(error));
  debug(what.stack ?? what.message);
  const problems = [
    systemProblem(error) ??
      problem('environment/broken-off', {
        detail: `${what.message.replace(/\.?$/, '.')} This ended the run for this environment only.`,
        hint: 'Run the command again for this environment with --debug, which shows where it comes from.',
      }),
  ];
  return { ok: false, problems };
}

/** Makes plans for several environments at the same time, from one read of the manifests. */
export async function planSeveral(
  options: SeveralOptions,
  world: World,
): Promise<Checked<readonly PerEnvironment<Plan>[]>> {
  const opened = openSeveral(options, world, 'part');
  if (!opened.ok) return opened;
  const { environments, given } = opened.value;
  const planned = await broadcast(environments, world, async (environment, own) => {
    const result = await inSessionOf(environment, { ...given, world: own }, planIn);
    return result.ok ? checked(result.value.plan, []) : result;
  });
  return checked(planned, []);
}

/** The way in which a run over several environments is approved. */
export type SeveralApproval =
  /** A saved plan for each of them. */
  | { readonly type: 'saved'; readonly plans: ReadonlyMap<string, Plan> }
  | Extract<Approval, { type: 'auto' }>
  /** A person sees all plans and is asked once. */
  | { readonly type: 'ask'; readonly ask: AskJointly };

/** The environments, the part of the catalog to publish, and the joint approval of all plans. */
export type ApplySeveralOptions = SeveralOptions &
  Pick<ApprovalOptions, 'guardApprovals'> & { readonly approval: SeveralApproval };

/** Publishes to several environments at the same time. Each has its own plan, writes and check. */
export async function applySeveral(
  options: ApplySeveralOptions,
  world: World,
): Promise<Checked<readonly PerEnvironment<ApplyResult>[]>> {
  const opened = openSeveral(options, world, 'whole');
  if (!opened.ok) return opened;
  const { environments, given } = opened.value;
  const names = environments.map(({ name }) => name);
  const { approval } = options;
  const question = approval.type === 'ask' ? jointApproval(names, approval.ask) : undefined;
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
      // However this run ended, the others must not wait for it.
      question?.ended(environment.name, result.ok ? checked(result.value.plan, []) : result);
    }
  });
  return checked(applied, []);
}

function approvalFor(
  { name }: Environment,
  approval: SeveralApproval,
  question: JointApproval | undefined,
): Approval {
  const plan = approval.type === 'saved' ? approval.plans.get(name) : undefined;
  if (plan) return { type: 'digest', digest: plan.digest, plan };
  if (question) {
    return { type: 'ask', ask: ({ plan: planned }) => question.planned(name, planned) };
  }
  if (approval.type === 'auto') return approval;
  throw new Error(`${name} has no approval`);
}

/** A function that shows the plans of all environments to a person, and tells whether they were approved. */
type AskJointly = (shown: readonly PerEnvironment<Plan>[]) => Promise<boolean>;

/** One question for runs in parallel. */
interface JointApproval {
  /** Called when a run has a plan with changes. Resolves with the one answer. */
  readonly planned: (environment: string, plan: Plan) => Promise<boolean>;
  /** Called when a run has ended. A run that has not asked has nothing to publish, or no plan. */
  readonly ended: (environment: string, result: Checked<Plan>) => void;
}

/**
 * Asks once, when every run has its plan or ended without one: a person who sees only some of the platforms
 * cannot judge the run. Nothing is sent anywhere before the answer.
 */
function jointApproval(environments: readonly string[], ask: AskJointly): JointApproval {
  const known = new Map<string, Checked<Plan>>();
  const answer = Promise.withResolvers<boolean>();
  let waiting = 0;
  const resolveAnswer = (environment: string, result: Checked<Plan>): void => {
    if (known.has(environment)) return;
    known.set(environment, result);
    if (known.size < environments.length || waiting === 0) return;
    const shown = environments.flatMap((name) => {
      const result = known.get(name);
      return result ? [{ environment: name, result: result }] : [];
    });
    ask(shown).then(answer.resolve, answer.reject);
  };
  return {
    planned: (environment, plan) => {
      waiting += 1;
      resolveAnswer(environment, checked(plan, []));
      return answer.promise;
    },
    ended: resolveAnswer,
  };
}

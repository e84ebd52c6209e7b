import { everyPlatform, namesSeveral } from '../config/choose-environments.ts';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked, failure, type Problem, wrongUsage } from '../model/problem.ts';
import type { AppliedPlan, PerEnvironment } from '../model/report.ts';
import { isSameDigest } from '../run/approval.ts';
import {
  type ExitCode,
  exit,
  exitOfProblems,
  exitOfReport,
  orInterrupted,
  worstExit,
} from '../run/exit-code.ts';
import { readSavedPlans } from '../run/saved-plan.ts';
import { strong } from '../text/document.ts';
import type { StreamedFormat } from '../text/look.ts';
import { terminalLine } from '../text/terminal.ts';
import { shortDigest } from '../text/words/wording.ts';
import type { ApprovalFlags, EnvironmentOptions } from './options.ts';
import {
  isDeclined,
  type OutputOptions,
  showProblems,
  showResult,
  showRunResult,
  showUnpublished,
} from './output.ts';
import { type CommandContext, lookOf } from './terminal.ts';

/** Shows the plans of several environments, and returns the worst of their exit codes. */
export async function showPlans(
  shell: CommandContext,
  options: OutputOptions & { readonly detailedExitcode?: boolean },
  several: readonly PerEnvironment<Plan>[],
): Promise<ExitCode> {
  showFailures(shell, options, several);
  await showResult(shell, outputOf(options, several), (renderer, look) =>
    isSilent(options, several) ? '' : renderer.plans(several, look),
  );
  const codes = several.map(({ result }) => {
    if (!result.ok) return exitOfProblems(result.problems);
    const isChanged = options.detailedExitcode && result.value.changes.length > 0;
    return isChanged ? exit.changes : exit.done;
  });
  return worstExit(codes);
}

/** Shows the reports of several environments, and returns the worst of their exit codes. */
export async function showReports(
  shell: CommandContext,
  options: OutputOptions<StreamedFormat>,
  several: readonly PerEnvironment<AppliedPlan>[],
): Promise<ExitCode> {
  showFailures(shell, options, several);
  await showRunResult(shell, outputOf(options, several), {
    render: (renderer, look) => (isSilent(options, several) ? '' : renderer.reports(several, look)),
    tell: (events, sources) => events.reports(several, sources),
  });
  const { aborted } = shell.world.stop;
  const codes = several.map(({ result }) =>
    result.ok ? exitOfReport(result.value.report, aborted) : exitOfProblems(result.problems),
  );
  return orInterrupted(worstExit(codes), aborted);
}

type Several = readonly PerEnvironment<unknown>[];

const isLost = (several: Several) => several.every(({ result }) => !result.ok);

/**
 * Whether nothing is shown to people: without any result there is no output and no file, as with one
 * environment.
 */
function isSilent({ format }: OutputOptions<StreamedFormat>, several: Several): boolean {
  return format === 'human' && isLost(several);
}

function outputOf<F extends StreamedFormat>(
  options: OutputOptions<F>,
  several: Several,
): OutputOptions<F> {
  return isLost(several) ? { ...options, out: [] } : options;
}

/** Shows failures on stderr, once if several environments have the same. */
function showFailures(
  shell: CommandContext,
  options: OutputOptions<StreamedFormat>,
  several: Several,
): void {
  const alike = new Map<string, { names: string[]; problems: readonly Problem[] }>();
  for (const { environment, result } of several) {
    if (result.ok) continue;
    const key = JSON.stringify(result.problems);
    const group = alike.get(key) ?? { names: [], problems: result.problems };
    group.names.push(environment);
    alike.set(key, group);
  }
  const { stderr } = shell.terminal;
  const look = lookOf(stderr, shell, options);
  const failures = [...alike.values()].flatMap(({ problems }) => problems);
  if (isDeclined(failures)) {
    showUnpublished(shell, failures, { ...options, format: 'human' });
    return;
  }
  for (const { names, problems } of alike.values()) {
    stderr.write(`${terminalLine([strong(`${names.join(', ')}:`)], look)}\n`);
    const { format: _, ...onScreen } = options;
    showProblems(shell, problems, onScreen);
  }
}

/** The plans of a file that a run is to apply: all of them, or those that `--env` names. */
export type ChosenPlans =
  | { readonly of: 'one'; readonly plan: Plan }
  | { readonly of: 'several'; readonly plans: ReadonlyMap<string, Plan> };

/** Reads a plan file and chooses its plans by the options. */
export function choosePlans(
  { world }: CommandContext,
  options: EnvironmentOptions & Pick<ApprovalFlags, 'planHash'>,
  file: string,
): Checked<ChosenPlans> {
  const { env, target, exclude, restore, planHash } = options;
  if ([...target, ...exclude, ...restore].length > 0) {
    return wrongUsage(
      'A saved plan already has its --target, --exclude and --restore, so these options cannot be used with it.',
      'Remove them, or make a new plan with them.',
    );
  }
  const saved = readSavedPlans(file, world);
  if (!saved.ok) return saved;
  if (planHash !== undefined) {
    if (saved.value.of === 'several') {
      return wrongUsage('--plan-hash approves one plan, but the file has several.', 'Remove it.');
    }
    const { digest } = saved.value.plan;
    if (!isSameDigest(planHash, digest)) {
      return failure('plan/stale', {
        detail: `${file} has the plan ${shortDigest(digest)}, and the approved plan is ${shortDigest(planHash)}. Nothing was sent.`,
        hint: 'Apply the file of the approved plan, or make a new plan and have it approved.',
      });
    }
  }
  if (saved.value.of === 'several') return fromSeveral(file, saved.value.plans, env);
  if (!namesSeveral(env)) return checked({ of: 'one', plan: saved.value.plan }, []);
  const { name } = saved.value.plan.platform;
  return wrongUsage(`${file} holds one plan, for ${name}.`, `Remove --env.`);
}

function fromSeveral(
  file: string,
  plans: readonly PerEnvironment<Plan>[],
  env: string | undefined,
): Checked<ChosenPlans> {
  const held = plans.map(({ environment }) => environment);
  const isWhole = env === undefined || env === everyPlatform;
  const names = isWhole ? held : env.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !held.includes(name));
  if (unknown.length > 0) {
    const hint = `It has: ${held.join(', ')}.`;
    return wrongUsage(`${file} has no environment ${unknown.join(', ')}.`, hint);
  }
  const chosen = plans.filter(({ environment }) => names.includes(environment));
  const unplanned = chosen.filter(({ result }) => !result.ok);
  if (unplanned.length > 0) return incomplete(file, unplanned, held);
  const found = new Map(
    chosen.flatMap(({ environment, result }) => (result.ok ? [[environment, result.value]] : [])),
  );
  const [plan] = found.values();
  // A single plan that is chosen by name is applied and reported as if it had been planned alone.
  const isOne = env !== undefined && !namesSeveral(env) && plan !== undefined;
  return checked(isOne ? { of: 'one', plan } : { of: 'several', plans: found }, []);
}

/** The problem that a plan is missing: people who approved the file may not have noticed it. */
function incomplete(
  file: string,
  unplanned: readonly PerEnvironment<Plan>[],
  held: readonly string[],
): Checked<never> {
  const without = unplanned.map(({ environment }) => environment);
  const others = held.filter((name) => !without.includes(name));
  const rest = others.length > 0 ? `, or apply the others: \`--env ${others.join(',')}\`` : '';
  return failure('plan/file', {
    detail: `${file} has no plan for ${without.join(', ')}: it could not be made. Nothing was read or sent.`,
    hint: `Plan again${rest}.`,
  });
}

import { type Command, Option } from 'commander';
import { choosingNodes, withMeaning } from '../../cli/choose.ts';
import { type Effect, withEffects } from '../../cli/effects.ts';
import {
  addEnvironmentOptions,
  detailOption,
  draftAsked,
  type EnvironmentOptions,
  formatOption,
  type GlobalOptions,
  noPagerOption,
  outOption,
  wholeNumber,
} from '../../cli/options.ts';
import { type OutputOptions, saySaved, showFailure, showResult } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { namesSeveral } from '../../config/choose-environments.ts';
import { isDrifted } from '../../model/drift.ts';
import { type Problem, problem } from '../../model/problem.ts';
import { type ExitCode, exit } from '../../run/exit-code.ts';
import { plan } from '../../run/planning.ts';

export function define(command: Command): Command {
  return addEnvironmentOptions(withEffects(command, effects))
    .description('Show what publishing the manifests would change. Writes nothing to the platform.')
    .addOption(formatOption())
    .addOption(detailOption())
    .addOption(outOption())
    .addOption(noPagerOption())
    .addOption(
      new Option(
        '--max-size <characters>',
        'maximum length of the Markdown plan; omitted parts are named',
      ).argParser(wholeNumber(leastRoom, Number.MAX_SAFE_INTEGER)),
    )
    .option(
      '--detailed-exitcode',
      'exit 2 if there are changes (with --refresh-only: if the platform has drifted)',
    )
    .option('--refresh-only', 'show drift: changes on the platform since the last apply')
    .option('--base <ref>', 'with --refresh-only: the last applied commit')
    .option('--against-git <ref>', 'compare with the manifests of a commit; needs no platform')
    .addHelpText('after', example);
}

const effects: readonly Effect[] = [
  {
    options: ['--parallelism', '--insecure-http', '--impact'],
    if: ({ options }) => options['againstGit'] === undefined,
    only: 'without `--against-git`, which reads no platform',
  },
  {
    options: ['--impact'],
    if: ({ options }) => !options['refreshOnly'],
    only: 'without `--refresh-only`',
  },
];

const example = `
Examples:
  $ timeback-catalog plan
  $ timeback-catalog plan --env production -o plan.json -o plan.md
  $ timeback-catalog plan --env production -f markdown --max-size 32768   # for a note on a merge request
  $ timeback-catalog plan --env production --detailed-exitcode --detail summary
  $ timeback-catalog plan --env staging,production
  $ timeback-catalog plan --env production --refresh-only --base published --detailed-exitcode
  $ timeback-catalog plan --env production --against-git origin/main   # no network, no credentials`;

export interface PlanFlags extends GlobalOptions, EnvironmentOptions, OutputOptions {
  readonly detailedExitcode?: boolean;
  readonly refreshOnly?: boolean;
  readonly base?: string;
  readonly againstGit?: string;
  readonly maxSize?: number;
}

/** The fewest characters of a limited plan: guards and the tally need them. */
const leastRoom = 2000;

export async function run(shell: CommandContext, options: PlanFlags): Promise<ExitCode> {
  const misused = misuse(options);
  if (misused) return showFailure(shell, [misused], options);
  const draft = draftAsked(options);
  if (!draft.ok) return showFailure(shell, draft.problems, options);
  return runPlan(shell, { ...options, ...draft.value });
}

async function runPlan(shell: CommandContext, options: PlanFlags): Promise<ExitCode> {
  if (options.refreshOnly) return showDrift(shell, options);
  const { env, againstGit } = options;
  return namesSeveral(env) && againstGit === undefined
    ? planEach(shell, { ...options, env })
    : showPlan(shell, options);
}

async function planEach(
  shell: CommandContext,
  options: PlanFlags & { readonly env: string },
): Promise<ExitCode> {
  const { planSeveral } = await import('../../run/several.ts');
  const { showPlans } = await import('../../cli/several.ts');
  const result = await choosingNodes(shell, (meaning) =>
    planSeveral(withMeaning(options, meaning), shell.world),
  );
  await shell.endProgress();
  if (result.ok) {
    const code = await showPlans(shell, options, result.value);
    const isAny = result.value.some((one) => one.result.ok && one.result.value.changes.length > 0);
    const isWhole = result.value.every((one) => one.result.ok);
    if (result.value.some((one) => one.result.ok)) saySaved(shell, options, isAny && isWhole);
    return code;
  }
  return showFailure(shell, result.problems, options);
}

async function showPlan(shell: CommandContext, options: PlanFlags): Promise<ExitCode> {
  const result = await choosingNodes(shell, (meaning) =>
    planOne(shell, withMeaning(options, meaning)),
  );
  await shell.endProgress();
  if (!result.ok) return showFailure(shell, result.problems, options);
  const { plan: planned } = result.value;
  const { maxSize } = options;
  // Loaded only here, since most runs write no Markdown.
  const within = maxSize === undefined ? undefined : await import('../../text/plan-comment.ts');
  await showResult(shell, options, (renderer, look, format) =>
    within && maxSize !== undefined && format === 'markdown'
      ? within.planWithin(planned, look, maxSize)
      : renderer.plan(planned, look),
  );
  saySaved(shell, options, planned.changes.length > 0 && planned.against === undefined);
  return options.detailedExitcode && planned.changes.length > 0 ? exit.changes : exit.done;
}

/** Plans one environment. Code that most runs do not need is loaded only if it is asked for. */
async function planOne({ world }: CommandContext, { againstGit, ...options }: PlanFlags) {
  if (againstGit === undefined) return plan(options, world);
  const { planAgainstGit } = await import('./against-git.ts');
  return planAgainstGit({ ...options, againstGit }, world);
}

async function showDrift(shell: CommandContext, options: PlanFlags): Promise<ExitCode> {
  const { refresh } = await import('./refresh.ts');
  const result = await refresh(options, shell.world);
  await shell.endProgress();
  if (!result.ok) return showFailure(shell, result.problems, options);
  const { drift } = result.value;
  await showResult(shell, options, (renderer, look) => renderer.drift(drift, look));
  return options.detailedExitcode && isDrifted(drift) ? exit.changes : exit.done;
}

/** The problem of options that have no effect together: they would seem to have one. */
function misuse(options: PlanFlags): Problem | undefined {
  const { refreshOnly, base, restore, target, exclude, againstGit, asDraft, maxSize } = options;
  const isMarkdown =
    options.format === 'markdown' || options.out.some((file) => file.endsWith('.md'));
  const isOfGit = againstGit !== undefined;
  const [named] = Object.entries({ restore, target, exclude }).flatMap(([option, nodes]) =>
    nodes.length > 0 ? option : [],
  );
  const misuses = [
    {
      if: asDraft !== undefined && (refreshOnly || isOfGit),
      detail: 'A draft is compared with the platform. It has no drift and no history in git.',
      hint: 'Remove --as-draft, or remove --refresh-only and --against-git.',
    },
    {
      if: maxSize !== undefined && (!isMarkdown || refreshOnly || namesSeveral(options.env)),
      detail: '--max-size limits a plan as Markdown, but this run shows none.',
      hint: 'timeback-catalog plan --env NAME -f markdown --max-size 32768',
    },
    {
      if: isOfGit && (refreshOnly || restore.length > 0),
      detail: `--against-git reads no platform, but ${refreshOnly ? '--refresh-only' : '--restore'} needs one.`,
      hint: 'Remove one of the two.',
    },
    {
      if: !refreshOnly && base !== undefined,
      detail: 'plan compares the manifests with the platform, so --base has no effect.',
      hint: 'Add --refresh-only to see what changed on the platform since that commit.',
    },
    {
      if: refreshOnly && named !== undefined,
      detail: `--refresh-only compares the whole catalog, so --${named} cannot be used with it.`,
      hint: `Remove --${named}, or plan without --refresh-only.`,
    },
  ];
  const found = misuses.find((one) => one.if);
  return found && problem('usage/wrong', { detail: found.detail, hint: found.hint });
}

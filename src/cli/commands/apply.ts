import type { Command } from 'commander';
import { apply } from '../../commands/apply.ts';
import { readPlanFile } from '../../commands/plan-file.ts';
import type { ApplyResult, Approval } from '../../commands/publish.ts';
import { resume } from '../../commands/resume.ts';
import { type Checked, checked, problem } from '../../model/problem.ts';
import { approvalFrom, guardApprovals } from '../approve.ts';
import { type ExitCode, exit, exitOfProblems } from '../exit.ts';
import {
  type ApprovalFlags,
  approvalOptions,
  detailOption,
  type EnvironmentOptions,
  environmentOptions,
  formatOption,
  type GlobalOptions,
  outOption,
} from '../options.ts';
import { type OutputOptions, showProblems } from '../output.ts';
import type { Shell } from '../shell.ts';
import { showApplied } from '../show-applied.ts';

export function define(command: Command): Command {
  return approvalOptions(environmentOptions(command))
    .description('Publish the manifests: plan, ask, write, and prove by reading back.')
    .argument('[plan-file]', 'a plan saved with `plan -o FILE.json`: exactly this is applied')
    .option('--resume [receipt]', 'finish the last run, or that of a receipt, as it was approved')
    .addOption(formatOption())
    .addOption(detailOption())
    .addOption(outOption())
    .addHelpText('after', example);
}

const example = `
Publishing is safe to repeat: what is already as the manifests say is not written again.

Examples:
  $ timeback-catalog apply
  $ timeback-catalog apply --env production --auto-approve
  $ timeback-catalog plan --env production -o plan.json && timeback-catalog apply plan.json
  $ timeback-catalog apply --env production --resume`;

export interface ApplyOptions
  extends GlobalOptions,
    EnvironmentOptions,
    ApprovalFlags,
    OutputOptions {
  /** `true` without a receipt. */
  readonly resume?: string | true;
}

export async function run(
  shell: Shell,
  options: ApplyOptions,
  [file]: readonly string[],
): Promise<ExitCode> {
  const result = await (options.resume === undefined
    ? applyAnew(shell, options, file)
    : resumeRun(shell, options, file));
  await shell.endProgress();
  if (result.ok) return showApplied(shell, options, result.value);
  showProblems(shell, result.problems, options);
  return shell.world.stop.aborted ? exit.interrupted : exitOfProblems(result.problems);
}

async function applyAnew(
  shell: Shell,
  options: ApplyOptions,
  file: string | undefined,
): Promise<Checked<ApplyResult>> {
  const approval =
    file === undefined ? approvalFrom(shell, options, 'apply') : saved(shell, options, file);
  if (!approval.ok) return approval;
  const plan = approval.value.type === 'digest' ? approval.value.plan : undefined;
  const env = options.env ?? plan?.platform.name;
  return apply(
    {
      ...options,
      ...(env !== undefined && { env }),
      approval: approval.value,
      guardApprovals: guardApprovals(options),
    },
    shell.world,
  );
}

function saved(shell: Shell, options: ApplyOptions, file: string): Checked<Approval> {
  const { target, exclude, restore } = options;
  if ([...target, ...exclude, ...restore].length > 0) {
    return wrong(
      'A saved plan knows its --target, --exclude and --restore; they cannot be given with it.',
      'Leave them out, or make another plan with them.',
    );
  }
  const plan = readPlanFile(file, shell.world);
  if (!plan.ok) return plan;
  return checked({ type: 'digest', digest: plan.value.digest, plan: plan.value }, []);
}

async function resumeRun(
  shell: Shell,
  options: ApplyOptions,
  file: string | undefined,
): Promise<Checked<ApplyResult>> {
  const { target, exclude, restore, planHash } = options;
  const isNarrowed = [...target, ...exclude, ...restore].length > 0;
  if (file !== undefined || planHash !== undefined || isNarrowed) {
    return wrong(
      '--resume goes on with what was approved; nothing else can be given with it but --env.',
      'Run `timeback-catalog apply --resume`.',
    );
  }
  const { resume: named } = options;
  return resume({ ...options, ...(typeof named === 'string' && { receipt: named }) }, shell.world);
}

function wrong(detail: string, hint: string): Checked<never> {
  return { ok: false, problems: [problem('usage/wrong', { detail, hint })] };
}

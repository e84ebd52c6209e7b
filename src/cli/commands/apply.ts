import type { Command } from 'commander';
import { apply } from '../../commands/apply.ts';
import { applySeveral, type SeveralApproval } from '../../commands/apply-several.ts';
import { type ExitCode, exit, exitOfProblems } from '../../commands/exit-code.ts';
import type { ApplyResult } from '../../commands/publish.ts';
import { resume } from '../../commands/resume.ts';
import { namesSeveral } from '../../config/select.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import { approvalFrom, guardApprovals, severalApprovalFrom } from '../approve.ts';
import {
  type ApprovalFlags,
  approvalOptions,
  detailOption,
  type EnvironmentOptions,
  environmentOptions,
  formatOption,
  type GlobalOptions,
  outOption,
  settleOption,
} from '../options.ts';
import { showProblems } from '../output.ts';
import { choosePlans } from '../saved-plans.ts';
import { showReports } from '../several.ts';
import type { Shell } from '../shell.ts';
import { showApplied } from '../show-applied.ts';
import type { OutputOptions } from '../show-result.ts';

export function define(command: Command): Command {
  return approvalOptions(environmentOptions(command))
    .description('Publish the manifests: plan, ask, write, and prove by reading back.')
    .argument('[plan-file]', 'a plan saved with `plan -o FILE.json`: exactly this is applied')
    .option('--resume [receipt]', 'finish the last run, or that of a receipt, as it was planned')
    .addOption(settleOption())
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
  $ timeback-catalog apply --env staging,production
  $ timeback-catalog apply --env production --resume`;

export interface ApplyOptions
  extends GlobalOptions,
    EnvironmentOptions,
    ApprovalFlags,
    OutputOptions {
  /** `true` without a receipt. */
  readonly resume?: string | true;
  readonly settle?: number;
}

export async function run(
  shell: Shell,
  options: ApplyOptions,
  [file]: readonly string[],
): Promise<ExitCode> {
  return options.resume === undefined
    ? applyAnew(shell, options, file)
    : applyOne(shell, options, () => resumeRun(shell, options, file));
}

async function applyAnew(
  shell: Shell,
  options: ApplyOptions,
  file: string | undefined,
): Promise<ExitCode> {
  const { env } = options;
  if (file !== undefined) return applyFile(shell, options, file);
  if (namesSeveral(env)) {
    const approval = severalApprovalFrom(shell, options);
    return applyEach(shell, { ...options, env }, approval);
  }
  const approval = approvalFrom(shell, options, 'apply');
  return applyOne(shell, options, async () =>
    approval.ok
      ? apply(
          { ...options, approval: approval.value, guardApprovals: guardApprovals(options) },
          shell.world,
        )
      : approval,
  );
}

async function applyFile(shell: Shell, options: ApplyOptions, file: string): Promise<ExitCode> {
  const chosen = choosePlans(shell, options, file);
  if (!chosen.ok) return applyOne(shell, options, async () => chosen);
  if (chosen.value.of === 'several') {
    const { plans } = chosen.value;
    const env = [...plans.keys()].join(',');
    return applyEach(shell, { ...options, env }, checked({ type: 'saved', plans }, []));
  }
  const { plan } = chosen.value;
  const approval = { type: 'digest', digest: plan.digest, plan } as const;
  const env = options.env ?? plan.platform.name;
  return applyOne(shell, options, () =>
    apply({ ...options, env, approval, guardApprovals: guardApprovals(options) }, shell.world),
  );
}

async function applyOne(
  shell: Shell,
  options: ApplyOptions,
  run: () => Promise<Checked<ApplyResult>>,
): Promise<ExitCode> {
  const result = await run();
  await shell.endProgress();
  return result.ok
    ? showApplied(shell, options, result.value)
    : showFailed(shell, options, result.problems);
}

async function applyEach(
  shell: Shell,
  options: ApplyOptions & { readonly env: string },
  approval: Checked<SeveralApproval>,
): Promise<ExitCode> {
  const result = approval.ok
    ? await applySeveral(
        { ...options, approval: approval.value, guardApprovals: guardApprovals(options) },
        shell.world,
      )
    : approval;
  await shell.endProgress();
  return result.ok
    ? showReports(shell, options, result.value)
    : showFailed(shell, options, result.problems);
}

function showFailed(shell: Shell, options: ApplyOptions, problems: readonly Problem[]): ExitCode {
  showProblems(shell, problems, options);
  return shell.world.stop.aborted ? exit.interrupted : exitOfProblems(problems);
}

async function resumeRun(
  shell: Shell,
  options: ApplyOptions,
  file: string | undefined,
): Promise<Checked<ApplyResult>> {
  const { target, exclude, restore } = options;
  const isNarrowed = [...target, ...exclude, ...restore].length > 0;
  if (file !== undefined || isNarrowed) {
    return wrong(
      '--resume goes on with what was planned; nothing else can be given with it but --env and approvals.',
      'Run `timeback-catalog apply --resume`.',
    );
  }
  const approval = approvalFrom(shell, options, 'apply');
  if (!approval.ok) return approval;
  const { resume: named } = options;
  return resume(
    {
      ...options,
      ...(typeof named === 'string' && { receipt: named }),
      approval: approval.value,
      guardApprovals: guardApprovals(options),
    },
    shell.world,
  );
}

function wrong(detail: string, hint: string): Checked<never> {
  return { ok: false, problems: [problem('usage/wrong', { detail, hint })] };
}

import type { Command } from 'commander';
import { approvalFrom, guardApprovals, severalApprovalFrom } from '../../cli/approve.ts';
import { choosingNodes, withMeaning } from '../../cli/choose.ts';
import { type Effect, withEffects } from '../../cli/effects.ts';
import {
  type ApprovalFlags,
  addApprovalOptions,
  addEnvironmentOptions,
  detailOption,
  draftAsked,
  type EnvironmentOptions,
  type GlobalOptions,
  outOption,
  settleOption,
  streamedFormatOption,
} from '../../cli/options.ts';
import { type OutputOptions, showApplied, showUnpublished } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { namesSeveral } from '../../config/choose-environments.ts';
import { type Checked, checked, type Problem, wrongUsage } from '../../model/problem.ts';
import { apply } from '../../run/apply.ts';
import { type ExitCode, exit, exitOfProblems } from '../../run/exit-code.ts';
import type { ApplyResult } from '../../run/publish.ts';
import type { SeveralApproval } from '../../run/several.ts';
import type { StreamedFormat } from '../../text/look.ts';
import { resume } from './resume.ts';

export function define(command: Command): Command {
  return addApprovalOptions(addEnvironmentOptions(withEffects(command, effects)))
    .description('Publish the manifests: plan, ask, write, and check by reading back.')
    .argument('[plan-file]', 'a plan saved with `plan -o FILE.json`; exactly this plan is applied')
    .option('--resume [receipt]', 'finish the last run, or the run of a receipt, as planned')
    .option('--sync-lesson-plans', "update students' lesson plans of changed courses")
    .addOption(settleOption())
    .addOption(streamedFormatOption())
    .addOption(detailOption())
    .addOption(outOption())
    .addHelpText('after', example);
}

const effects: readonly Effect[] = [
  {
    options: ['--as-draft', '--take-down', '--impact'],
    if: ({ options }) => options['resume'] === undefined,
    only: 'without `--resume`, which continues a run as planned',
  },
];

const example = `
With --format jsonl each event is written to stdout when it happens, as a line of JSON (timeback-catalog schema progress);
the last one has the exit code.
Publishing is safe to repeat: a node that already matches the manifests is not written again.

Examples:
  $ timeback-catalog apply
  $ timeback-catalog apply --env production --auto-approve
  $ timeback-catalog plan --env production -o plan.json && timeback-catalog apply plan.json
  $ timeback-catalog apply --env staging,production
  $ timeback-catalog apply --env production --resume
  $ timeback-catalog apply --env production --auto-approve --format jsonl   # events, a line each
  $ timeback-catalog apply --env staging --as-draft DRAFT-7-
  $ timeback-catalog apply --env staging --as-draft DRAFT-7- --take-down`;

export interface ApplyFlags
  extends GlobalOptions,
    EnvironmentOptions,
    ApprovalFlags,
    OutputOptions<StreamedFormat> {
  /** The path of a receipt; `true` if the option names none. */
  readonly resume?: string | true;
  readonly settle?: number;
  readonly syncLessonPlans?: boolean;
}

export async function run(
  shell: CommandContext,
  options: ApplyFlags,
  [file]: readonly string[],
): Promise<ExitCode> {
  const draft = draftAsked(options);
  if (!draft.ok) return showFailed(shell, options, draft.problems);
  const all = { ...options, ...draft.value };
  return options.resume === undefined
    ? applyAnew(shell, all, file)
    : applyOne(shell, all, () => resumeRun(shell, all, file));
}

async function applyAnew(
  shell: CommandContext,
  options: ApplyFlags,
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
      ? choosingNodes(shell, (meaning) =>
          apply(
            {
              ...withMeaning(options, meaning),
              approval: approval.value,
              guardApprovals: guardApprovals(options),
            },
            shell.world,
          ),
        )
      : approval,
  );
}

async function applyFile(
  shell: CommandContext,
  options: ApplyFlags,
  file: string,
): Promise<ExitCode> {
  const { choosePlans } = await import('../../cli/several.ts');
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
  shell: CommandContext,
  options: ApplyFlags,
  run: () => Promise<Checked<ApplyResult>>,
): Promise<ExitCode> {
  const result = await run();
  await shell.endProgress();
  return result.ok
    ? showApplied(shell, options, result.value)
    : showFailed(shell, options, result.problems);
}

async function applyEach(
  shell: CommandContext,
  options: ApplyFlags & { readonly env: string },
  approval: Checked<SeveralApproval>,
): Promise<ExitCode> {
  const { applySeveral } = await import('../../run/several.ts');
  const { showReports } = await import('../../cli/several.ts');
  const result = approval.ok
    ? await choosingNodes(shell, (meaning) =>
        applySeveral(
          {
            ...withMeaning(options, meaning),
            approval: approval.value,
            guardApprovals: guardApprovals(options),
          },
          shell.world,
        ),
      )
    : approval;
  await shell.endProgress();
  return result.ok
    ? showReports(shell, options, result.value)
    : showFailed(shell, options, result.problems);
}

function showFailed(
  shell: CommandContext,
  options: ApplyFlags,
  problems: readonly Problem[],
): ExitCode {
  showUnpublished(shell, problems, options);
  return shell.world.stop.aborted ? exit.interrupted : exitOfProblems(problems);
}

async function resumeRun(
  shell: CommandContext,
  options: ApplyFlags,
  file: string | undefined,
): Promise<Checked<ApplyResult>> {
  const { target, exclude, restore } = options;
  const isNarrowed = [...target, ...exclude, ...restore].length > 0;
  if (file !== undefined || isNarrowed) {
    return wrongUsage(
      '--resume continues the planned run. It can only be combined with --env and approvals.',
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

import type { Command } from 'commander';
import { approvalFrom, guardApprovals } from '../../cli/approve.ts';
import {
  type ApprovalFlags,
  addApprovalOptions,
  addPlatformOptions,
  detailOption,
  type GlobalOptions,
  outOption,
  settleOption,
  streamedFormatOption,
} from '../../cli/options.ts';
import {
  type OutputOptions,
  showApplied,
  showProblems,
  showUnpublished,
} from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { type ExitCode, exit, exitOfProblems } from '../../run/exit-code.ts';
import type { PlatformOptions } from '../../run/platform.ts';
import type { StreamedFormat } from '../../text/look.ts';
import { undo } from './undo.ts';

export function define(command: Command): Command {
  return addApprovalOptions(addPlatformOptions(command))
    .description('Revert a run on the platform: plan, ask, write, and check by reading back.')
    .argument('<receipt>', 'a file under .timeback-catalog/receipts; apply prints its name')
    .addOption(settleOption())
    .addOption(streamedFormatOption())
    .addOption(detailOption())
    .addOption(outOption())
    .addHelpText('after', example);
}

const example = `
Nothing is deleted: nodes that the run created are retired, and their ids cannot be used again. The manifests stay
unchanged; revert them too, or the next apply publishes them again.

Examples:
  $ timeback-catalog undo --env production .timeback-catalog/receipts/production/20261121T100000000Z-1f0c2a3b.jsonl`;

export interface UndoFlags
  extends GlobalOptions,
    ApprovalFlags,
    OutputOptions<StreamedFormat>,
    Omit<PlatformOptions, 'courses'> {}

export async function run(
  shell: CommandContext,
  options: UndoFlags,
  [receipt = '']: readonly string[],
): Promise<ExitCode> {
  const approval = approvalFrom(shell, options, 'undo');
  const result = approval.ok
    ? await undo(
        {
          ...options,
          receipt,
          approval: approval.value,
          guardApprovals: guardApprovals(options),
        },
        shell.world,
      )
    : approval;
  await shell.endProgress();
  if (result.ok) {
    const { plan } = result.value;
    // Without a question nobody saw what the undo overwrites. A plan without changes shows it itself.
    const isUnseen = approval.ok && approval.value.type !== 'ask' && plan.changes.length > 0;
    if (isUnseen) showProblems(shell, plan.warnings, { ...options, format: 'human' });
    return showApplied(shell, options, result.value);
  }
  showUnpublished(shell, result.problems, options, 'Undo');
  return shell.world.stop.aborted ? exit.interrupted : exitOfProblems(result.problems);
}

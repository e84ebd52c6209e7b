import type { Command } from 'commander';
import { type GlobalOptions, type HumanOrJson, humanOrJsonOption } from '../../cli/options.ts';
import { showOutcome, showProblems } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { problem } from '../../model/problem.ts';
import { type ExitCode, exit } from '../../run/exit-code.ts';
import { confirmReplacement } from './confirm.ts';

export function define(command: Command): Command {
  return command
    .description('Say in the ledger that a change of ids was meant, so that it is not refused.')
    .argument('<node>', 'the sourcedId that stands there now, or its address such as lesson/ID')
    .requiredOption('--replaces <id>', 'the sourcedId that stood there before, or its address')
    .option('--reason <text>', 'why, for whoever reviews the change')
    .addOption(humanOrJsonOption())
    .addHelpText('after', example);
}

const example = `
\`check --base\` names both ids where it refuses a change. The line counts for the change that brings
it; a review sees it first. If no manifest holds the replaced id any more, it is retired as well.

Examples:
  $ timeback-catalog confirm d2f7c1f8-5a35-4a77-9c53-0a8d6a3c4e11 \\
      --replaces a150f66a-17be-4190-8acb-533f253fb114 --reason "written anew for grade 6"`;

export interface ConfirmFlags extends GlobalOptions {
  readonly replaces: string;
  readonly reason?: string;
  readonly format: HumanOrJson;
}

export async function run(
  shell: CommandContext,
  options: ConfirmFlags,
  [node = '']: readonly string[],
): Promise<ExitCode> {
  const { replaces, reason } = options;
  if (!reason?.trim()) {
    const detail = 'Whoever reviews the change needs a reason: --reason "…".';
    showProblems(shell, [problem('usage/wrong', { detail })], options);
    return exit.usage;
  }
  const result = confirmReplacement({ node, replaces, reason }, shell.world);
  return showOutcome(shell, options, result, {
    human: ({ sourcedId, replaced, kind, retired, changed }) => [
      ...changed.map((file) => `changed ${file}`),
      `  ${kind}/${sourcedId} replaces ${kind}/${replaced}`,
      ...(retired ? [`  ${kind}/${replaced} is retired`] : []),
      'Next: commit it; timeback-catalog check --base shows it as confirmed',
    ],
    json: ({ sourcedId, replaced, kind, retired, changed }) => ({
      ...{ type: kind, sourced_id: sourcedId, replaced, retired, changed },
    }),
  });
}

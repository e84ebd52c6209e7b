import type { Command } from 'commander';
import { choosingNodes } from '../../cli/choose.ts';
import { type GlobalOptions, type HumanOrJson, humanOrJsonOption } from '../../cli/options.ts';
import { showOutcome } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import type { ExitCode } from '../../run/exit-code.ts';
import { takenOutLines, takenOutToJson } from '../retire/taken-out.ts';
import { release } from './handover.ts';

export function define(command: Command): Command {
  return command
    .description('Hand nodes over to another catalog. On platforms nothing changes.')
    .argument('<node...>', 'complete titles, ids, or addresses such as course/ID')
    .requiredOption('--to <name>', 'the new catalog: its path, or a name in one word')
    .option('--reason <text>', 'the reason, for the ledger')
    .option('--children', 'hand over everything below as well')
    .addOption(humanOrJsonOption())
    .addHelpText('after', example);
}

const example = `
The nodes are removed from the manifests, and the ledger records the new catalog. No plan retires them. In the other
catalog, run timeback-catalog take.

Examples:
  $ timeback-catalog release course/0d6f3c0e-6f2b-4a56-9a53-1f6b6b1d7a11 --children --to ../maths
  $ timeback-catalog release 9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10 --to maths --reason "taught there now"`;

export interface ReleaseFlags extends GlobalOptions {
  readonly to: string;
  readonly reason?: string;
  readonly children?: boolean;
  readonly format: HumanOrJson;
}

export async function run(
  shell: CommandContext,
  options: ReleaseFlags,
  nodes: readonly string[],
): Promise<ExitCode> {
  const { to, reason, children = false } = options;
  const result = await choosingNodes(shell, (meaning) =>
    release(
      { nodes: nodes.map(meaning), to, children, ...(reason !== undefined && { reason }) },
      shell.world,
    ),
  );
  return showOutcome(shell, options, result, {
    human: (value) => [
      ...takenOutLines(value, `released to ${to}`),
      'Next: move the manifests to that catalog, and run there: timeback-catalog take',
    ],
    json: (value) => ({ to, ...takenOutToJson(value) }),
  });
}

import type { Command } from 'commander';
import { check, countsInWords } from '../../commands/check.ts';
import { hasErrors } from '../../model/problem.ts';
import type { Format } from '../../render/renderers.ts';
import { type ExitCode, exit, exitOfProblems } from '../exit.ts';
import { formatOption, type GlobalOptions } from '../options.ts';
import { showProblems } from '../output.ts';
import type { Shell } from '../shell.ts';

export function define(command: Command): Command {
  return command
    .description('Check the config and all manifests. Needs no network and no credentials.')
    .addOption(formatOption())
    .addHelpText('after', example);
}

const example = `
Examples:
  $ timeback-catalog check
  $ timeback-catalog check --format json | jq '.diagnostics[].code'`;

export async function run(
  shell: Shell,
  options: GlobalOptions & { readonly format: Format },
): Promise<ExitCode> {
  const result = check(shell.world);
  showProblems(shell, result.problems, options);
  if (!result.ok || hasErrors(result.problems)) return exitOfProblems(result.problems);
  if (options.format === 'human') {
    const { files, nodes } = result.value;
    const number = `${files} file${files === 1 ? '' : 's'}`;
    shell.terminal.stdout.write(`Checked ${number}: ${countsInWords(nodes)}. No errors.\n`);
  }
  return exit.done;
}

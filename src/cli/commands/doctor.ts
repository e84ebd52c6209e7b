import type { Command } from 'commander';
import { type Diagnosis, doctor } from '../../commands/doctor.ts';
import { plural } from '../../model/kind.ts';
import { escapeFor } from '../../render/escape.ts';
import { type ExitCode, exitOfProblems } from '../exit.ts';
import type { GlobalOptions } from '../options.ts';
import { showProblems } from '../output.ts';
import type { Shell } from '../shell.ts';

export function define(command: Command): Command {
  return command
    .description('Try credentials and reachability of each environment. Reads only.')
    .option('-e, --env <name>', 'try this environment only')
    .addHelpText('after', example);
}

const example = `
Examples:
  $ timeback-catalog doctor
  $ timeback-catalog doctor --env production`;

export async function run(
  shell: Shell,
  options: GlobalOptions & { readonly env?: string },
): Promise<ExitCode> {
  const result = await doctor(options, shell.world);
  await shell.endProgress();
  if (!result.ok) {
    showProblems(shell, result.problems, options);
    return exitOfProblems(result.problems);
  }
  for (const diagnosis of result.value) {
    shell.terminal.stdout.write(describe(diagnosis));
    showProblems(shell, diagnosis.problems, options);
  }
  return exitOfProblems(result.value.flatMap(({ problems }) => problems));
}

function describe({ environment, tokenMs, collections, unused }: Diagnosis): string {
  const where = environment.type === 'emulator' ? 'embedded emulator' : environment.baseUrl;
  const noToken = unused ? 'not in use: no credentials are set' : 'no token';
  const token = tokenMs === undefined ? noToken : `token in ${tokenMs} ms`;
  const lines = collections.map(
    ({ kind, total, ms }) => `  ${plural[kind].padEnd(10)} ${total} in reach, answered in ${ms} ms`,
  );
  return `${[`${escapeFor.terminal(environment.name)} (${escapeFor.terminal(where)}): ${token}`, ...lines].join('\n')}\n`;
}

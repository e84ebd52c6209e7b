import type { Command } from 'commander';
import {
  detailOption,
  formatOption,
  type GlobalOptions,
  insecureOption,
  outOption,
} from '../../cli/options.ts';
import { showProblems, showResult } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { type ExitCode, exit, exitOfProblems, worstExit } from '../../run/exit-code.ts';
import { explainDrift } from '../../run/explain-differences.ts';
import type { Detail, Format } from '../../text/look.ts';
import { doctor } from './doctor.ts';

export function define(command: Command): Command {
  return command
    .description(
      'Try access, clock, lists and the dialect table of each environment, or explain drift. Reads only.',
    )
    .option('-e, --env <name>', 'try this environment only; or several, a,b, or all')
    .option('--explain-drift', 'say which corrections of the config would settle what differs')
    .addOption(insecureOption())
    .addOption(formatOption())
    .addOption(detailOption('tree'))
    .addOption(outOption())
    .addHelpText('after', example);
}

const example = `
Each environment is asked for a token, for one page of each collection, for one record of each and for
one by a filter. From that the command says what the token is good for, whether the clocks agree, how
many records come on a page, and which rows of the dialect table hold, differ, or cannot be told by
reading. --detail fields gives the reason for each row.

With --explain-drift one environment is read whole and compared with the manifests. For each field
that differs the command names a row of the dialect table under which the difference vanishes, tried
on what the platform holds, as lines for the config; or it says that there is none.

Examples:
  $ timeback-catalog doctor
  $ timeback-catalog doctor --env production --detail fields
  $ timeback-catalog doctor --env all --format json
  $ timeback-catalog doctor --explain-drift --env production`;

export interface DoctorFlags extends GlobalOptions {
  readonly env?: string;
  readonly explainDrift?: boolean;
  readonly insecureHttp?: boolean;
  readonly format: Format;
  readonly detail: Detail;
  readonly out: readonly string[];
}

export async function run(shell: CommandContext, options: DoctorFlags): Promise<ExitCode> {
  if (options.explainDrift) return runExplainDrift(shell, options);
  const result = await doctor(options, shell.world);
  await shell.endProgress();
  if (!result.ok) {
    showProblems(shell, result.problems, options);
    return exitOfProblems(result.problems);
  }
  const diagnoses = result.value;
  await showResult(shell, options, (renderer, look) => renderer.diagnoses(diagnoses, look));
  if (shell.world.stop.aborted) return exit.interrupted;
  return worstExit(diagnoses.map(({ problems }) => exitOfProblems(problems)));
}

async function runExplainDrift(shell: CommandContext, options: DoctorFlags): Promise<ExitCode> {
  const result = await explainDrift(options, shell.world);
  await shell.endProgress();
  if (!result.ok) {
    showProblems(shell, result.problems, options);
    return shell.world.stop.aborted ? exit.interrupted : exitOfProblems(result.problems);
  }
  showProblems(shell, result.problems, { ...options, format: 'human' });
  await showResult(shell, options, (renderer, look) => renderer.explanation(result.value, look));
  return exit.done;
}

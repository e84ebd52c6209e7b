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
import { problem } from '../../model/problem.ts';
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
    .option('--links', 'ask whether the addresses that resources name are there')
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

With --links the addresses in the metadata of resources (url, launchUrl and the like) are asked for, by
HEAD, at most two at once of one host, without credentials. Tests and items of the QTI service that
\`qti\` of the environment names are asked for with its token. Exit code 1: something is not there.

Examples:
  $ timeback-catalog doctor
  $ timeback-catalog doctor --env production --detail fields
  $ timeback-catalog doctor --env all --format json
  $ timeback-catalog doctor --explain-drift --env production
  $ timeback-catalog doctor --links --env production`;

export interface DoctorFlags extends GlobalOptions {
  readonly env?: string;
  readonly explainDrift?: boolean;
  readonly links?: boolean;
  readonly insecureHttp?: boolean;
  readonly format: Format;
  readonly detail: Detail;
  readonly out: readonly string[];
}

export async function run(shell: CommandContext, options: DoctorFlags): Promise<ExitCode> {
  if (options.explainDrift && options.links) {
    const detail = '`--explain-drift` and `--links` are two questions.';
    showProblems(shell, [problem('usage/wrong', { detail, hint: 'Ask one of them.' })], options);
    return exit.usage;
  }
  if (options.explainDrift) return runExplainDrift(shell, options);
  if (options.links) return runLinks(shell, options);
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

async function runLinks(shell: CommandContext, options: DoctorFlags): Promise<ExitCode> {
  // Loaded only here: the other questions need no manifests.
  const { checkLinks } = await import('./links.ts');
  const result = await checkLinks(options, shell.world);
  await shell.endProgress();
  if (!result.ok) {
    showProblems(shell, result.problems, options);
    return exitOfProblems(result.problems);
  }
  const report = result.value;
  await showResult(shell, options, (renderer, look) => renderer.links(report, look));
  return shell.world.stop.aborted ? exit.interrupted : exitOfProblems(report.problems);
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

import type { Command } from 'commander';
import {
  detailOption,
  environmentOption,
  formatOption,
  type GlobalOptions,
  insecureOption,
  outOption,
} from '../../cli/options.ts';
import { type OutputOptions, showFailure, showProblems, showResult } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { wrongUsage } from '../../model/problem.ts';
import { retriesOfProbe, retriesOfReading } from '../../remote/http/retry.ts';
import { type ExitCode, exit, exitOfProblems, worstExit } from '../../run/exit-code.ts';
import { explainDrift } from '../../run/explain-differences.ts';
import type { PlatformOptions } from '../../run/platform.ts';
import { doctor } from './doctor.ts';

export function define(command: Command): Command {
  return command
    .description(
      'Check access, clock, lists and API assumptions of each environment, or explain drift. Only reads.',
    )
    .addOption(environmentOption('check only this environment; several as a,b, or all'))
    .option('--explain-drift', 'show corrections of the config that would resolve the differences')
    .option('--links', 'check whether the addresses of resources exist')
    .addOption(insecureOption())
    .addOption(formatOption())
    .addOption(detailOption('tree'))
    .addOption(outOption())
    .addHelpText('after', example);
}

const example = `
For each environment the command requests a token, one page and one record of each collection, and
one filtered list. It reports the scopes of the token, whether the clocks agree, how
many records come on a page, and which API assumptions are confirmed, wrong, or not testable by
reading. --detail fields gives the reason for each row. It also names files of the catalog that git
passes over, since .gitignore hides them.

With --explain-drift one environment is read completely and compared with the manifests. For each field
that differs, the command shows a correction for the config that removes the difference, tested
against the data of the platform; or it reports that there is none.

With --links the addresses in the metadata of resources (url, launchUrl and so on) are requested with
HEAD, without credentials, at most two at a time per host. Tests and items of the QTI service that
\`qti\` of the environment names are requested with its token. Exit code 1: an address does not exist.

Examples:
  $ timeback-catalog doctor
  $ timeback-catalog doctor --env production --detail fields
  $ timeback-catalog doctor --env all --format json
  $ timeback-catalog doctor --explain-drift --env production
  $ timeback-catalog doctor --links --env production`;

export interface DoctorFlags extends GlobalOptions, OutputOptions, PlatformOptions {
  readonly explainDrift?: boolean;
  readonly links?: boolean;
}

export async function run(shell: CommandContext, options: DoctorFlags): Promise<ExitCode> {
  if (options.explainDrift && options.links) {
    const detail = '`--explain-drift` and `--links` cannot be used together.';
    return showFailure(shell, wrongUsage(detail, 'Use one of them.').problems, options);
  }
  if (options.explainDrift) return runExplainDrift(shell, options);
  if (options.links) return runLinks(shell, options);
  const result = await doctor(options, shell.world);
  await shell.endProgress();
  if (!result.ok) return showFailure(shell, result.problems, options);
  const { value: diagnoses, problems } = result;
  await showResult(shell, options, (renderer, look) =>
    renderer.diagnoses(diagnoses, look, problems),
  );
  if (shell.world.stop.aborted) return exit.interrupted;
  return worstExit(diagnoses.map(({ problems }) => exitOfProblems(problems)));
}

async function runLinks(shell: CommandContext, options: DoctorFlags): Promise<ExitCode> {
  // Loaded only here, since the other questions need no manifests.
  const { checkLinks } = await import('./links.ts');
  const result = await checkLinks(options, { retryPolicy: retriesOfProbe, ...shell.world });
  await shell.endProgress();
  if (!result.ok) return showFailure(shell, result.problems, options);
  const report = result.value;
  await showResult(shell, options, (renderer, look) => renderer.links(report, look));
  return shell.world.stop.aborted ? exit.interrupted : exitOfProblems(report.problems);
}

async function runExplainDrift(shell: CommandContext, options: DoctorFlags): Promise<ExitCode> {
  const result = await explainDrift(options, { retryPolicy: retriesOfReading, ...shell.world });
  await shell.endProgress();
  if (!result.ok) {
    showProblems(shell, result.problems, options);
    return shell.world.stop.aborted ? exit.interrupted : exitOfProblems(result.problems);
  }
  showProblems(shell, result.problems, { ...options, format: 'human' });
  await showResult(shell, options, (renderer, look) => renderer.explanation(result.value, look));
  return exit.done;
}

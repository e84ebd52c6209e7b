import type { Command } from 'commander';
import { type Diagnosis, doctor } from '../../commands/doctor.ts';
import { type ExitCode, exit, exitOfProblems } from '../../commands/exit-code.ts';
import { explainDrift } from '../../commands/explain-drift.ts';
import { plural } from '../../model/kind.ts';
import { problem } from '../../model/problem.ts';
import type { Format } from '../../render/renderers.ts';
import { formatOption, type GlobalOptions, insecureOption } from '../options.ts';
import { showProblems, showResult, writeLines } from '../output.ts';
import type { Shell } from '../shell.ts';

export function define(command: Command): Command {
  return command
    .description(
      'Try credentials and reachability of each environment, or explain drift. Reads only.',
    )
    .option('-e, --env <name>', 'try this environment only')
    .option('--explain-drift', 'say which corrections of the config would settle what differs')
    .addOption(insecureOption())
    .addOption(formatOption())
    .addHelpText('after', example);
}

const example = `
With --explain-drift one environment is read whole and compared with the manifests. For each field
that differs the command names a row of the dialect table under which the difference vanishes, tried
on what the platform holds, as lines for the config; or it says that there is none. --format belongs
to it.

Examples:
  $ timeback-catalog doctor
  $ timeback-catalog doctor --env production
  $ timeback-catalog doctor --explain-drift --env production`;

export interface DoctorOptions extends GlobalOptions {
  readonly env?: string;
  readonly explainDrift?: boolean;
  readonly insecureHttp?: boolean;
  readonly format: Format;
}

export async function run(shell: Shell, options: DoctorOptions): Promise<ExitCode> {
  if (options.explainDrift) return runExplainDrift(shell, options);
  if (options.format !== 'human') return refuseFormat(shell, options);
  const result = await doctor(options, shell.world);
  await shell.endProgress();
  if (!result.ok) {
    showProblems(shell, result.problems, options);
    return exitOfProblems(result.problems);
  }
  for (const diagnosis of result.value) {
    writeLines(shell.terminal.stdout, describe(diagnosis));
    showProblems(shell, diagnosis.problems, options);
  }
  return exitOfProblems(result.value.flatMap(({ problems }) => problems));
}

async function runExplainDrift(shell: Shell, options: DoctorOptions): Promise<ExitCode> {
  const result = await explainDrift(options, shell.world);
  await shell.endProgress();
  if (!result.ok) {
    showProblems(shell, result.problems, options);
    return shell.world.stop.aborted ? exit.interrupted : exitOfProblems(result.problems);
  }
  const show = { ...options, detail: 'fields', out: [] } as const;
  showResult(shell, show, (renderer, look) => renderer.explanation(result.value, look));
  return exit.done;
}

function refuseFormat(shell: Shell, options: DoctorOptions): ExitCode {
  const unfit = problem('usage/wrong', {
    detail: '--format belongs to --explain-drift.',
    hint: 'Leave it out, or add --explain-drift.',
  });
  showProblems(shell, [unfit], options);
  return exit.usage;
}

function describe({ environment, tokenMs, collections, unused }: Diagnosis): string[] {
  const where = environment.type === 'emulator' ? 'embedded emulator' : environment.baseUrl;
  const noToken = unused ? 'not in use: no credentials are set' : 'no token';
  const token = tokenMs === undefined ? noToken : `token in ${tokenMs} ms`;
  const lines = collections.map(
    ({ kind, total, ms }) => `  ${plural[kind].padEnd(10)} ${total} in reach, answered in ${ms} ms`,
  );
  return [`${environment.name} (${where}): ${token}`, ...lines];
}

import type { Command } from 'commander';
import { plan } from '../../commands/plan.ts';
import { type ExitCode, exit, exitOfProblems } from '../exit.ts';
import {
  detailOption,
  type EnvironmentOptions,
  environmentOptions,
  formatOption,
  type GlobalOptions,
  outOption,
} from '../options.ts';
import { type OutputOptions, showProblems, showResult } from '../output.ts';
import type { Shell } from '../shell.ts';

export function define(command: Command): Command {
  return environmentOptions(command)
    .description('Show what publishing the manifests would change. Writes nothing to the platform.')
    .addOption(formatOption())
    .addOption(detailOption())
    .addOption(outOption())
    .option('--detailed-exitcode', 'exit 2 if there are changes')
    .addHelpText('after', example);
}

const example = `
Examples:
  $ timeback-catalog plan
  $ timeback-catalog plan --env production -o plan.json -o plan.md
  $ timeback-catalog plan --env production --detailed-exitcode --detail summary`;

export interface PlanOptions extends GlobalOptions, EnvironmentOptions, OutputOptions {
  readonly detailedExitcode?: boolean;
}

export async function run(shell: Shell, options: PlanOptions): Promise<ExitCode> {
  const result = await plan(options, shell.world);
  await shell.endProgress();
  if (!result.ok) {
    showProblems(shell, result.problems, options);
    return exitOfProblems(result.problems);
  }
  const { plan: planned } = result.value;
  showResult(shell, options, (renderer, look) => renderer.plan(planned, look));
  return options.detailedExitcode && planned.changes.length > 0 ? exit.changes : exit.done;
}

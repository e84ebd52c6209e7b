import type { Command } from 'commander';
import { type ImportRemoteResult, importRemote } from '../../commands/import-remote.ts';
import { problem } from '../../model/problem.ts';
import { type ExitCode, exit, exitOfProblems } from '../exit.ts';
import { importReport } from '../import-report.ts';
import { type GlobalOptions, platformOptions } from '../options.ts';
import { showProblems, writeLines } from '../output.ts';
import type { Shell } from '../shell.ts';

export function define(command: Command): Command {
  return platformOptions(
    command
      .description('Bring what exists into manifests and ledger. Ids stay as they are.')
      .argument('<source>', 'remote')
      .option('--into <folder>', 'folder of new manifests')
      .option('--dry-run', 'only say what would be written')
      .option('--untitled <title>', 'title of nodes that have none')
      .option('--additional', 'remote: take fields that manifests do not know into `additional`'),
    'remote: environment to import from',
  ).addHelpText('after', example);
}

const example = `
Without a catalog in this folder, one is started. Manifests that are there keep what they say; what an
import leaves out is named.

Examples:
  $ timeback-catalog import remote --env production
  $ timeback-catalog import remote --dry-run`;

export interface ImportCommandOptions extends GlobalOptions {
  readonly into?: string;
  readonly dryRun?: boolean;
  readonly untitled?: string;
  readonly additional?: boolean;
  readonly env?: string;
  readonly parallelism?: number;
  readonly insecureHttp?: boolean;
}

export async function run(
  shell: Shell,
  options: ImportCommandOptions,
  [source = '']: readonly string[],
): Promise<ExitCode> {
  switch (source) {
    case 'remote':
      return runRemote(shell, options);
    default:
      return unknownSource(shell, options, source);
  }
}

async function runRemote(shell: Shell, options: ImportCommandOptions): Promise<ExitCode> {
  const { dryRun = false, additional = false } = options;
  const result = await importRemote({ ...options, dryRun, additional }, shell.world);
  await shell.endProgress();
  showProblems(shell, result.problems, options);
  if (!result.ok) return exitOfProblems(result.problems);
  const lines = [...importReport(result.value, dryRun), ...proof(result.value)];
  writeLines(shell.terminal.stdout, lines);
  return exit.done;
}

/** What the plan from the new manifests says, in place of a promise. */
function proof({ plan }: ImportRemoteResult): string[] {
  if (!plan.ok) {
    const reasons = plan.problems.filter(({ severity }) => severity === 'error');
    return [
      'A plan from these manifests is refused:',
      ...reasons.slice(0, 5).map(({ detail }) => `  ${detail}`),
    ];
  }
  const { changes } = plan.value;
  if (changes.length === 0) return ['Compared with the platform: a plan would change nothing.'];
  const named = changes.slice(0, 5).map(({ action, address }) => `  ${action} ${address}`);
  return [
    `Compared with the platform: a plan would change ${changes.length} nodes. See timeback-catalog plan.`,
    ...named,
  ];
}

function unknownSource(shell: Shell, options: ImportCommandOptions, source: string): ExitCode {
  const unknown = problem('usage/wrong', {
    detail: `There is nothing to import from that is called "${source}".`,
    hint: 'timeback-catalog import remote',
  });
  showProblems(shell, [unknown], options);
  return exit.usage;
}

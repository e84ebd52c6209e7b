import type { Command } from 'commander';
import { type CheckResult, check, countsInWords } from '../../commands/check.ts';
import { watchCheck } from '../../commands/check-watch.ts';
import { type ExitCode, exit, exitOfProblems } from '../../commands/exit-code.ts';
import { fix } from '../../commands/fix.ts';
import { type Checked, hasErrors, problem } from '../../model/problem.ts';
import type { Format } from '../../render/renderers.ts';
import { formatOption, type GlobalOptions } from '../options.ts';
import { showProblems, writeLines } from '../output.ts';
import type { Shell } from '../shell.ts';

export function define(command: Command): Command {
  return command
    .description('Check config, manifests and identity. Needs no network and no credentials.')
    .option('--base <ref>', 'compare with a commit too: no id that it knows may be lost')
    .option('--watch', 'check again whenever a file is saved, until Ctrl-C')
    .option('--fix', 'give back ids where the cure is certain')
    .addOption(formatOption())
    .addHelpText('after', example);
}

const example = `
Examples:
  $ timeback-catalog check
  $ timeback-catalog check --watch
  $ timeback-catalog check --base origin/main       # in CI, on pull requests
  $ timeback-catalog check --base origin/main --fix
  $ timeback-catalog check --format json | jq '.diagnostics[].code'`;

export interface CheckOptions extends GlobalOptions {
  readonly base?: string;
  readonly watch?: boolean;
  readonly fix?: boolean;
  readonly format: Format;
}

export async function run(shell: Shell, options: CheckOptions): Promise<ExitCode> {
  const { stderr } = shell.terminal;
  if (options.fix && options.base === undefined) {
    const lacking = problem('usage/wrong', {
      detail: '--fix gives nodes the ids back that they had at a commit.',
      hint: 'Name the commit: timeback-catalog check --base origin/main --fix',
    });
    showProblems(shell, [lacking], options);
    return exit.usage;
  }
  if (options.fix) {
    const fixed = fix(options, shell.world);
    const cured = fixed.ok ? fixed.value : [];
    writeLines(
      stderr,
      cured.map(({ file, line, from, to }) => `${file}:${line}  ${from} → ${to}`),
    );
  }
  if (!options.watch) return showResultOf(shell, options, check(options, shell.world));
  let code: ExitCode = exit.done;
  await watchCheck(options, shell.world, (result) => {
    code = showResultOf(shell, options, result);
    writeLines(stderr, ['Waiting for a file to be saved; Ctrl-C ends this.']);
  });
  return code;
}

function showResultOf(shell: Shell, options: CheckOptions, result: Checked<CheckResult>): ExitCode {
  showProblems(shell, result.problems, options);
  if (!result.ok || hasErrors(result.problems)) return exitOfProblems(result.problems);
  const { stdout } = shell.terminal;
  if (options.format === 'human') writeLines(stdout, [summary(result.value, options.base)]);
  return exit.done;
}

function summary({ files, nodes, since }: CheckResult, base: string | undefined): string {
  const number = `${files} file${files === 1 ? '' : 's'}`;
  const changes = Object.entries(since).map(([type, count]) => `${count} ${type}`);
  const compared =
    base === undefined ? '' : ` Since ${base}: ${changes.join(', ') || 'no change'}.`;
  return `Checked ${number}: ${countsInWords(nodes)}. No errors.${compared}`;
}

import type { Command } from 'commander';
import { type ExitCode, exit, exitOfProblems } from '../../commands/exit-code.ts';
import { init } from '../../commands/init.ts';
import { type Checked, checked, problem } from '../../model/problem.ts';
import { ask, canAsk } from '../ask.ts';
import type { GlobalOptions } from '../options.ts';
import { showProblems, writeLines } from '../output.ts';
import type { Shell } from '../shell.ts';

export function define(command: Command): Command {
  return command
    .description('Start a catalog in this folder: a config and a first course.')
    .option('--title <title>', 'title of the first course (asked for on a terminal)')
    .option('--course-code <code>', 'its course code')
    .option('--org <sourcedId>', 'org of every course that names none', 'partner-sandbox')
    .addHelpText('after', example);
}

const example = `
Files that exist stay as they are.

Examples:
  $ timeback-catalog init
  $ timeback-catalog init --title "Middle-School Reading" --course-code MSR`;

export interface InitOptions extends GlobalOptions {
  readonly title?: string;
  readonly courseCode?: string;
  readonly org: string;
}

export async function run(shell: Shell, options: InitOptions): Promise<ExitCode> {
  const title = await titleOf(shell, options);
  const result = title.ok ? init({ ...options, title: title.value }, shell.world) : title;
  if (!result.ok) {
    showProblems(shell, result.problems, options);
    return exitOfProblems(result.problems);
  }
  const { written, kept } = result.value;
  writeLines(shell.terminal.stdout, [
    ...written.map((file) => `wrote ${file}`),
    ...kept.map((file) => `kept  ${file}`),
    '',
    'Next: timeback-catalog plan',
  ]);
  return exit.done;
}

async function titleOf(shell: Shell, { title }: InitOptions): Promise<Checked<string>> {
  const given =
    title?.trim() || (canAsk(shell) ? await ask(shell, 'Title of the first course: ') : '');
  if (given) return checked(given, []);
  const missing = problem('usage/wrong', {
    detail: 'The first course needs a title, and there is no terminal to ask on, or no answer.',
    hint: 'timeback-catalog init --title "Middle-School Reading"',
  });
  return { ok: false, problems: [missing] };
}

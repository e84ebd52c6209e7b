import { Argument, type Command } from 'commander';
import { type ExitCode, exit } from '../../commands/exit-code.ts';
import { wordsOf } from '../command-words.ts';
import { completionScripts, type ShellName } from '../completion-script.ts';
import type { GlobalOptions } from '../options.ts';
import type { Shell } from '../shell.ts';

const shells = Object.keys(completionScripts);

export function define(command: Command): Command {
  return command
    .description('Print a script that completes commands and options in a shell.')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .addHelpText('after', example);
}

const example = `
Examples:
  $ timeback-catalog completion bash >> ~/.bashrc
  $ timeback-catalog completion zsh > ~/.zfunc/_timeback-catalog
  $ timeback-catalog completion fish > ~/.config/fish/completions/timeback-catalog.fish`;

export async function run(
  shell: Shell,
  _options: GlobalOptions,
  [name]: readonly string[],
  program: Command,
): Promise<ExitCode> {
  const isShell = (text: string | undefined): text is ShellName => shells.includes(text ?? '');
  if (!isShell(name)) return exit.usage;
  shell.terminal.stdout.write(completionScripts[name](wordsOf(program)));
  return exit.done;
}

import type { Command, Option } from 'commander';

/** What may be typed after a command, as commander knows it. */
export interface CommandWords {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly options: readonly OptionWords[];
  /** What its arguments may be, where they are to be chosen from a list. */
  readonly choices: readonly string[];
}

export interface OptionWords {
  /** `-f` and `--format`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Whether a value follows, and what it may be chosen from. */
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

/** The words of a program whose commands are all defined; the options of the program come first. */
export function commandWordsOf(program: Command): {
  readonly globals: readonly OptionWords[];
  readonly commands: readonly CommandWords[];
} {
  const globals = optionsOf(program);
  const commands = program.commands.map((command) => ({
    name: command.name(),
    aliases: command.aliases(),
    summary: command.summary(),
    options: optionsOf(command),
    choices: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  }));
  return { globals, commands };
}

function optionsOf(command: Command): OptionWords[] {
  const help: OptionWords = {
    flags: ['-h', '--help'],
    description: 'print help',
    takesValue: false,
    choices: [],
  };
  return [...command.options.filter(({ hidden }) => !hidden).map(optionWords), help];
}

function optionWords({ short, long, description, required, argChoices }: Option): OptionWords {
  return {
    flags: [short, long].flatMap((flag) => flag ?? []),
    description,
    takesValue: required,
    choices: argChoices ?? [],
  };
}

import { Argument, type Command, type Option } from 'commander';
import { checked } from '../model/problem.ts';
import { type ExitCode, exit } from '../run/exit-code.ts';
import {
  type GlobalOptions,
  type HumanOrJson,
  humanOrJsonOption,
  wordsOffered,
} from './options.ts';
import { showOutcome } from './output.ts';
import type { CommandContext } from './terminal.ts';
import { topics } from './topics.ts';

type Words = ReturnType<typeof commandWordsOf>;

const tool = 'timeback-catalog';

/** Completion scripts by shell, generated from the commands. They hold no words from outside. */
export const completionScripts = { bash, zsh, fish } as const satisfies Record<
  string,
  (words: Words) => string
>;
export type ShellName = keyof typeof completionScripts;

const namesOf = ({ name, aliases }: CommandWords) => [name, ...aliases];
const flagsOf = (options: readonly OptionWords[]) => options.flatMap(({ flags }) => flags);

/** The script for bash. It works with bash 3.2 of macOS, without the package bash-completion. */
function bash({ globals, commands }: Words): string {
  /** Offers the values of the option before the cursor, and otherwise these words. */
  const afterOption = (options: readonly OptionWords[], words: readonly string[], rest: string) => {
    const values = options
      .filter(({ value }) => value)
      .map(({ flags, value }) => `      ${flags.join('|')}) ${valueInBash(value)} ;;`);
    return `    case "$before" in
${values.join('\n')}
      *) words="${words.join(' ')}"${rest} ;;
    esac ;;`;
  };
  const each = commands.map((command) => {
    const words = [...command.choices, ...flagsOf([...command.options, ...globals])];
    const options = [...command.options, ...globals];
    return `  ${namesOf(command).join('|')})\n${afterOption(options, words, '; files=1')}`;
  });
  const names = commands.flatMap(namesOf);
  return `# Completion of ${tool} for bash: source <(${tool} completion bash)
_timeback_catalog() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  local command="" word words="" files=""
  # bash takes the sign in --format=json for a word.
  if [ "$current" = "=" ]; then current=""
  elif [ "$before" = "=" ]; then before="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in ${names.join('|')}) command="$word"; break ;; esac
  done
  case "$command" in
  "")
${afterOption(globals, [...names, ...flagsOf(globals)], '')}
${each.join('\n')}
  esac
  COMPREPLY=()
  if [ -n "$words" ]; then
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "$current")
  fi
  if [ -n "$files" ] && [ "\${current#-}" = "$current" ]; then
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
  fi
}
complete -o filenames -F _timeback_catalog ${tool}
`;
}

function valueInBash(value: OptionWords['value']): string {
  if (value === 'file') return 'files=1';
  return Array.isArray(value) ? `words="${value.join(' ')}"` : ':';
}

/** A text in single quotes for a POSIX shell. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

function zsh({ globals, commands }: Words): string {
  const spec = ({ flags, description, value }: OptionWords) => {
    const text = description.replace(/[[\]:]/g, '\\$&');
    const isList = Array.isArray(value);
    const action = value === 'file' ? '_files' : isList ? `(${value.join(' ')})` : ' ';
    return flags
      .map((flag) => {
        const joined = value ? (flag.startsWith('--') ? '=' : '+') : '';
        return quoted(`*${flag}${joined}[${text}]${value ? `:value:${action}` : ''}`);
      })
      .join(' ');
  };
  const specs = (options: readonly OptionWords[]) => options.map(spec).join(' ');
  const each = commands.map((command) => {
    const first = command.choices.length > 0 ? [`1:what:(${command.choices.join(' ')})`] : [];
    const rest = [...first, '*:file:_files'].map(quoted).join(' ');
    const all = specs([...command.options, ...globals]);
    return `    ${namesOf(command).join('|')}) _arguments ${all} ${rest} ;;`;
  });
  const list = commands.map(({ name, summary }) =>
    quoted(`${name}:${summary.replaceAll(':', '\\:')}`),
  );
  return `#compdef ${tool}
# Completion of ${tool} for zsh: save it as _${tool} in a folder of $fpath, or
# source <(${tool} completion zsh)
_timeback_catalog() {
  local context state line
  _arguments -C ${specs(globals)} '1: :->command' '*:: :->rest'
  case $state in
  command)
    local -a commands=(${list.join(' ')})
    _describe command commands ;;
  rest)
    case $line[1] in
${each.join('\n')}
    esac ;;
  esac
}
if [ "$funcstack[1]" = _timeback_catalog ] || [ "$funcstack[1]" = _${tool} ]; then
  _timeback_catalog "$@"
else
  compdef _timeback_catalog ${tool}
fi
`;
}

function fish({ globals, commands }: Words): string {
  const line = (condition: string, { flags, description, value }: OptionWords) => {
    const names = flags.map((flag) =>
      flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
    );
    const list = Array.isArray(value) ? ` -xa ${quoted(value.join(' '))}` : ' -x';
    const valued = value === 'file' ? ' -r' : value ? list : '';
    return `complete -c ${tool}${condition} ${names.join(' ')}${valued} -d ${quoted(description)}`;
  };
  const seen = (words: readonly string[]) => `__fish_seen_subcommand_from ${words.join(' ')}`;
  const each = commands.flatMap((command) => {
    const here = seen(namesOf(command));
    const choices = command.choices.join(' ');
    const isOpen = ` -n ${quoted(`${here}; and not ${seen(command.choices)}`)}`;
    const first = choices ? [`complete -c ${tool}${isOpen} -fa ${quoted(choices)}`] : [];
    return [...command.options.map((option) => line(` -n ${quoted(here)}`, option)), ...first];
  });
  const names = commands.map(
    ({ name, summary }) =>
      `complete -c ${tool} -n __fish_use_subcommand -fa ${name} -d ${quoted(summary)}`,
  );
  return `# Completion of ${tool} for fish: save it as ~/.config/fish/completions/${tool}.fish
${[...names, ...globals.map((option) => line('', option)), ...each].join('\n')}
`;
}

const shells = Object.keys(completionScripts);

export function define(command: Command): Command {
  return command
    .description('Print a script that completes commands and options in a shell.')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .addOption(humanOrJsonOption())
    .addHelpText('after', example);
}

const example = `
Examples:
  $ echo 'source <(timeback-catalog completion bash)' >> ~/.bashrc
  $ timeback-catalog completion zsh > ~/.zfunc/_timeback-catalog
  $ timeback-catalog completion fish > ~/.config/fish/completions/timeback-catalog.fish`;

export async function run(
  shell: CommandContext,
  options: GlobalOptions & { readonly format: HumanOrJson },
  [name]: readonly string[],
  program: Command,
): Promise<ExitCode> {
  const isShell = (text: string | undefined): text is ShellName => shells.includes(text ?? '');
  if (!isShell(name)) return exit.usage;
  const script = completionScripts[name](commandWordsOf(program));
  return showOutcome(shell, options, checked(script, []), {
    human: (text) => text,
    json: (text) => ({ shell: name, script: text }),
  });
}

/** What may be typed after a command, as commander knows it. */
interface CommandWords {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  /** Its options and those of its subcommands. */
  readonly options: readonly OptionWords[];
  /** Its subcommands, or the values that its first argument may have; empty if that is free. */
  readonly choices: readonly string[];
}

interface OptionWords {
  /** The flags of the option: `-f` and `--format`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** What follows it: one of these values, a file or folder, another text, or nothing. */
  readonly value: readonly string[] | 'file' | 'text' | undefined;
}

/** The words of a program whose commands are all defined; the program's own options come first. */
function commandWordsOf(program: Command): {
  readonly globals: readonly OptionWords[];
  readonly commands: readonly CommandWords[];
} {
  const globals = optionsOf([program]);
  const commands = program.commands.map((command) => ({
    name: command.name(),
    aliases: command.aliases(),
    summary: command.summary(),
    options: optionsOf([command, ...command.commands]),
    choices: [
      ...command.commands.map((subcommand) => subcommand.name()),
      ...command.registeredArguments.slice(0, 1).flatMap(wordsOffered),
    ],
  }));
  const help = {
    name: 'help',
    aliases: [],
    summary: 'print help for a command or a topic',
    options: [],
    choices: [...commands.flatMap(namesOf), ...Object.keys(topics)],
  };
  return { globals, commands: [...commands, help] };
}

function optionsOf(commands: readonly Command[]): OptionWords[] {
  const help = { flags: ['-h', '--help'], description: 'print help', value: undefined };
  const options = commands.flatMap((command) => command.options);
  return [...options.filter(({ hidden }) => !hidden).map(optionWords), help];
}

function optionWords(option: Option): OptionWords {
  const { short, long, description, required, flags, argChoices } = option;
  const other = /<(?:file|folder|receipt)>/.test(flags) ? 'file' : 'text';
  return {
    flags: [short, long].flatMap((flag) => flag ?? []),
    description,
    value: required ? (argChoices ?? other) : undefined,
  };
}

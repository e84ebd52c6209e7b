import { Argument, type Command, type Option } from 'commander';
import { checked } from '../model/problem.ts';
import { type ExitCode, exit } from '../run/exit-code.ts';
import { type GlobalOptions, type HumanOrJson, humanOrJsonOption } from './options.ts';
import { showOutcome } from './output.ts';
import type { CommandContext } from './terminal.ts';

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
  const values = (options: readonly OptionWords[]) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ flags, choices }) => `      ${flags.join('|')}) ${chosenBash(choices)} ;;`);
  const each = commands.map((command) => {
    const choices = [...flagsOf(command.options), ...command.choices].join(' ');
    return `  ${namesOf(command).join('|')})
    case "$before" in
${values([...command.options, ...globals]).join('\n')}
      *) words="${choices} ${flagsOf(globals).join(' ')}"; files=1 ;;
    esac ;;`;
  });
  const names = [...commands.flatMap(namesOf), 'help', ...flagsOf(globals)].join(' ');
  return `# Completion of ${tool} for bash: source <(${tool} completion bash)
_timeback_catalog() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  local command="" word words="" files=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in ${commands.flatMap(namesOf).join('|')}) command="$word"; break ;; esac
  done
  case "$command" in
  "") words="${names}" ;;
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

function chosenBash(choices: readonly string[]): string {
  return choices.length > 0 ? `words="${choices.join(' ')}"` : 'files=1';
}

/** A text in single quotes for a POSIX shell. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

function zsh({ globals, commands }: Words): string {
  const spec = ({ flags, description, takesValue, choices }: OptionWords) => {
    const text = description.replace(/[[\]:]/g, '\\$&');
    const value = choices.length > 0 ? `:value:(${choices.join(' ')})` : ':value:_files';
    return flags.map((flag) => quoted(`*${flag}[${text}]${takesValue ? value : ''}`)).join(' ');
  };
  const specs = (options: readonly OptionWords[]) => options.map(spec).join(' ');
  const each = commands.map((command) => {
    const rest =
      command.choices.length > 0 ? `*:what:(${command.choices.join(' ')})` : '*:file:_files';
    const all = specs([...command.options, ...globals]);
    return `    ${namesOf(command).join('|')}) _arguments ${all} ${quoted(rest)} ;;`;
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
  const line = (condition: string, { flags, description, takesValue, choices }: OptionWords) => {
    const names = flags.map((flag) =>
      flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
    );
    const value = !takesValue
      ? ''
      : choices.length > 0
        ? ` -xa ${quoted(choices.join(' '))}`
        : ' -r';
    return `complete -c ${tool}${condition} ${names.join(' ')}${value} -d ${quoted(description)}`;
  };
  const each = commands.flatMap((command) => {
    const seen = ` -n ${quoted(`__fish_seen_subcommand_from ${namesOf(command).join(' ')}`)}`;
    const choices =
      command.choices.length > 0
        ? [`complete -c ${tool}${seen} -fa ${quoted(command.choices.join(' '))}`]
        : [];
    return [...command.options.map((option) => line(seen, option)), ...choices];
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
  readonly options: readonly OptionWords[];
  /** The values that its arguments may have; empty if they are free. */
  readonly choices: readonly string[];
}

interface OptionWords {
  /** The flags of the option: `-f` and `--format`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Whether a value follows; `choices` lists the allowed values. */
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

/** The words of a program whose commands are all defined; the program's own options come first. */
function commandWordsOf(program: Command): {
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

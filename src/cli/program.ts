import { Command, CommanderError, Option } from 'commander';
import type { Offers } from '../remote/http/failures.ts';
import type { ExitCode } from '../run/exit-code.ts';
import { terminalLines } from '../text/terminal.ts';
import { commands } from './commands.ts';
import { type GlobalOptions, progressOption } from './options.ts';
import type { CommandContext } from './terminal.ts';
import { topics } from './topics.ts';
import { withTwoDashes } from './usage.ts';

/** What a parsed command line asks for. */
interface Invocation {
  readonly globals: GlobalOptions;
  readonly offers: Offers;
  /** Of stdout, where the command has several. */
  readonly format?: string;
  readonly run: (shell: CommandContext) => Promise<ExitCode>;
}

interface ProgramOutput {
  readonly version: string;
  readonly writeOut: (text: string) => void;
  readonly writeErr: (text: string) => void;
  /** Columns of the help; absent: those of the terminal. */
  readonly helpWidth?: number;
}

/**
 * Parses a command line. Only the modules of commands that are named in it are loaded, so that
 * `--help` and `--version` stay quick. Throws a CommanderError for wrong usage and for help.
 */
export async function parseCommandLine(
  argv: readonly string[],
  output: ProgramOutput,
): Promise<Invocation | undefined> {
  let invocation: Invocation | undefined;
  const program = rootCommand(output);
  const isNamed = (name: string, alias?: string) =>
    argv.some((word) => word === name || word === alias);
  const all = Object.entries(commands).some(([name, { aboutAll }]) => aboutAll && isNamed(name));
  for (const [name, { group, summary, alias, load }] of Object.entries(commands)) {
    const command = program.command(name).summary(summary).description(summary);
    command.helpGroup(group);
    if (alias !== undefined) command.alias(alias);
    if (!all && !isNamed(name, alias)) continue;
    const { define, run } = await load();
    const defined = define(command);
    // So that `-yq` is `-y -q`: what stands together is taken apart by one command alone.
    defined.addOption(new Option('-q, --quiet').hideHelp());
    defined.action((...given: unknown[]) => {
      // Of a subcommand, where `define` made one.
      const options = defined.optsWithGlobals();
      const args = given.flat().filter((word) => typeof word === 'string');
      invocation = {
        globals: options,
        format: options['format'],
        offers: { command: name, options: new Set(defined.options.map(({ long }) => long ?? '')) },
        run: (shell) => run(shell, options as never, args, program),
      };
    });
  }
  const [first, topic] = argv;
  if (first === 'help' && topic !== undefined && Object.hasOwn(topics, topic)) {
    output.writeOut(`${topics[topic]?.text ?? ''}\n`);
    // As commander ends where it has printed help.
    throw new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)');
  }
  const isUnknown = topic !== undefined && !topic.startsWith('-') && !isCommand(topic);
  if (first === 'help' && isUnknown) program.error(`error: unknown command '${topic}'`);
  const options = new Set(program.commands.flatMap((one) => one.options.map(({ long }) => long)));
  await program.parseAsync(withTwoDashes(argv, options), { from: 'user' });
  return invocation;
}

function rootCommand({ version, writeOut, writeErr, helpWidth }: ProgramOutput): Command {
  return (
    new Command('timeback-catalog')
      .description(
        'Keep courses, units and lessons as YAML in git; plan and apply them to TimeBack.',
      )
      .version(version, '-V, --version', 'print the version')
      .option('-C, --chdir <folder>', 'run in this folder instead of the current one')
      .option('--color', 'colour the output even if it is not a terminal')
      .option('--no-color', 'no colour')
      .option('-q, --quiet', 'no progress; the same as --progress none')
      .addOption(progressOption())
      .option('--debug', 'log every request to stderr, and print stack traces')
      .commandsGroup('More:')
      .helpCommand('help [command]', 'print help for a command or a topic')
      .configureHelp({ showGlobalOptions: true })
      // What is wrong with a command line is told with its words, which a script may have taken from anywhere.
      .configureOutput({
        writeOut,
        writeErr: (text) => writeErr(terminalLines(text)),
        // `usageProblem` says it, as all problems are said.
        outputError: () => {},
        ...(helpWidth !== undefined && { getOutHelpWidth: () => helpWidth }),
      })
      .exitOverride()
      .addHelpText('after', topicsText + exitCodes)
  );
}

function isCommand(word: string): boolean {
  return Object.entries(commands).some(([name, { alias }]) => name === word || alias === word);
}

const widest = Math.max(...Object.keys(topics).map(({ length }) => length));

const topicsText = `
Topics (timeback-catalog help TOPIC):
${Object.entries(topics)
  .map(([name, { summary }]) => `  ${name.padEnd(widest)}  ${summary}`)
  .join('\n')}
`;

const exitCodes = `
Exit codes:
  0 done   1 error   2 changes (only with plan --detailed-exitcode)   3 authentication
  4 partly applied   5 refused   6 plan is stale   64 usage   130 interrupted

Examples:
  $ timeback-catalog init
  $ timeback-catalog plan
  $ timeback-catalog apply`;

export function isCommanderError(error: unknown): error is CommanderError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('commander.');
}

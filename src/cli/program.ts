import { Command, CommanderError, Help, Option } from 'commander';
import type { Offers } from '../remote/http/failures.ts';
import type { ExitCode } from '../run/exit-code.ts';
import { wrap } from '../text/screen.ts';
import { terminalLines } from '../text/terminal.ts';
import { commands, isCommand } from './commands.ts';
import { withoutEffect } from './effects.ts';
import { type GlobalOptions, progressOption } from './options.ts';
import type { CommandContext } from './terminal.ts';
import { topics } from './topics.ts';
import { withTwoDashes } from './usage.ts';

/** What a parsed command line asks for. */
interface Invocation {
  readonly globals: GlobalOptions;
  readonly offers: Offers;
  /** The format of stdout; absent if the command has only one. */
  readonly format?: string;
  readonly run: (shell: CommandContext) => Promise<ExitCode>;
}

interface ProgramOutput {
  readonly version: string;
  readonly writeOut: (text: string) => void;
  readonly writeErr: (text: string) => void;
  /** Columns of the help; absent: 80. */
  readonly helpWidth?: number;
}

/**
 * Parses a command line. Loads only modules of commands that it names, so that `--help` and `--version` stay
 * quick. Undefined if nothing is to be run. Throws a CommanderError for wrong usage and for help.
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
    // Makes `-yq` mean `-y -q`: commander splits such a word only by options of one command.
    defined.addOption(new Option('-q, --quiet').hideHelp());
    defined.action((...given: unknown[]) => {
      // The options of a subcommand, if `define` made one.
      const options = defined.optsWithGlobals();
      const args = given.flat().filter((word) => typeof word === 'string');
      const useless = withoutEffect(defined, { options, args });
      if (useless !== undefined) defined.error(`error: ${useless}`);
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
    output.writeOut(paragraphs(`${topics[topic]?.text ?? ''}\n`, output.helpWidth ?? 80));
    // Ends as commander itself ends after it printed help.
    throw new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)');
  }
  const isUnknown = topic !== undefined && !topic.startsWith('-') && !isCommand(topic);
  if (first === 'help' && isUnknown) program.error(`error: unknown command '${topic}'`);
  const options = new Set(program.commands.flatMap((one) => one.options.map(({ long }) => long)));
  await program.parseAsync(withTwoDashes(argv, options), { from: 'user' });
  return invocation;
}

function rootCommand({ version, writeOut, writeErr, helpWidth = 80 }: ProgramOutput): Command {
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
      .configureHelp({ showGlobalOptions: true, optionDescription })
      // Messages about a wrong command line quote its words, which a script may have taken from anywhere.
      .configureOutput({
        writeOut: (text) => writeOut(paragraphs(text, helpWidth)),
        writeErr: (text) => writeErr(terminalLines(text)),
        // `usageProblem` shows the error in the form of all problems.
        outputError: () => {},
        getOutHelpWidth: () => helpWidth,
      })
      .exitOverride()
      .addHelpText('after', topicsText + exitCodes)
  );
}

/** If an option has more values than this, the help lists them under a heading with a description of each. */
const mostChoices = 12;

function optionDescription(option: Option): string {
  const needed = option.mandatory ? ' (required)' : '';
  const listed = (option.argChoices?.length ?? 0) > mostChoices;
  const shown = listed ? Object.assign(Object.create(option), { argChoices: undefined }) : option;
  return `${new Help().optionDescription(shown)}${needed}`;
}

/**
 * Wraps help for a screen: the lines of a paragraph are joined first, and a text beside a name is wrapped in
 * its column.
 */
function paragraphs(help: string, width: number): string {
  const isProse = (line: string) => line !== '' && !line.startsWith(' ');
  const joined: string[] = [];
  for (const line of help.split('\n')) {
    const last = joined.at(-1) ?? '';
    if (isProse(last) && !last.endsWith(':') && isProse(line))
      joined.push(`${joined.pop()} ${line}`);
    else joined.push(line);
  }
  const lines = joined.flatMap((line) =>
    isProse(line) ? wrap(line, width, { isScreen: false }) : beside(line, width),
  );
  return lines.join('\n');
}

/** Wraps `  NAME   text` in the column where the text begins. A command to copy stays whole. */
function beside(line: string, width: number): readonly string[] {
  const gap = line.indexOf('  ', line.search(/\S/));
  const text = gap === -1 ? '' : line.slice(gap).trimStart();
  if (text === '' || line.length <= width || line.trimStart().startsWith('$')) return [line];
  const name = line.slice(0, line.length - text.length);
  const [first = '', ...others] = wrap(text, width - name.length, { isScreen: false });
  return [name + first, ...others.map((rest) => ' '.repeat(name.length) + rest.trimStart())];
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
  0 done   1 error   2 changes (only with plan --detailed-exitcode)
  3 authentication   4 partly applied   5 refused   6 plan is stale
  64 usage   130 interrupted

Examples:
  $ timeback-catalog init
  $ timeback-catalog plan
  $ timeback-catalog apply`;

export function isCommanderError(error: unknown): error is CommanderError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('commander.');
}

import { Command, CommanderError, Option } from 'commander';
import type { Offers } from '../remote/http/failures.ts';
import type { ExitCode } from '../run/exit-code.ts';
import { terminalLines } from '../text/terminal.ts';
import { type GlobalOptions, progressOption } from './options.ts';
import type { CommandContext } from './terminal.ts';
import { topics } from './topics.ts';
import { withTwoDashes } from './usage.ts';

/** A command of the command line. */
interface CommandModule {
  /** Adds description, options and examples; gives the command that is run, or its subcommand. */
  readonly define: (command: Command) => Command;
  // Commander hands over what `define` declared; each module types its own options.
  readonly run: (
    shell: CommandContext,
    options: never,
    args: readonly string[],
    program: Command,
  ) => Promise<ExitCode>;
}

interface Entry {
  readonly summary: string;
  readonly alias?: string;
  /** Is about the other commands, so that they have to be loaded too. */
  readonly aboutAll?: true;
  readonly load: () => Promise<CommandModule>;
}

/** All commands by what a person is about to do, each group in the order of a newcomer's day. */
const groups: Readonly<Record<string, Readonly<Record<string, Entry>>>> = {
  'Write:': {
    init: {
      summary: 'start a catalog in this folder',
      load: () => import('../features/init/command.ts'),
    },
    new: {
      summary: 'add a course, unit, lesson or resource',
      load: () => import('../features/new/command.ts'),
    },
    import: {
      summary: 'import a platform, a spreadsheet or a course export',
      load: () => import('../features/import/command.ts'),
    },
    export: {
      summary: 'write the catalog as a spreadsheet',
      load: () => import('../features/export/command.ts'),
    },
    fmt: {
      summary: 'lay manifests out in one way and add missing ids',
      load: () => import('../features/fmt/command.ts'),
    },
    retire: {
      summary: 'take nodes out of the manifests and end them on the platform',
      load: () => import('../features/retire/command.ts'),
    },
    confirm: {
      summary: 'record that a change of ids was intended',
      load: () => import('../features/confirm/command.ts'),
    },
    release: {
      summary: 'hand nodes over to another catalog',
      load: () => import('../features/handover/release-command.ts'),
    },
    take: {
      summary: 'take over nodes from another catalog',
      load: () => import('../features/handover/take-command.ts'),
    },
  },
  'Review:': {
    check: {
      summary: 'check the config and all manifests',
      alias: 'validate',
      load: () => import('../features/check/command.ts'),
    },
    tree: {
      summary: 'show the outline with ids, and what differs from a platform or a commit',
      load: () => import('../features/tree/command.ts'),
    },
    plan: {
      summary: 'show what publishing would change',
      load: () => import('../features/plan/command.ts'),
    },
    show: {
      summary: 'show a saved plan, or one node',
      load: () => import('../features/show/command.ts'),
    },
    explain: {
      summary: 'explain a problem code, or all that is known of a node',
      load: () => import('../features/explain/command.ts'),
    },
  },
  'Publish:': {
    apply: {
      summary: 'publish the manifests and check the result',
      alias: 'publish',
      load: () => import('../features/apply/command.ts'),
    },
    undo: {
      summary: 'revert a run on the platform',
      load: () => import('../features/undo/command.ts'),
    },
    rehearse: {
      summary: 'test the published catalog with a test student',
      load: () => import('../features/rehearse/command.ts'),
    },
  },
  'Connect:': {
    doctor: {
      summary: 'check credentials, connection and API assumptions',
      load: () => import('../features/doctor/command.ts'),
    },
    ids: {
      summary: 'export the ids of the catalog as constants for programs',
      load: () => import('../features/ids/command.ts'),
    },
    events: {
      summary: 'check whether the events of an app would be credited',
      load: () => import('../features/events/command.ts'),
    },
    emulator: {
      summary: 'run a Partner API on this machine',
      load: () => import('../features/emulator/command.ts'),
    },
  },
  'More:': {
    schema: {
      summary: 'print the JSON Schema of manifests, config or plan',
      load: () => import('../features/init/schema-command.ts'),
    },
    completion: {
      summary: 'print a completion script for bash, zsh or fish',
      aboutAll: true,
      load: () => import('./completion-command.ts'),
    },
  },
};

const entries: Readonly<Record<string, Entry>> = Object.assign({}, ...Object.values(groups));

export const commandNames: readonly string[] = Object.keys(entries);

/** What a parsed command line asks for. */
interface Invocation {
  readonly globals: GlobalOptions;
  readonly offers: Offers;
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
  const all = Object.entries(entries).some(([name, { aboutAll }]) => aboutAll && isNamed(name));
  for (const [name, { summary, alias, load }] of Object.entries(entries)) {
    const command = program.command(name).summary(summary).description(summary);
    command.helpGroup(groupOf(name));
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
      .option('--color', 'colour the output even if it is no terminal')
      .option('--no-color', 'no colour')
      .option('-q, --quiet', 'no progress, the same as --progress none')
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
  return Object.entries(entries).some(([name, { alias }]) => name === word || alias === word);
}

function groupOf(name: string): string {
  return Object.entries(groups).find(([, members]) => name in members)?.[0] ?? '';
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

import type { Command } from 'commander';
import type { ExitCode, exit } from '../run/exit-code.ts';
import type { SchemaName } from '../text/json/schema-names.ts';
import type { CommandContext } from './terminal.ts';

/** The module of one command. */
interface CommandModule {
  /** Adds description, options and examples; returns the command that is run: this one, or a subcommand. */
  readonly define: (command: Command) => Command;
  // Commander passes what `define` declared; each module gives its options their types.
  readonly run: (
    shell: CommandContext,
    options: never,
    args: readonly string[],
    program: Command,
  ) => Promise<ExitCode>;
}

/** What commands may write to, each with a description. */
export const writtenPlaces = {
  manifests: 'the files that `catalog` in the config names',
  ledger: 'the ids beside them: `catalog.ids` or `ids/`, `catalog.names`, `catalog.keys`',
  project: 'the config, and files for editors, git and GitHub; only those that do not exist yet',
  state: '`.timeback-catalog`: receipts, locks, data of the embedded emulator',
  out: 'the files that `--out`, `--data` or `--facts` name; facts go to `platform.facts.yaml` by default',
  platform: 'records of the platform',
} as const;
export type WrittenPlace = keyof typeof writtenPlaces;

/** The contract of one command. Its tests check it, and docs/reference/outputs.md is generated from it. */
export interface CommandEntry {
  /** The heading of the help under which the command is listed. */
  readonly group: string;
  readonly summary: string;
  readonly alias?: string;
  /** The subcommand that has the options and the examples; absent: the command itself. */
  readonly below?: string;
  /** Whether the command is about the other commands, so that all have to be loaded. */
  readonly aboutAll?: true;
  readonly load: () => Promise<CommandModule>;
  /**
   * The schemas of the one document that `--format json` prints after success. After a failure, every command
   * prints a document of `diagnostics`. `json-schema` means that the document is a schema itself.
   */
  readonly json: readonly (SchemaName | 'json-schema')[];
  /** The exit codes of the command, in addition to `usage`, which every command has. */
  readonly exits: readonly Exclude<keyof typeof exit, 'usage'>[];
  /** What the command may write to. */
  readonly writes: readonly WrittenPlace[];
}

/** The exit codes of commands that only read a catalog. */
const local = ['done', 'error', 'refused'] as const;

/** The exit codes of commands that may send requests to a platform. */
const asking = [...local, 'authentication', 'interrupted'] as const;

/** All commands, grouped by purpose; each group is in the order in which a newcomer needs them. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  init: {
    group: 'Write:',
    summary: 'start a catalog in this folder',
    load: () => import('../features/init/command.ts'),
    json: ['init'],
    exits: ['done', 'error', 'refused', 'interrupted'],
    writes: ['manifests', 'ledger', 'project'],
  },
  new: {
    group: 'Write:',
    summary: 'add a course, unit, lesson or resource',
    load: () => import('../features/new/command.ts'),
    json: ['new'],
    exits: local,
    writes: ['manifests', 'ledger'],
  },
  import: {
    group: 'Write:',
    summary: 'import a platform, a spreadsheet or a course export',
    load: () => import('../features/import/command.ts'),
    json: ['import'],
    exits: asking,
    writes: ['manifests', 'ledger', 'project', 'state'],
  },
  export: {
    group: 'Write:',
    summary: 'write the catalog as a spreadsheet',
    load: () => import('../features/export/command.ts'),
    json: ['export'],
    exits: local,
    writes: ['out'],
  },
  fmt: {
    group: 'Write:',
    summary: 'format manifests and add missing ids',
    load: () => import('../features/fmt/command.ts'),
    json: ['fmt'],
    exits: local,
    writes: ['manifests', 'ledger'],
  },
  retire: {
    group: 'Write:',
    summary: 'remove nodes from the manifests and retire them on the platform',
    load: () => import('../features/retire/command.ts'),
    json: ['retire'],
    exits: asking,
    writes: ['manifests', 'ledger', 'state'],
  },
  confirm: {
    group: 'Write:',
    summary: 'record that a change of ids was intended',
    load: () => import('../features/confirm/command.ts'),
    json: ['confirm'],
    exits: local,
    writes: ['ledger'],
  },
  release: {
    group: 'Write:',
    summary: 'hand nodes over to another catalog',
    load: () => import('../features/handover/release-command.ts'),
    json: ['release'],
    exits: local,
    writes: ['manifests', 'ledger'],
  },
  take: {
    group: 'Write:',
    summary: 'take over nodes from another catalog',
    load: () => import('../features/handover/take-command.ts'),
    json: ['take'],
    exits: asking,
    writes: ['ledger', 'state'],
  },
  check: {
    group: 'Review:',
    summary: 'check the config and all manifests',
    alias: 'validate',
    load: () => import('../features/check/command.ts'),
    json: ['diagnostics'],
    exits: asking,
    writes: ['manifests', 'state'],
  },
  tree: {
    group: 'Review:',
    summary: 'show the outline with ids, and what differs from a platform or a commit',
    load: () => import('../features/tree/command.ts'),
    json: ['tree'],
    exits: asking,
    writes: ['state'],
  },
  plan: {
    group: 'Review:',
    summary: 'show what publishing would change',
    load: () => import('../features/plan/command.ts'),
    json: ['plan', 'plans', 'drift'],
    exits: [...asking, 'changes', 'stale'],
    writes: ['out', 'state'],
  },
  show: {
    group: 'Review:',
    summary: 'show a saved plan, or one node',
    load: () => import('../features/show/command.ts'),
    json: ['show', 'plan', 'plans'],
    exits: local,
    writes: ['out'],
  },
  explain: {
    group: 'Review:',
    summary: 'explain a problem code, or show everything known about a node',
    load: () => import('../features/explain/command.ts'),
    json: ['explain'],
    exits: asking,
    writes: ['state'],
  },
  apply: {
    group: 'Publish:',
    summary: 'publish the manifests and check the result',
    alias: 'publish',
    load: () => import('../features/apply/command.ts'),
    json: ['report', 'plan', 'reports'],
    exits: [...asking, 'partial', 'stale'],
    writes: ['platform', 'state', 'out'],
  },
  undo: {
    group: 'Publish:',
    summary: 'revert a run on the platform',
    load: () => import('../features/undo/command.ts'),
    json: ['report', 'plan'],
    exits: [...asking, 'partial', 'stale'],
    writes: ['platform', 'state', 'out'],
  },
  rehearse: {
    group: 'Publish:',
    summary: 'test the published catalog with a test student',
    load: () => import('../features/rehearse/command.ts'),
    json: ['rehearsal'],
    exits: [...asking, 'partial', 'stale'],
    writes: ['platform', 'state', 'out'],
  },
  doctor: {
    group: 'Connect:',
    summary: 'check credentials, connection and API assumptions',
    load: () => import('../features/doctor/command.ts'),
    json: ['doctor', 'explanation', 'links'],
    exits: asking,
    writes: ['state', 'out'],
  },
  probe: {
    group: 'Connect:',
    summary: 'measure how a platform behaves, with records that are retired afterwards',
    load: () => import('../features/probe/command.ts'),
    json: ['probe'],
    exits: [...asking, 'partial'],
    writes: ['platform', 'state', 'out'],
  },
  ids: {
    group: 'Connect:',
    summary: 'export the ids of the catalog as constants for programs',
    below: 'export',
    load: () => import('../features/ids/command.ts'),
    json: ['ids'],
    exits: local,
    writes: ['ledger', 'out'],
  },
  events: {
    group: 'Connect:',
    summary: 'check whether the events of an app would be credited',
    below: 'check',
    load: () => import('../features/events/command.ts'),
    json: ['events'],
    exits: local,
    writes: ['out'],
  },
  emulator: {
    group: 'Connect:',
    summary: 'run a Partner API on this machine',
    load: () => import('../features/emulator/command.ts'),
    json: ['emulator'],
    exits: local,
    writes: ['out'],
  },
  schema: {
    group: 'More:',
    summary: 'print the JSON Schema of manifests, config or plan',
    load: () => import('../features/init/schema-command.ts'),
    json: ['json-schema'],
    exits: ['done'],
    writes: [],
  },
  completion: {
    group: 'More:',
    summary: 'print a completion script for bash, zsh or fish',
    aboutAll: true,
    load: () => import('./completion-command.ts'),
    json: ['completion'],
    exits: ['done'],
    writes: [],
  },
};

export const commandNames: readonly string[] = Object.keys(commands);

/** Whether a word is the name or the alias of a command. */
export function isCommand(word: string): boolean {
  return Object.entries(commands).some(([name, { alias }]) => name === word || alias === word);
}

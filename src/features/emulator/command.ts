import { once } from 'node:events';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type GlobalOptions,
  type HumanOrJson,
  humanOrJsonOption,
  nonNegativeInteger,
} from '../../cli/options.ts';
import { showOutcome, showProblems } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { type ExitCode, exit, exitOfProblems } from '../../run/exit-code.ts';
import { startEmulator } from './emulator.ts';
import { likenessIn } from './likeness.ts';
import type { EmulatorClient } from './server/api.ts';
import { type FaultSpec, faults as faultTable, parseFault } from './server/faults.ts';
import { emulatedPartner } from './server/partner.ts';
import {
  isLagQuirk,
  isQuirk,
  lagQuirks,
  type QuirkSpec,
  quirks as quirkTable,
} from './server/quirks.ts';

export function define(command: Command): Command {
  return command
    .description('Run a Partner API on this machine, for tests and CI.')
    .option('-p, --port <port>', 'port on 127.0.0.1; 0 chooses a free one', portNumber, 8787)
    .option('--data <file>', 'keep the data in this SQLite file (default: in memory)')
    .addOption(
      new Option('--org <sourcedId...>', 'orgs that exist besides partner-sandbox').default(
        [],
        'none',
      ),
    )
    .addOption(
      new Option(
        '--client <id:secret>',
        'a client that may sign in; with :read it cannot write, with :scope+scope it has only these scopes',
      )
        .argParser(collectClient)
        .default([], 'emulator, with a new secret at each start'),
    )
    .addOption(
      new Option('--host <name>', 'another accepted host name; repeatable')
        .argParser(collectHost)
        .default([], '127.0.0.1, localhost and [::1]'),
    )
    .addOption(
      new Option(
        '--seed <path...>',
        'manifests, folders of manifests, or outlines (CSV, TSV, JSON) to start with',
      ).default([], 'none'),
    )
    .option('--latency <ms>', 'delay of each answer', nonNegativeInteger, 0)
    .option(
      '--materialise-after <ms>',
      'delay until XP, results and analytics of an event are visible (the platform: 30000 to 120000)',
      nonNegativeInteger,
      0,
    )
    .option(
      '--like <file>',
      'behave like a platform that `probe` measured: its platform.facts.yaml',
    )
    .addOption(
      new Option(
        '--quirk <name>',
        'switch on a reported behaviour, listed under Quirks; repeatable',
      )
        .choices(quirkWords)
        .argParser(collectQuirk)
        .default([], 'none'),
    )
    .addOption(humanOrJsonOption())
    .addOption(
      new Option(
        '--fault <spec>',
        'fail on purpose, such as 429:every=5,retry-after=1; listed under Faults; repeatable',
      )
        .argParser(collectFault)
        .default([], 'none'),
    )
    .addHelpText(
      'after',
      () =>
        `${example}\n\n${list('Quirks', { ...quirkTable, ...withMs })}\n\n${list('Faults', faultTable)}`,
    );
}

const example = `
Examples:
  $ timeback-catalog emulator --port 8787 --data catalog.sqlite
  $ timeback-catalog emulator --seed catalog --client mine:secret --client theirs:secret:read
  $ timeback-catalog emulator --seed catalog --materialise-after 30000
  $ timeback-catalog emulator --seed lessons.csv
  $ timeback-catalog emulator --seed catalog --like platform.facts.yaml
  $ timeback-catalog emulator --latency 20 --quirk put-merges --fault 429:every=10,retry-after=1`;

function list(heading: string, table: Readonly<Record<string, string | { description: string }>>) {
  const widest = Math.max(...Object.keys(table).map(({ length }) => length));
  const rows = Object.entries(table).map(([name, entry]) => {
    const text = typeof entry === 'string' ? entry : entry.description;
    return `  ${name.padEnd(widest)}  ${text}`;
  });
  return [`${heading}:`, ...rows].join('\n');
}

const withMs = Object.fromEntries(
  Object.entries(lagQuirks).map(([name, text]) => [`${name}=MS`, text]),
);
const quirkWords = [...Object.keys(quirkTable), ...Object.keys(withMs)];

function collectQuirk(text: string, earlier: readonly QuirkSpec[]): QuirkSpec[] {
  if (isQuirk(text) || isLagQuirk(text)) return [...earlier, text];
  throw new InvalidArgumentError(`Use one of: ${quirkWords.join(', ')}.`);
}

function collectClient(text: string, earlier: readonly EmulatorClient[]): EmulatorClient[] {
  const [, id, secret, may] = /^([^:]+):([^:]+)(?::([a-z.+]+))?$/.exec(text) ?? [];
  if (!id || !secret) {
    throw new InvalidArgumentError('Write an id and a secret, mine:secret, or mine:secret:read.');
  }
  const scopes = may === undefined || may === 'read' ? undefined : may.split('+');
  const unknown = scopes?.filter((scope) => !scopeNames.includes(scope)) ?? [];
  if (unknown.length > 0) {
    throw new InvalidArgumentError(
      `There is no scope ${unknown.join(', ')}. There are: ${scopeNames.join(', ')}.`,
    );
  }
  if (earlier.some((client) => client.id === id)) {
    throw new InvalidArgumentError(`The client ${id} is given twice.`);
  }
  return [...earlier, { id, secret, canWrite: may !== 'read', ...(scopes && { scopes }) }];
}

function collectHost(name: string, earlier: readonly string[]): string[] {
  if (/^(\[[\da-f:.]{2,45}\]|[\w.-]{1,253})(:\d{1,5})?$/i.test(name)) return [...earlier, name];
  throw new InvalidArgumentError('Write a host name, dev.test, or with its port, dev.test:80.');
}

const scopeNames = emulatedPartner.scopes.map(({ name }) => name);

function portNumber(text: string): number {
  const port = nonNegativeInteger(text);
  if (port > 65_535) throw new InvalidArgumentError('Use a port from 0 to 65535.');
  return port;
}

function collectFault(text: string, earlier: readonly FaultSpec[]): FaultSpec[] {
  const fault = parseFault(text);
  if ('error' in fault) throw new InvalidArgumentError(fault.error);
  return [...earlier, fault];
}

export interface EmulatorFlags extends GlobalOptions {
  readonly port: number;
  readonly data?: string;
  readonly latency: number;
  readonly materialiseAfter: number;
  readonly org: readonly string[];
  readonly client: readonly EmulatorClient[];
  readonly host: readonly string[];
  readonly seed: readonly string[];
  readonly quirk: readonly QuirkSpec[];
  readonly fault: readonly FaultSpec[];
  readonly format: HumanOrJson;
  readonly like?: string;
}

/** Runs until it is interrupted, which is its normal end. */
export async function run(shell: CommandContext, options: EmulatorFlags): Promise<ExitCode> {
  const measured = options.like === undefined ? undefined : likenessIn(options.like, shell.world);
  if (measured && !measured.ok) {
    showProblems(shell, measured.problems, options);
    return exitOfProblems(measured.problems);
  }
  if (measured) showProblems(shell, measured.problems, { ...options, format: 'human' });
  const alike = measured?.value ?? [];
  const { client, quirk, materialiseAfter: materialiseAfterMs } = options;
  const parts = {
    ...options,
    latencyMs: options.latency,
    materialiseAfterMs,
    orgs: options.org,
    hosts: options.host,
    clients: client,
    quirks: [...quirk, ...alike.filter((one) => !quirk.includes(one))],
    faults: options.fault,
  };
  const started = await startEmulator(parts, shell.world);
  const code = showOutcome(shell, options, started, {
    human: ({ url, clients }) => [
      `Partner API emulator on ${url}`,
      ...clients.flatMap(({ id, secret, canWrite = true, scopes }) => [
        `  client id      ${id}${canWrite ? '' : ' (reads only)'}${scopes ? ` (${scopes.join(' ')})` : ''}`,
        `  client secret  ${secret}`,
      ]),
      `  data           ${options.data ?? 'in memory, lost at the end'}`,
      ...(options.like === undefined
        ? []
        : [`  like           ${options.like}: ${alike.join(', ') || 'as documented'}`]),
      ...exportLines(client, clients),
      'Stop it with Ctrl-C.',
    ],
    json: ({ url, clients }) => ({
      url,
      clients: clients.map(({ id, secret, canWrite = true, scopes }) => ({
        ...{ id, secret, can_write: canWrite },
        ...(scopes && { scopes }),
      })),
      data: options.data ?? null,
      ...(options.like !== undefined && { like: options.like, alike }),
    }),
  });
  if (!started.ok) return code;
  const { stop } = shell.world;
  if (!stop.aborted) await once(stop, 'abort');
  await started.value.close();
  return exit.done;
}

/** Lines that a shell can read. Clients that were given are left out, since the caller knows them. */
function exportLines(
  given: readonly EmulatorClient[],
  clients: readonly EmulatorClient[],
): readonly string[] {
  if (given.length > 0) return [];
  const lines = clients.map(
    ({ id, secret }) => `  export TIMEBACK_CLIENT_ID=${id} TIMEBACK_CLIENT_SECRET=${secret}`,
  );
  return ['To publish to it from another terminal:', ...lines];
}

import { type Command, Option } from 'commander';
import { ask, canAsk } from '../../cli/approve.ts';
import {
  detailOption,
  formatOption,
  type GlobalOptions,
  insecureOption,
  outOption,
} from '../../cli/options.ts';
import { type OutputOptions, showProblems, showResult, writeLines } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { problem } from '../../model/problem.ts';
import { type ExitCode, exit, exitOfProbe, exitOfProblems } from '../../run/exit-code.ts';
import { cleanProbe } from './clean.ts';
import { mostRequests, mostWrites } from './lab.ts';
import { type ProbeIntent, probePlatform } from './probe.ts';

/** Where the facts go by themselves. */
const usualFile = 'platform.facts.yaml';

export function define(command: Command): Command {
  return command
    .description('Measure what a platform does, by records that it makes for that and retires.')
    .option('-e, --env <name>', 'environment of the config to measure')
    .option(
      '--org <sourcedId>',
      'org of the courses that are made (default: of the config, else partner-sandbox)',
    )
    .option('--read-only', 'write nothing to the platform: fewer rows are settled')
    .option(
      '--ids',
      'also make courses with long ids and with others than UUIDs, which stay for ever',
    )
    .option(
      '--foreign <id>',
      'the id of a course of another client, to see how reading it is answered',
    )
    .option('--facts <file>', 'where the facts go', usualFile)
    .option('--no-facts', 'write no file with the facts')
    .option('-y, --yes', 'write without asking')
    .addOption(new Option('--clean <receipt>', 'retire what a probe left that was killed'))
    .addOption(insecureOption())
    .addOption(formatOption())
    .addOption(detailOption())
    .addOption(outOption())
    .addHelpText('after', example);
}

const example = `
Makes two courses, three units, four lessons and, where there are any, a resource and its placements;
tries on them what the documents leave open: whether PUT replaces or merges, what it answers, what
lists show, which filters work, whether a retired record can come back. It touches nothing that it did
not make, and retires all of it at the end, after Ctrl-C as well. At most ${mostRequests} requests, ${mostWrites} of them
writes. The facts go into ${usualFile}, which holds no secret, no person and no real course.

Examples:
  $ timeback-catalog probe --env production
  $ timeback-catalog probe --env production --read-only
  $ timeback-catalog probe --env production --yes --out probe.html --format json
  $ timeback-catalog emulator --like ${usualFile}
  $ timeback-catalog probe --clean .timeback-catalog/probes/production/20261121T100000000Z-1f0c2a3b.jsonl`;

export interface ProbeFlags extends GlobalOptions, OutputOptions {
  readonly env?: string;
  readonly org?: string;
  readonly readOnly?: boolean;
  readonly ids?: boolean;
  readonly foreign?: string;
  /** false: `--no-facts`. */
  readonly facts: string | false;
  readonly yes?: boolean;
  readonly clean?: string;
  readonly insecureHttp?: boolean;
}

export async function run(shell: CommandContext, options: ProbeFlags): Promise<ExitCode> {
  const { world } = shell;
  const { clean, facts, yes, readOnly } = options;
  if (clean !== undefined) return runClean(shell, options, clean);
  if (!yes && !readOnly && !canAsk(shell)) {
    const detail = 'probe asks before it writes, and there is no terminal to ask on.';
    const hint = 'Add --yes, or read alone: --read-only.';
    showProblems(shell, [problem('usage/wrong', { detail, hint })], options);
    return exit.usage;
  }
  const result = await probePlatform(
    {
      ...options,
      ...(facts !== false && { file: facts }),
      approve: async (intent) => {
        await shell.endProgress();
        writeLines(shell.terminal.stderr, intentLines(intent));
        return yes === true || (await ask(shell, '  Enter a value: ')) === 'yes';
      },
    },
    world,
  );
  await shell.endProgress();
  if (!result.ok) {
    showProblems(shell, result.problems, options);
    return world.stop.aborted ? exit.interrupted : exitOfProblems(result.problems);
  }
  await showResult(shell, options, (renderer, look) => renderer.probe(result.value, look));
  return exitOfProbe(result.value, world.stop.aborted);
}

/** What is about to be written, in words; the last line asks. */
function intentLines({ environment, url, org, records, title }: ProbeIntent): readonly string[] {
  return [
    `This probe will write to ${environment.name} (${url}), in the org ${org}:`,
    `  ${records.map(({ called }) => called).join(', ')}`,
    `  with titles such as ${JSON.stringify(title)}`,
    `  and ids of its own. It changes them, retires them all at the end, and touches nothing else.`,
    `  At most ${mostRequests} requests, ${mostWrites} of them writes.`,
    '',
    "Do you want this? Only 'yes' will be accepted.",
    '',
  ];
}

async function runClean(
  shell: CommandContext,
  options: ProbeFlags,
  receipt: string,
): Promise<ExitCode> {
  const { world, terminal } = shell;
  const result = await cleanProbe({ ...options, receipt }, world);
  await shell.endProgress();
  if (!result.ok) {
    showProblems(shell, result.problems, options);
    return world.stop.aborted ? exit.interrupted : exitOfProblems(result.problems);
  }
  const { records, problems } = result.value;
  showProblems(shell, problems, options);
  if (options.format === 'human') {
    const lines = records.map(({ called, sourcedId, state }) => `${called} ${sourcedId}: ${state}`);
    const left = records.filter(({ state }) => state === 'left').length;
    const end =
      left === 0 ? 'Nothing of the probe is live.' : `${left} of ${records.length} are left.`;
    writeLines(terminal.stdout, [...lines, end]);
  }
  return exitOfProblems(problems);
}

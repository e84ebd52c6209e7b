import { type Command, Option } from 'commander';
import { ask, canAsk } from '../../cli/approve.ts';
import { type Effect, withEffects } from '../../cli/effects.ts';
import {
  detailOption,
  environmentOption,
  formatOption,
  type GlobalOptions,
  insecureOption,
  outOption,
} from '../../cli/options.ts';
import { type OutputOptions, showProblems, showResult, writeLines } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import type { ProbeReport } from '../../model/drift.ts';
import { type Checked, problem } from '../../model/problem.ts';
import { type ExitCode, exit, exitOfProbe, exitOfProblems } from '../../run/exit-code.ts';
import { cleanProbe } from './clean.ts';
import { mostRequests, mostWrites } from './lab.ts';
import { type ProbeIntent, type ProbeOptions, probePlatform } from './probe.ts';

/** The file for facts, unless an option names another. */
const usualFile = 'platform.facts.yaml';

export function define(command: Command): Command {
  return withEffects(command, effects)
    .description('Measure how a platform behaves, with test records that are retired at the end.')
    .addOption(environmentOption('environment of the config to measure'))
    .option(
      '--org <sourcedId>',
      'org of the test courses (default: from the config, else partner-sandbox)',
    )
    .option('--read-only', 'write nothing to the platform; fewer rows are measured')
    .option('--ids', 'also create courses with long ids and non-UUID ids, which stay permanently')
    .option('--foreign <id>', 'the id of a course of another client, to test how it is answered')
    .option('--facts <file>', 'file for the facts', usualFile)
    .option('--no-facts', 'write no file with the facts')
    .option('-y, --yes', 'do not ask for confirmation')
    .addOption(new Option('--clean <receipt>', 'clean up after an interrupted probe'))
    .addOption(insecureOption())
    .addOption(formatOption())
    .addOption(detailOption())
    .addOption(outOption())
    .addHelpText('after', example);
}

const effects: readonly Effect[] = [
  {
    options: ['--org', '--ids'],
    if: ({ options }) => !options['readOnly'],
    only: 'without `--read-only`',
  },
  {
    options: ['--org', '--ids', '--foreign', '--facts', '--no-facts', '--read-only'],
    if: ({ options }) => options['clean'] === undefined,
    only: 'without `--clean`',
  },
];

const example = `
Creates two courses, three units, four lessons and, if the platform has them, a resource and its placements;
tests with them what the documents do not define: whether PUT replaces or merges, its answers, the content of
lists, which filters work, whether a retired record can become live again. It changes only its own
records, and retires them all at the end, also after Ctrl-C. At most ${mostRequests} requests, ${mostWrites} of them
writes. The facts go into ${usualFile}, which holds no secret, no person and no real course.

Examples:
  $ timeback-catalog probe --env production
  $ timeback-catalog probe --env production --read-only
  $ timeback-catalog probe --env production --yes --out probe.html --format json
  $ timeback-catalog emulator --like ${usualFile}
  $ timeback-catalog probe --clean .timeback-catalog/probes/production/20261121T100000000Z-1f0c2a3b.jsonl`;

export interface ProbeFlags
  extends GlobalOptions,
    OutputOptions,
    Omit<ProbeOptions, 'file' | 'approve'> {
  /** The file for facts; false for `--no-facts`. */
  readonly facts: string | false;
  readonly yes?: boolean;
  readonly clean?: string;
}

export async function run(shell: CommandContext, options: ProbeFlags): Promise<ExitCode> {
  const { world } = shell;
  const { clean, facts, yes, readOnly } = options;
  if (clean !== undefined) {
    return shown(shell, options, await cleanProbe({ ...options, receipt: clean }, world));
  }
  if (!yes && !readOnly && !canAsk(shell)) {
    const detail = 'probe asks before it writes, but there is no terminal to ask on.';
    const hint = 'Add --yes, or only read with --read-only.';
    showProblems(shell, [problem('usage/wrong', { detail, hint })], options);
    return exit.usage;
  }
  const result = await probePlatform(
    {
      ...options,
      ...(facts !== false && { file: facts }),
      approve: async (intent) => {
        await shell.endProgress();
        const question = yes ? [] : ['', 'Write these records?', ''];
        writeLines(shell.terminal.stderr, [...intentLines(intent), ...question]);
        return yes === true || (await ask(shell, "  Type 'yes' to confirm: ")) === 'yes';
      },
    },
    world,
  );
  return shown(shell, options, result);
}

/** What the probe is about to write, in words. */
function intentLines({ environment, url, org, records, title }: ProbeIntent): readonly string[] {
  return [
    `This probe will write to ${environment.name} (${url}), in the org ${org}:`,
    `  ${records.map(({ called }) => called).join(', ')}`,
    `  with titles such as ${JSON.stringify(title)}`,
    `  and new ids. It changes these records, retires them all at the end, and touches nothing else.`,
    `  At most ${mostRequests} requests, ${mostWrites} of them writes.`,
  ];
}

async function shown(
  shell: CommandContext,
  options: ProbeFlags,
  result: Checked<ProbeReport>,
): Promise<ExitCode> {
  const { world } = shell;
  await shell.endProgress();
  if (!result.ok) {
    showProblems(shell, result.problems, options);
    return world.stop.aborted ? exit.interrupted : exitOfProblems(result.problems);
  }
  await showResult(shell, options, (renderer, look) => renderer.probe(result.value, look));
  return exitOfProbe(result.value, world.stop.aborted);
}

import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { type Effect, withEffects } from '../../cli/effects.ts';
import {
  addPlatformOptions,
  type GlobalOptions,
  type HumanOrJson,
  humanOrJsonOption,
  offering,
} from '../../cli/options.ts';
import { showOutcome, showProblems } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { nearest } from '../../document/validate.ts';
import type { Explanation } from '../../model/explanation.ts';
import { shellWord } from '../../model/id-commands.ts';
import { wrongUsage } from '../../model/problem.ts';
import { type ExitCode, exit } from '../../run/exit-code.ts';
import type { PlatformOptions } from '../../run/platform.ts';
import { factsYaml } from '../../text/json/results-json.ts';
import { cureText } from '../../text/views/explain-view.ts';
import { nameOf } from '../../text/words/names.ts';
import { count } from '../../text/words/wording.ts';
import type { Repeated } from './arrange.ts';
import type { HiddenChoice } from './hidden.ts';
import { type ImportRemoteResult, importRemote } from './import-remote.ts';
import {
  columnLines,
  environmentIdLines,
  goneLines,
  importReport,
  importToJson,
  keptLines,
} from './report.ts';
import { importSdkConfig } from './sdk-config.ts';
import {
  type ImportOutlineOptions,
  importCartridge,
  importOlx,
  importOutline,
  importQti,
} from './sources.ts';
import type { Mapping } from './tables/columns.ts';
import type { ConflictChoice } from './tables/exported-rows.ts';

const sourceTexts = {
  remote: 'a platform',
  outline: 'a table or JSON',
  cartridge: 'Common Cartridge',
  olx: 'Open edX',
  qti: 'tests',
  'timeback-config': 'config of an SDK app',
};
const sources = Object.keys(sourceTexts);
const sourcesInWords = Object.entries(sourceTexts)
  .map(([source, text]) => `${source} (${text})`)
  .join(', ');

export function define(command: Command): Command {
  return addPlatformOptions(
    withEffects(command, effects)
      .description('Import existing content into manifests and ledger. Known ids stay.')
      .addArgument(offering(new Argument('<source>', sourcesInWords), sources))
      .argument('[file]', 'the file to read; none for remote')
      .option('--dry-run', 'only report what would be written')
      .option('--into <folder>', 'folder of new manifests')
      .option('--untitled <title>', 'title for nodes without one')
      .option('--source <name>', 'name for the keys of a file')
      .addOption(mapOption())
      .addOption(courseOption())
      .option('--unit <title>', 'table: unit of all rows, if no column has it')
      .option('--sheet <name>', 'spreadsheet: sheet to read (default: the first)')
      .addOption(
        new Option(
          '--conflicts <side>',
          'exported table: which side wins if both were changed',
        ).choices(['table', 'catalog'] satisfies ConflictChoice[]),
      )
      .addOption(
        new Option('--repeated <how>', 'a node in several places')
          .choices(['leave-out', 'copy'] satisfies Repeated[])
          .default('leave-out' satisfies Repeated),
      )
      .addOption(
        new Option(
          '--hidden <how>',
          'content that is hidden in the source: from students, or in a sheet',
        )
          .choices(['take', 'leave-out'] satisfies HiddenChoice[])
          .default('take' satisfies HiddenChoice),
      )
      .option('--rekey', 'match by content if keys are gone or belong to other nodes')
      .addOption(
        new Option('--as-new', 'give new ids to nodes whose keys are gone').conflicts('rekey'),
      )
      .option(
        '--same <id...>',
        'renamed nodes that keep their ids, as the error message names them',
      )
      .option('--clear', 'remove fields that are empty in the table or outline')
      .option('--adopt', 'let the import overwrite manifests that it did not create')
      .option('--additional', 'remote: import unknown fields into `additional`')
      .addOption(humanOrJsonOption()),
    'remote: environment to import from',
  ).addHelpText('after', example);
}

/** The effect of options that only some sources have. */
function ofSources(
  named: readonly (keyof typeof sourceTexts)[],
  options: readonly string[],
): Effect {
  return {
    options,
    if: ({ args: [source = ''] }) =>
      named.some((name) => name === source) || !sources.includes(source),
    only: `with ${named.map((name) => `\`import ${name}\``).join(' or ')}`,
  };
}

const effects: readonly Effect[] = [
  ofSources(['outline'], ['--map', '--unit', '--sheet', '--conflicts', '--clear']),
  ofSources(['outline', 'olx', 'remote'], ['--course']),
  ofSources(
    ['outline', 'cartridge', 'olx', 'qti'],
    ['--source', '--repeated', '--hidden', '--rekey', '--as-new', '--same', '--adopt'],
  ),
  ofSources(['remote'], ['--env', '--parallelism', '--insecure-http', '--additional']),
];

function courseOption(): Option {
  return new Option(
    '--course <text>',
    'table: course of all rows, if no column has it; olx: folder, key or title of the course to import; remote: id or code of a course to import, with * and ? as wildcards; repeatable',
  )
    .argParser((text: string, earlier: readonly string[]) => [...earlier, text])
    .default([], 'none');
}

function mapOption(): Option {
  return new Option(
    '--map <column=field>',
    'table: the field of a column; repeatable, and remembered',
  )
    .argParser((text: string, earlier: readonly Mapping[]): Mapping[] => {
      const [, column, target] = /^(.+)=([^=]+)$/.exec(text) ?? [];
      if (column === undefined || target === undefined) {
        throw new InvalidArgumentError('Write "Column=lesson.title", or "Column=-" for nothing.');
      }
      return [...earlier, { column: column.trim(), target: target.trim() }];
    })
    .default([], 'none');
}

const example = `
If this folder has no catalog, one is started. The report lists what is skipped. A file that is
imported again updates the same nodes: they are matched by the keys in catalog.keys.

Examples:
  $ timeback-catalog import remote --env production
  $ timeback-catalog import remote --env production --course bio-101 --course "chem-*"
  $ timeback-catalog import outline lessons.csv --dry-run
  $ timeback-catalog import outline lessons.xlsx --sheet "Grade 6"
  $ timeback-catalog import cartridge reading.imscc
  $ timeback-catalog import olx course.tar.gz
  $ timeback-catalog import qti tests.zip
  $ timeback-catalog import timeback-config app/timeback.config.json
  $ timeback-catalog import outline lessons.csv --map "Titel=lesson.title" --course "Reading"`;

export interface ImportFlags
  extends GlobalOptions,
    Pick<ImportOutlineOptions, 'into' | 'untitled' | 'source' | 'unit' | 'sheet' | 'conflicts'>,
    Pick<ImportOutlineOptions, 'repeated' | 'same' | 'clear'>,
    Pick<PlatformOptions, 'env' | 'parallelism' | 'insecureHttp'> {
  readonly dryRun?: boolean;
  readonly map: readonly Mapping[];
  readonly course: readonly string[];
  readonly hidden: HiddenChoice;
  readonly rekey?: boolean;
  readonly asNew?: boolean;
  readonly adopt?: boolean;
  readonly additional?: boolean;
  readonly format: HumanOrJson;
}

export async function run(
  shell: CommandContext,
  options: ImportFlags,
  [source = '', file]: readonly string[],
): Promise<ExitCode> {
  const misuse = misuseOf(source, file, options);
  if (misuse) {
    showProblems(shell, misuse.problems, options);
    return exit.usage;
  }
  if (source === 'remote') return runRemote(shell, options);
  return source === 'timeback-config'
    ? runSdkConfig(shell, options, file)
    : runFile(shell, options, source, file);
}

/** Words that people type for a source: a format, or only the file. */
const formats: readonly (readonly [form: RegExp, source: string])[] = [
  [/^(?:csv|tsv|txt|xlsx?|ods|excel|spreadsheet|table|sheet|markdown|md|html?|json)$/i, 'outline'],
  [/^(?:imscc|cc|common-cartridge|canvas|moodle|zip)$/i, 'cartridge'],
  [/^(?:edx|open-?edx|tar|gz|tgz)$/i, 'olx'],
  [/^(?:platform|api)$/i, 'remote'],
];

function sourceHint(said: string, file: string | undefined): string {
  const [, ending] = /\.(\w+)$/.exec(said) ?? [];
  const [, source] = formats.find(([form]) => form.test(ending ?? said)) ?? [];
  if (source === 'remote') return 'timeback-catalog import remote --env NAME';
  if (source !== undefined) {
    return `timeback-catalog import ${source} ${ending === undefined && file === undefined ? 'FILE' : shellWord(file ?? said)}`;
  }
  const near = nearest(said, sources);
  return near ? `Did you mean ${near}?` : `Name one of ${sources.join(', ')}.`;
}

function misuseOf(source: string, file: string | undefined, { course }: ImportFlags) {
  if (!sources.includes(source))
    return wrongUsage(`Unknown source: "${source}".`, sourceHint(source, file));
  if (source !== 'remote' && file === undefined) {
    const hint = `timeback-catalog import ${source} FILE`;
    return wrongUsage(`\`import ${source}\` needs a file to read.`, hint);
  }
  if (source === 'remote' && file !== undefined) {
    const hint = 'timeback-catalog import remote --env NAME';
    return wrongUsage('`import remote` reads a platform and no file.', hint);
  }
  if (source === 'remote' || course.length < 2) return undefined;
  const hint = 'Name it once, or put the courses into a column.';
  return wrongUsage(`\`import ${source}\` takes one \`--course\`.`, hint);
}

const exportsOfOthers: ReadonlyMap<string, typeof importOutline> = new Map([
  ['cartridge', importCartridge],
  ['olx', importOlx],
  ['qti', importQti],
]);

async function runFile(
  shell: CommandContext,
  options: ImportFlags,
  source: string,
  file = '',
): Promise<ExitCode> {
  const { dryRun = false, adopt = false, rekey, asNew, map, course, ...rest } = options;
  const given: ImportOutlineOptions = {
    ...rest,
    ...{ file, dryRun, adopt, mappings: map },
    ...(course[0] !== undefined && { course: course[0] }),
    ...(rekey && { likeGone: 'same' }),
    ...(asNew && { likeGone: 'new' }),
  };
  const result = await (exportsOfOthers.get(source) ?? importOutline)(given, shell.world);
  return showOutcome(shell, options, result, {
    human: (value) => [
      ...columnLines(value),
      ...keptLines(value),
      ...importReport(value, dryRun),
      ...goneLines(value.gone),
      ...(dryRun ? [] : ['Next: timeback-catalog plan']),
    ],
    json: (value) => importToJson(value, dryRun),
  });
}

async function runRemote(shell: CommandContext, options: ImportFlags): Promise<ExitCode> {
  const { dryRun = false, additional = false, course, ...rest } = options;
  const some = course.length > 0 && { only: course };
  const result = await importRemote({ ...rest, ...some, dryRun, additional }, shell.world);
  await shell.endProgress();
  return showOutcome(shell, options, result, {
    human: (value) => [
      ...importReport(value, dryRun),
      ...proof(value),
      ...narrowedLines(value.narrowed ?? []),
    ],
    json: (value) => importToJson(value, dryRun),
  });
}

function runSdkConfig(shell: CommandContext, options: ImportFlags, file = ''): ExitCode {
  const { dryRun = false } = options;
  const result = importSdkConfig({ ...options, file, dryRun }, shell.world);
  return showOutcome(shell, options, result, {
    human: (value) => [...importReport(value, dryRun), ...environmentIdLines(value)],
    json: (value) => importToJson(value, dryRun),
  });
}

/** A hint to limit readings: a catalog of one course among two thousand would read all of them each time. */
function narrowedLines(courses: readonly string[]): string[] {
  if (courses.length === 0) return [];
  return [
    'To read nothing else of this platform from now on, write into the config:',
    `  scope: { courses: ${JSON.stringify(courses)} }`,
  ];
}

/** Lines about the plan from the new manifests, which shows whether they match the platform. */
function proof({ plan, explanation }: ImportRemoteResult): string[] {
  if (!plan.ok) {
    const reasons = plan.problems.filter(({ severity }) => severity === 'error');
    return [
      'A plan from these manifests is refused:',
      ...reasons.slice(0, 5).map(({ detail }) => `  ${detail}`),
    ];
  }
  const { changes, platform } = plan.value;
  if (changes.length === 0) return ['Compared with the platform: a plan would change nothing.'];
  const named = changes
    .slice(0, 5)
    .map(({ action, address, title }) => `  ${action} ${nameOf(address, title)}`);
  const more = changes.length > named.length ? [`  and ${changes.length - named.length} more`] : [];
  return [
    `Compared with the platform: a plan would change ${count(changes.length, 'node')}. To see it, run: timeback-catalog plan --env ${platform.name}`,
    ...named,
    ...more,
    ...settlingLines(explanation, platform.name),
  ];
}

/** Lines about the rows of the dialect table that would resolve the plan, and how to check them. */
function settlingLines(explanation: Explanation | undefined, name: string): string[] {
  if (!explanation || explanation.cures.length === 0) {
    return [
      `Why they differ, as far as the records show it: timeback-catalog doctor --explain-drift --env ${name}`,
    ];
  }
  const { cures, open, facts } = explanation;
  const all = open.length === 0 ? 'nothing would change' : 'less would change';
  return [
    `The platform may keep this in another way than assumed. With these facts, ${all}:`,
    ...cures.map((cure) => `  ${cure.rows.map(({ row }) => row).join(', ')}: ${cureText(cure)}`),
    `To measure whether they are so, run: timeback-catalog probe --env ${name}`,
    'To use them, write them into timeback-catalog.yaml and import again:',
    ...factsYaml(name, facts).map((line) => `  ${line}`),
  ];
}

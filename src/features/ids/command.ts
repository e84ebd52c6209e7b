import { basename, extname } from 'node:path';
import { type Command, Option } from 'commander';
import { environmentOption, type GlobalOptions } from '../../cli/options.ts';
import { showProblems, writeLines } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { sdkConfigName } from '../../config/config.ts';
import { type Checked, problem } from '../../model/problem.ts';
import { type ExitCode, exit, exitOfProblems } from '../../run/exit-code.ts';
import {
  type ConstantsFormat,
  constantsFormatOfExtension,
  constantsFormats,
} from '../../text/constants/constants-formats.ts';
import { exportIds, type IdsExport } from './export.ts';
import { exportSdkConfig, type SdkConfigExport } from './sdk-config-file.ts';

/** The format that is not a list of constants: the file from which apps on the official SDK start. */
const sdkFormat = 'timeback-config';

export function define(command: Command): Command {
  return command
    .description('Export the ids of the catalog for the code of an app.')
    .command('export')
    .description('Write every live sourcedId as a typed constant, or the config of an SDK app.')
    .addOption(
      new Option('-f, --format <format>', 'default: from the name of --out').choices([
        ...Object.keys(constantsFormats),
        sdkFormat,
      ]),
    )
    .option('-o, --out <file>', 'write FILE; without it, to stdout')
    .option('--check', 'only report; exit 1 if FILE is not current')
    .addOption(environmentOption('courses as in this environment, with only its event URLs'))
    .option('--course <id...>', 'timeback-config: ids or codes of the courses of the app')
    .option('--sensor <url>', 'timeback-config: address of the app, if the file has none yet')
    .option('--app-name <name>', 'timeback-config: name of the app, if the file has none yet')
    .addHelpText('after', example);
}

const example = `
Names are made once, from titles, and kept in catalog.names beside the ledger. A new title or
a new, moved or re-ordered neighbour does not rename a constant. Commit that file.

timeback.config.json is the start file of apps on the official SDK. The ids, codes, subjects, grades and
goals of courses are written into it; its name, sensor, launchUrl and other courses stay.

Examples:
  $ timeback-catalog ids export --out src/catalog.ts
  $ timeback-catalog ids export --out app/catalog.py
  $ timeback-catalog ids export --out src/catalog.ts --check     # in CI
  $ timeback-catalog ids export --format csv > catalog.csv
  $ timeback-catalog ids export --out app/timeback.config.json --sensor https://app.example.org`;

export interface IdsFlags extends GlobalOptions {
  readonly format?: ConstantsFormat | typeof sdkFormat;
  readonly out?: string;
  readonly check?: boolean;
  readonly env?: string;
  readonly course?: readonly string[];
  readonly sensor?: string;
  readonly appName?: string;
}

export async function run(shell: CommandContext, options: IdsFlags): Promise<ExitCode> {
  const format = options.format ?? formatOf(options.out ?? '');
  const wrong = misuse(options, format);
  if (wrong !== undefined || format === undefined) {
    const hint = 'Write it so: timeback-catalog ids export --out src/catalog.ts [--check]';
    showProblems(shell, [problem('usage/wrong', { detail: wrong ?? '', hint })], shownAs(options));
    return exit.usage;
  }
  return format === sdkFormat
    ? finish(shell, options, exportSdkConfig(options, shell.world), sdkSummary)
    : finish(shell, options, exportIds({ ...options, format }, shell.world), summary);
}

function formatOf(out: string): IdsFlags['format'] {
  return basename(out) === sdkConfigName ? sdkFormat : constantsFormatOfExtension.get(extname(out));
}

function misuse(options: IdsFlags, format: IdsFlags['format']): string | undefined {
  if (format === undefined) return 'Neither --format nor the extension of --out gives the format.';
  if (options.check && options.out === undefined) {
    return '--check compares with a file, but none is named.';
  }
  const { course, sensor, appName } = options;
  const given = Object.entries({ '--course': course, '--sensor': sensor, '--app-name': appName });
  const [strange] = given.find(([, value]) => value !== undefined) ?? [];
  return format !== sdkFormat && strange !== undefined
    ? `${strange} is for --format ${sdkFormat} alone.`
    : undefined;
}

/** Shows the problems of an export, its text if no file is named, and its summary. */
function finish<Export extends { readonly text: string }>(
  shell: CommandContext,
  options: IdsFlags,
  result: Checked<Export>,
  summaryOf: (value: Export, options: IdsFlags) => readonly string[],
): ExitCode {
  const { format: _, ...onScreen } = shownAs(options);
  // After success, stdout holds the text, so problems are shown on stderr.
  const shown = result.ok ? onScreen : shownAs(options);
  showProblems(shell, result.problems, shown);
  if (!result.ok) return exitOfProblems(result.problems);
  const { stdout, stderr } = shell.terminal;
  if (options.out === undefined) stdout.write(result.value.text);
  writeLines(stderr, summaryOf(result.value, options));
  return exit.done;
}

/** The format for problems: the formats of constants are others, except JSON. */
function shownAs({ color, format }: IdsFlags) {
  return {
    ...(color !== undefined && { color }),
    ...(format === 'json' && ({ format } as const)),
  };
}

function summary({ added, namesFile, nodes, changed }: IdsExport, options: IdsFlags): string[] {
  const names = added.length === 1 ? '1 name' : `${added.length} names`;
  const given = added.length > 0 ? [`${namesFile}: ${names} added. Commit this file.`] : [];
  if (options.out === undefined) return given;
  const state = changed ? 'written' : 'current';
  return [...given, `${options.out}: ${nodes} constants, ${state}.`];
}

function sdkSummary({ courses, changed, isUnnamed }: SdkConfigExport, { out }: IdsFlags): string[] {
  const number = courses === 1 ? '1 course' : `${courses} courses`;
  const state = changed ? 'written. Commit this file.' : 'current.';
  return [
    ...(out === undefined ? [] : [`${out}: ${number}, ${state}`]),
    ...(isUnnamed ? ['The app has no name yet: edit `name` there, or give --app-name.'] : []),
  ];
}

import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import type { GlobalOptions } from '../../cli/options.ts';
import { showProblems, writeLines } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { problem } from '../../model/problem.ts';
import { type ExitCode, exit, exitOfProblems } from '../../run/exit-code.ts';
import {
  type ConstantsFormat,
  constantsFormatOfExtension,
  constantsFormats,
} from '../../text/constants/constants-formats.ts';
import { exportIds, type IdsExport } from './export.ts';

export function define(command: Command): Command {
  return command
    .description('The ids of the catalog for the programs of an app.')
    .command('export')
    .description('Write every live sourcedId as a typed constant, by course, unit and lesson.')
    .addOption(
      new Option('-f, --format <format>', 'default: as the extension of --out says').choices(
        Object.keys(constantsFormats),
      ),
    )
    .option('-o, --out <file>', 'write FILE; without it, to stdout')
    .option('--check', 'only report; exit 1 if FILE is not current')
    .option('-e, --env <name>', 'as this environment holds the courses, with its event URLs alone')
    .addHelpText('after', example);
}

const example = `
Names are given once, from titles, and kept in catalog.names beside the ledger. Neither another title nor
a new, moved or re-ordered neighbour renames a constant. Commit that file.

Examples:
  $ timeback-catalog ids export --out src/catalog.ts
  $ timeback-catalog ids export --out app/catalog.py
  $ timeback-catalog ids export --out src/catalog.ts --check     # in CI
  $ timeback-catalog ids export --format csv > catalog.csv`;

export interface IdsFlags extends GlobalOptions {
  readonly format?: ConstantsFormat;
  readonly out?: string;
  readonly check?: boolean;
  readonly env?: string;
}

export async function run(shell: CommandContext, options: IdsFlags): Promise<ExitCode> {
  const format = options.format ?? constantsFormatOfExtension.get(extname(options.out ?? ''));
  if (format === undefined || (options.check && options.out === undefined)) {
    const wrong = problem('usage/wrong', {
      detail:
        format === undefined
          ? 'Neither --format nor the extension of --out says what to write.'
          : '--check compares with a file, and none is named.',
      hint: 'Write it so: timeback-catalog ids export --out src/catalog.ts [--check]',
    });
    showProblems(shell, [wrong], shownAs(options));
    return exit.usage;
  }
  const result = exportIds({ ...options, format }, shell.world);
  const { format: _, ...onScreen } = shownAs(options);
  showProblems(shell, result.problems, result.ok ? onScreen : shownAs(options));
  if (!result.ok) return exitOfProblems(result.problems);
  const { stdout, stderr } = shell.terminal;
  if (options.out === undefined) stdout.write(result.value.text);
  writeLines(stderr, summary(result.value, options));
  return exit.done;
}

/** The formats here are not those of problems, but for JSON. */
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

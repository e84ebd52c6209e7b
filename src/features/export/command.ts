import { extname } from 'node:path';
import type { Command } from 'commander';
import { type GlobalOptions, type HumanOrJson, humanOrJsonOption } from '../../cli/options.ts';
import { showOutcome, showProblems } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { problem } from '../../model/problem.ts';
import { type ExitCode, exit } from '../../run/exit-code.ts';
import { type ExportedOutline, exportOutline, tableEndings } from './export-outline.ts';

export function define(command: Command): Command {
  return command
    .description('Write the catalog as a table that `import outline` reads again.')
    .argument('<what>', 'outline')
    .requiredOption('-o, --out <file>', `file to write: ${tableEndings.join(', ')}`)
    .addOption(humanOrJsonOption())
    .addHelpText('after', example);
}

const example = `
One row per lesson, with the ids of all nodes and a column for each field. An import of the table applies
its edits, and adds rows without an id as new lessons.

Examples:
  $ timeback-catalog export outline --out catalog.xlsx
  $ timeback-catalog import outline catalog.xlsx --dry-run`;

export interface ExportFlags extends GlobalOptions {
  readonly out: string;
  readonly format: HumanOrJson;
}

/** So many of what is left out are named. */
const named = 5;

export async function run(
  shell: CommandContext,
  options: ExportFlags,
  [what = '']: readonly string[],
): Promise<ExitCode> {
  const isTable = tableEndings.includes(extname(options.out).toLowerCase());
  if (what !== 'outline' || !isTable) {
    const detail =
      what === 'outline'
        ? `${options.out} must end in one of ${tableEndings.join(', ')}.`
        : `Unknown export: "${what}".`;
    const hint = 'Write it so: timeback-catalog export outline --out catalog.xlsx';
    showProblems(shell, [problem('usage/wrong', { detail, hint })], options);
    return exit.usage;
  }
  const result = await exportOutline(options, shell.world);
  return showOutcome(shell, options, result, {
    human: lines,
    json: ({ file, rows, columns, leftOut }) => ({
      ...{ file, rows, columns },
      left_out: leftOut.map(({ what: part, why }) => ({ what: part, why })),
    }),
  });
}

function lines({ file, rows, columns, leftOut }: ExportedOutline): string[] {
  const groups = [...Map.groupBy(leftOut, ({ why }) => why)];
  return [
    `wrote ${file}: ${rows} rows, ${columns} columns`,
    ...(leftOut.length > 0 ? ['Omitted, and left unchanged by an import:'] : []),
    ...groups.flatMap(([why, parts]) => [
      `  ${why}:`,
      ...parts.slice(0, named).map((part) => `    ${part.what}`),
      ...(parts.length > named ? [`    and ${parts.length - named} more`] : []),
    ]),
  ];
}

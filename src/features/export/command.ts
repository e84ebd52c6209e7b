import { extname, resolve } from 'node:path';
import { Argument, type Command } from 'commander';
import {
  type GlobalOptions,
  type HumanOrJson,
  humanOrJsonOption,
  offering,
} from '../../cli/options.ts';
import { showFailure, showOutcome } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { writeWhole } from '../../files/write.ts';
import { inputLimits } from '../../model/input-limits.ts';
import { type Checked, checked, failure, wrongUsage } from '../../model/problem.ts';
import { readCatalog } from '../../run/catalog/catalog-files.ts';
import { openWorkspace } from '../../run/catalog/workspace.ts';
import type { ExitCode } from '../../run/exit-code.ts';
import type { World } from '../../run/world.ts';
import type { LeftOut } from '../import/imported.ts';
import { leftOutLines } from '../import/report.ts';
import { catalogTable } from '../import/tables/catalog-table.ts';
import { ExportedRows, exportedName } from '../import/tables/exported-rows.ts';
import { csvCell } from '../import/tables/table.ts';

export function define(command: Command): Command {
  return command
    .description('Write the catalog as a table that `import outline` reads again.')
    .addArgument(offering(new Argument('<what>', 'outline'), ['outline']))
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
    return showFailure(shell, wrongUsage(detail, hint).problems, options);
  }
  const result = await exportOutline(options, shell.world);
  return showOutcome(shell, options, result, {
    human: ({ file, rows, columns, leftOut }) => [
      `wrote ${file}: ${rows} rows, ${columns} columns`,
      ...leftOutLines('Omitted, and left unchanged by an import:', leftOut),
    ],
    json: ({ file, rows, columns, leftOut }) => ({
      ...{ file, rows, columns },
      left_out: leftOut.map(({ what: part, why }) => ({ what: part, why })),
    }),
  });
}

interface ExportedOutline {
  readonly file: string;
  readonly rows: number;
  readonly columns: number;
  /** Values that no cell or row can hold; an import of the table leaves them unchanged. */
  readonly leftOut: readonly LeftOut[];
}

/** Extensions of files that a table can be written to. */
const tableEndings = ['.csv', '.tsv', '.xlsx'];

/** Writes the catalog as a table that `import outline` reads: ids, order, and a column for each field. */
async function exportOutline(
  { out }: Pick<ExportFlags, 'out'>,
  world: Pick<World, 'cwd' | 'sources' | 'sha256'>,
): Promise<Checked<ExportedOutline>> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const read = readCatalog(workspace.value);
  if (!read.ok) return read;
  const { table: plain, leftOut } = catalogTable(read.value.catalog);
  const table = new ExportedRows(world.sha256).added(plain);
  const path = resolve(world.cwd, out);
  const ending = extname(out).toLowerCase();
  if (table.length - 1 > inputLimits.rows.most) {
    const detail = `The table would have ${table.length - 1} rows, more than an import reads.`;
    return failure('export/too-large', { detail });
  }
  if (ending === '.xlsx') {
    const { default: writeXlsxFile } = await import('write-excel-file/node');
    const data = table.map((row) =>
      row.map((cell) => (cell === '' ? null : { value: cell, type: String })),
    );
    writeWhole(path, await writeXlsxFile(data, { sheet: 'Catalog' }).toBuffer());
  } else writeWhole(path, textOf(table, ending === '.tsv' ? '\t' : ','));
  const [head = []] = table;
  return checked(
    { file: out, rows: table.length - 1, columns: head.length, leftOut },
    read.problems,
  );
}

function textOf([head = [], ...rows]: readonly (readonly string[])[], mark: string): string {
  // Ids have a check of their own, and digests no other form.
  const isPlain = head.map((name) => name.endsWith('.sourcedId') || name === exportedName);
  const table = [
    head,
    ...rows.map((row) => row.map((cell, at) => (isPlain[at] ? cell : csvCell(cell)))),
  ];
  const needsQuotes = (cell: string) => cell.includes(mark) || /["\r\n]|^\s|\s$/.test(cell);
  const written = (cell: string) => (needsQuotes(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  // The byte order mark lets spreadsheet programs read it as UTF-8.
  return `\uFEFF${table.map((row) => `${row.map(written).join(mark)}\r\n`).join('')}`;
}

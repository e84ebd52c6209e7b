import { extname, resolve } from 'node:path';
import { writeWhole } from '../../files/write.ts';
import { inputLimits } from '../../model/input-limits.ts';
import { type Checked, checked, problem } from '../../model/problem.ts';
import { readCatalog } from '../../run/catalog/catalog-files.ts';
import { openWorkspace } from '../../run/catalog/workspace.ts';
import type { World } from '../../run/world.ts';
import { catalogTable } from '../import/tables/catalog-table.ts';
import { ExportedRows } from '../import/tables/exported-rows.ts';

export interface ExportOutlineOptions {
  /** The file to write: `.csv`, `.tsv` or `.xlsx`. */
  readonly out: string;
}

export interface ExportedOutline {
  readonly file: string;
  readonly rows: number;
  readonly columns: number;
  /** What no cell can hold, or no row, in words; it stays as it is when the table is imported. */
  readonly leftOut: readonly { readonly what: string; readonly why: string }[];
}

/** Endings of files that a table is written to. */
export const tableEndings = ['.csv', '.tsv', '.xlsx'];

/** Writes the catalog as a table that `import outline` reads: ids, order, and a column for each field. */
export async function exportOutline(
  { out }: ExportOutlineOptions,
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
    return { ok: false, problems: [problem('export/too-large', { detail })] };
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

function textOf(table: readonly (readonly string[])[], mark: string): string {
  const needsQuotes = (cell: string) => cell.includes(mark) || /["\r\n]|^\s|\s$/.test(cell);
  const written = (cell: string) => (needsQuotes(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  // With a byte order mark spreadsheet programs take it for UTF-8.
  return `\uFEFF${table.map((row) => `${row.map(written).join(mark)}\r\n`).join('')}`;
}

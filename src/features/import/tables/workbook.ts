import { zipSync } from 'fflate';
import { nearest } from '../../../document/validate.ts';
import type { ExportFiles } from '../../../files/import-folder.ts';
import { inputLimits } from '../../../model/input-limits.ts';
import { type Checked, checked, problem } from '../../../model/problem.ts';
import { readArchive } from '../exports/archive.ts';
import { childrenOf, descend, type Element, readXml } from '../exports/xml.ts';
import { type Sheet, type SourceRow, sheetOf, unreadable } from './sheet.ts';

/** Columns of a sheet; a wider row is damaged, or made to fill a machine. */
const mostColumns = 1000;

/** Whether an archive is a spreadsheet as programs save it: XLSX or ODS. */
export function isWorkbook(bytes: Uint8Array): boolean {
  // Names of entries stand in it as they are.
  const names = new TextDecoder('latin1').decode(bytes);
  return /xl\/workbook\.xml|(?<![\w/])content\.xml/.test(names);
}

/** Reads one sheet of XLSX or ODS: the first, or the one with a name. Formulas are their last value. */
export async function readWorkbook(
  file: string,
  bytes: Uint8Array,
  sheet: string | undefined,
): Promise<Checked<Sheet>> {
  // Held to the limits of archives before any library reads it.
  const files = readArchive(file, bytes, (path) => /\.(?:xml|rels)$|^mimetype$/.test(path));
  if (!files.ok) return files;
  const rows = files.value.files.has('content.xml')
    ? readOds(file, files.value, sheet)
    : await readXlsx(file, errorsAsTexts(bytes, files.value), sheet);
  return rows.ok ? sheetOf(file, { rows: rows.value, place: 'row' }) : rows;
}

/** The library reads a cell with an error as an empty one; as a text the error is seen, and told. */
function errorsAsTexts(bytes: Uint8Array, { files }: ExportFiles): Uint8Array {
  const sheets = [...files].filter(([path]) => /^xl\/worksheets\/[^/]+\.xml$/.test(path));
  const mended = sheets.flatMap(([path, content]) => {
    const text = new TextDecoder().decode(content);
    const changed = text.replace(/(<(?:\w+:)?c\s[^<>]*\bt=)["']e["']/g, '$1"str"');
    return changed === text ? [] : [[path, new TextEncoder().encode(changed)] as const];
  });
  if (mended.length === 0) return bytes;
  return zipSync({ ...Object.fromEntries(files), ...Object.fromEntries(mended) }, { level: 0 });
}

async function readXlsx(
  file: string,
  bytes: Uint8Array,
  wanted: string | undefined,
): Promise<Checked<readonly SourceRow[]>> {
  const { default: readXlsxFile } = await import('read-excel-file/universal');
  try {
    const sheets = await readXlsxFile(bytes.slice().buffer, {
      trim: false,
      parseNumber: (text) => text,
    });
    const found = chosen(
      file,
      sheets.map(({ sheet, data }) => ({ name: sheet, data })),
      wanted,
    );
    if (!found.ok) return found;
    const rows = found.value.data.map((row, index) => ({
      line: index + 1,
      cells: row.slice(0, mostColumns).map(cellText),
    }));
    return checked(rows, []);
  } catch (error) {
    // Any error of the library comes from the bytes.
    return unreadable(
      `${file} is not a readable spreadsheet: ${error instanceof Error ? error.message : 'damaged'}.`,
    );
  }
}

/** A cell as an author sees it, but for formats: numbers in full, dates as 2026-05-17. */
function cellText(value: unknown): string {
  if (value instanceof Date) return value.toISOString().replace(/T00:00:00\.000Z$/, '');
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? numberText(value) : '';
}

/** 0.1 is stored as 0.10000000000000001, and 1e21 is no number that anybody typed. */
function numberText(text: string): string {
  return /^-?\d*\.\d{12,}(?:E-?\d+)?$/.test(text) ? String(Number(text)) : text;
}

function chosen<S extends { readonly name: string }>(
  file: string,
  sheets: readonly S[],
  wanted: string | undefined,
): Checked<S> {
  const found = wanted === undefined ? sheets[0] : sheets.find(({ name }) => name === wanted);
  if (found) return checked(found, []);
  const names = sheets.map(({ name }) => name);
  const near = wanted === undefined ? undefined : nearest(wanted, names);
  return {
    ok: false,
    problems: [
      problem('import/unreadable', {
        detail:
          wanted === undefined
            ? `${file} has no sheet.`
            : `${file} has no sheet "${wanted}". It has: ${names.join(', ')}.`,
        ...(near && { hint: `Did you mean --sheet "${near}"?` }),
      }),
    ],
  };
}

function readOds(
  file: string,
  files: ExportFiles,
  wanted: string | undefined,
): Checked<readonly SourceRow[]> {
  const content = readXml(
    'content.xml',
    plainText(files.files.get('content.xml') ?? new Uint8Array()),
  );
  if (!content.ok) return content;
  const sheets = childrenOf(descend(content.value, 'body', 'spreadsheet'), 'table').map(
    (table) => ({
      name: table.attributes.get('name') ?? '',
      table,
    }),
  );
  const found = chosen(file, sheets, wanted);
  return found.ok ? checked(rowsOf(found.value.table), []) : found;
}

/** Parts of a text with a format of their own are read as the text that they are a part of. */
function plainText(bytes: Uint8Array): Uint8Array {
  const text = new TextDecoder()
    .decode(bytes)
    .replace(/<\/?text:(?:span|a)(?:\s[^<>]*)?>/g, '')
    .replace(/<text:(?:s|tab)(?:\s[^<>]*)?\/>/g, ' ')
    .replace(/<text:line-break(?:\s[^<>]*)?\/>/g, '\n');
  return new TextEncoder().encode(text);
}

/** Rows may stand in groups, and say how often they are repeated. */
function rowsOf(table: Element): readonly SourceRow[] {
  const rows: SourceRow[] = [];
  let line = 0;
  const walk = (element: Element): void => {
    for (const child of element.children) {
      if (child.name !== 'table-row') {
        if (/^table-(?:row-group|header-rows|rows)$/.test(child.name)) walk(child);
        continue;
      }
      const cells = cellsOfRow(child);
      const times = timesOf(child, 'number-rows-repeated');
      const isEmpty = cells.every((cell) => cell === '');
      for (
        let time = 0;
        !isEmpty && time < times && rows.length <= inputLimits.rows.most;
        time += 1
      ) {
        rows.push({ line: line + time + 1, cells });
      }
      line += times;
    }
  };
  walk(table);
  return rows;
}

function cellsOfRow(row: Element): readonly string[] {
  const cells: string[] = [];
  let empty = 0;
  for (const cell of row.children) {
    if (!/table-cell$/.test(cell.name)) continue;
    const text = cell.name === 'covered-table-cell' ? '' : odsText(cell);
    const times = timesOf(cell, 'number-columns-repeated');
    if (text === '') {
      empty += times;
      continue;
    }
    for (; empty > 0 && cells.length < mostColumns; empty -= 1) cells.push('');
    for (let time = 0; time < times && cells.length < mostColumns; time += 1) cells.push(text);
  }
  return cells;
}

function timesOf({ attributes }: Element, name: string): number {
  const times = Number(attributes.get(name) ?? 1);
  return Number.isSafeInteger(times) && times > 0 ? times : 1;
}

function odsText(cell: Element): string {
  const written = childrenOf(cell, 'p').map(({ text }) => text);
  // An error of a formula has the value 0 and is seen in the text alone.
  if (/^(?:#|Err:)/.test(written[0] ?? ''))
    return written.join('\n').replace(/^Err:\d+/, '#VALUE!');
  const value = ['date-value', 'boolean-value', 'value'].flatMap(
    (name) => cell.attributes.get(name) ?? [],
  );
  return value[0] ?? written.join('\n');
}

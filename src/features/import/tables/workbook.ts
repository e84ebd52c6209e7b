import { zipSync } from 'fflate';
import type { Sheet as LibrarySheet, SheetFilterInfo } from 'hucre';
import { nearest } from '../../../document/validate.ts';
import { shellWord } from '../../../model/id-commands.ts';
import { inputLimits, limitInWords } from '../../../model/input-limits.ts';
import { type Checked, checked } from '../../../model/problem.ts';
import { readArchive } from '../exports/archive.ts';
import { scanXml } from '../exports/xml.ts';
import { unreadable } from '../imported.ts';
import { cellLink, cellText, plainPart } from './cells.ts';
import {
  mostColumns,
  type Sheet,
  type SourceRow,
  sheetOf,
  tidyRows,
  tooWide,
  withHead,
} from './sheet.ts';

/** The rows to read: slightly more than may be imported, so that too many are noticed. */
const mostRowsRead = inputLimits.rows.most + 2;

/** Whether an archive is a spreadsheet: XLSX or ODS. */
export function isWorkbook(bytes: Uint8Array): boolean {
  // The names of entries are readable in the bytes of the archive.
  const names = new TextDecoder('latin1').decode(bytes);
  return /xl\/workbook\.xml|(?<![\w/])content\.xml/.test(names);
}

/**
 * Reads one sheet of XLSX or ODS: the named one, otherwise the first visible one with content. The value of a
 * formula is its last result.
 */
export async function readWorkbook(
  file: string,
  bytes: Uint8Array,
  wanted: string | undefined,
): Promise<Checked<Sheet>> {
  const archive = readArchive(file, bytes, (path) => partsOfWorkbook.test(path));
  if (!archive.ok) return archive;
  const { files } = archive.value;
  const parts: Record<string, Uint8Array> = {};
  for (const [path, content] of files) {
    parts[path] = content;
    if (path === 'mimetype') continue;
    const safe = scanXml(path, content, { open: () => {}, text: () => {}, close: () => {} });
    if (!safe.ok) return safe;
    parts[path] = plainPart(path, content);
  }
  try {
    // The library gets only the checked files of the archive.
    const sheets = await openSheets(zipSync(parts, { level: 0 }), files);
    const chosen = await chooseSheet(file, sheets, wanted);
    if (!chosen.ok) return chosen;
    const sheet = chosen.value;
    const rows = await sheet.read();
    const wide = rows.find(({ cells }) => cells.length > mostColumns);
    if (wide) return tooWide(file, `row ${wide.line}`);
    const others: string[] = [];
    for (const other of sheets)
      if (other !== sheet && (await holdsAnything(other))) others.push(other.name);
    return sheetOf(file, {
      rows,
      place: 'row',
      ...(others.length > 0 && { sheets: { read: sheet.name, others } }),
    });
  } catch (error) {
    if (error instanceof TooMuchText) {
      return unreadable(
        `The cells of ${file} have more than ${limitInWords(inputLimits.outline)} of text in all.`,
        'Split it into several tables.',
      );
    }
    // Every error of the library is due to the bytes.
    const why = error instanceof Error ? error.message.replace(/\.$/, '') : 'damaged';
    // Messages of the library name its own options, which users of an import do not have.
    const [, rows, columns] = /spans (\d+) rows x (\d+) columns/.exec(why) ?? [];
    if (rows !== undefined) {
      return unreadable(
        `${file} reaches over ${rows} rows and ${columns} columns, because a cell far away holds something.`,
        'Delete what stands far from the table: its last cell is where Ctrl+End leads.',
      );
    }
    return unreadable(
      `${file} is not a readable spreadsheet: ${why}.`,
      'Open it in a spreadsheet program and save it again.',
    );
  }
}

/** The parts that are read: macros, pictures and charts are not. */
const partsOfWorkbook =
  /^(?!xl\/(?:charts|drawings|pivot|comments|threaded|externalLinks|slicer|timeline)).*\.(?:xml|rels)$|^mimetype$/;

interface WorkbookSheet {
  readonly name: string;
  readonly isHidden: boolean;
  /** Reads the rows; throws the errors of the library. */
  readonly read: () => Promise<readonly SourceRow[]>;
}

/** The sheets in their order. Those of ODS share one part, which is read once. */
async function openSheets(
  bytes: Uint8Array,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<readonly WorkbookSheet[]> {
  const content = files.get('content.xml');
  if (!content) return openXlsx(bytes);
  const { readOds } = await import('hucre/ods');
  const { sheets } = await readOds(bytes, { readStyles: true });
  const facts = factsOfOds(content);
  return sheets.map((sheet, index) => ({
    name: sheet.name,
    isHidden: facts[index]?.isHidden ?? false,
    read: readOnce(async () => rowsOf(sheet, facts[index])),
  }));
}

async function openXlsx(bytes: Uint8Array): Promise<readonly WorkbookSheet[]> {
  const { readXlsx } = await import('hucre/xlsx');
  const found: SheetFilterInfo[] = [];
  await readXlsx(bytes, {
    sheets: (info) => {
      found.push(info);
      return false;
    },
  });
  return found.map(({ name, index, hidden = false, veryHidden = false }) => {
    const options = { sheets: [index], readStyles: true, maxRows: mostRowsRead };
    const read = readOnce(async () => {
      const { sheets } = await readXlsx(bytes, options);
      return sheets.flatMap((sheet) => rowsOf(sheet));
    });
    return { name, isHidden: hidden || veryHidden, read };
  });
}

/** Makes reading cached, since a sheet is first asked whether it has content. */
function readOnce(read: WorkbookSheet['read']): WorkbookSheet['read'] {
  let rows: ReturnType<typeof read> | undefined;
  return () => {
    rows ??= read();
    return rows;
  };
}

/** The cells of a sheet have more text than a table that is itself text. Many cells may share one long text. */
class TooMuchText extends Error {}

/** The rows with any cell, up to the last one with content. */
function rowsOf({ rows, cells, rowDefs }: LibrarySheet, facts?: OdsFacts): readonly SourceRow[] {
  const links = new Map<number, Map<number, string>>();
  for (const [at, cell] of cells ?? []) {
    const [row = 0, column = 0] = at.split(',').map(Number);
    const address = cellLink(cell);
    if (address === undefined) continue;
    const inRow = links.get(row);
    if (inRow) inRow.set(column, address);
    else links.set(row, new Map([[column, address]]));
  }
  let length = 0;
  return rows.flatMap((values, row) => {
    const texts = values.map((value, column) => {
      const at = `${row},${column}`;
      return cellText(facts?.uncalculated.has(at) ? null : value, cells?.get(at));
    });
    length += texts.reduce((sum, text) => sum + text.length, 0);
    if (length > inputLimits.outline.most) throw new TooMuchText();
    const last = texts.findLastIndex((text) => text !== '');
    if (last < 0) return [];
    const leading = links.get(row);
    return [
      {
        line: row + 1,
        cells: texts.slice(0, last + 1),
        ...(leading && { links: leading }),
        ...((facts?.hiddenRows.has(row) ?? rowDefs?.get(row)?.hidden) && { isHidden: true }),
      },
    ];
  });
}

/** Facts about a sheet of ODS that the library does not give. */
interface OdsFacts {
  readonly isHidden: boolean;
  /** Hidden rows, by index. */
  readonly hiddenRows: Set<number>;
  /** Cells with a formula that no program has calculated yet, as `row,column`. */
  readonly uncalculated: Set<string>;
}

function factsOfOds(content: Uint8Array): readonly OdsFacts[] {
  const hiddenStyles = new Set<string>();
  const sheets: OdsFacts[] = [];
  const at = { style: '', row: 0, column: 0, nextRow: 0, nextColumn: 0 };
  const timesIn = (attributes: ReadonlyMap<string, string>, what: string) =>
    Math.max(1, Number(attributes.get(`number-${what}-repeated`) ?? 1));
  scanXml('content.xml', content, {
    open: (name, attributes) => {
      const sheet = sheets.at(-1);
      if (name === 'style') at.style = attributes.get('name') ?? '';
      else if (name === 'table-properties' && attributes.get('display') === 'false')
        hiddenStyles.add(at.style);
      else if (name === 'table') {
        const isHidden = hiddenStyles.has(attributes.get('style-name') ?? '');
        sheets.push({ isHidden, hiddenRows: new Set(), uncalculated: new Set() });
        at.nextRow = 0;
      } else if (name === 'table-row') {
        at.row = at.nextRow;
        at.nextRow += timesIn(attributes, 'rows');
        at.nextColumn = 0;
        const isHidden = /^(?:collapse|filter)$/.test(attributes.get('visibility') ?? '');
        for (let row = at.row; isHidden && row < Math.min(at.nextRow, mostRowsRead); row += 1)
          sheet?.hiddenRows.add(row);
      } else if (/table-cell$/.test(name)) {
        at.column = at.nextColumn;
        at.nextColumn += timesIn(attributes, 'columns');
        const hasValue = [...attributes.keys()].some((key) => /(?:^|-)value$/.test(key));
        if (attributes.has('formula') && !hasValue)
          sheet?.uncalculated.add(`${at.row},${at.column}`);
      } else if (name === 'p') sheet?.uncalculated.delete(`${at.row},${at.column}`);
    },
    text: () => {},
    close: () => {},
  });
  return sheets;
}

async function chooseSheet(
  file: string,
  sheets: readonly WorkbookSheet[],
  wanted: string | undefined,
): Promise<Checked<WorkbookSheet>> {
  if (wanted !== undefined) {
    const sheet = sheets.find(({ name }) => name === wanted);
    if (sheet) return checked(sheet, []);
    const names = sheets.map(({ name }) => name);
    const near = nearest(wanted, names);
    return unreadable(
      `${file} has no sheet "${wanted}". It has: ${names.join(', ')}.`,
      near && `Did you mean --sheet ${shellWord(near)}?`,
    );
  }
  const shown = sheets.filter(({ isHidden }) => !isHidden);
  for (const sheet of shown.length > 0 ? shown : sheets)
    if (await holdsAnything(sheet)) return checked(sheet, []);
  return unreadable(`${file} has no sheet with rows.`, withHead);
}

/** Whether a sheet has content. One that cannot be read may have; one that is a chart has no rows. */
async function holdsAnything(sheet: WorkbookSheet): Promise<boolean> {
  try {
    return tidyRows(await sheet.read()).length > 0;
  } catch (error) {
    return !(error instanceof Error && /missing worksheet file/.test(error.message));
  }
}

import { nearest } from '../../../document/validate.ts';
import { type Checked, checked, problem } from '../../../model/problem.ts';
import { readArchive } from '../exports/archive.ts';
import { odsSheets } from './ods.ts';
import { type Sheet, type SourceRow, sheetOf, tidyRows, unreadable } from './sheet.ts';
import type { WorkbookSheet } from './workbook-sheet.ts';
import { isXlsxPart, xlsxSheets } from './xlsx.ts';

/** Whether an archive is a spreadsheet as programs save it: XLSX or ODS. */
export function isWorkbook(bytes: Uint8Array): boolean {
  // Names of entries stand in it as they are.
  const names = new TextDecoder('latin1').decode(bytes);
  return /xl\/workbook\.xml|(?<![\w/])content\.xml/.test(names);
}

/**
 * Reads one sheet of XLSX or ODS: the one with a name, else the first that is shown and holds
 * anything. Formulas are their last value.
 */
export function readWorkbook(
  file: string,
  bytes: Uint8Array,
  wanted: string | undefined,
): Checked<Sheet> {
  const archive = readArchive(file, bytes, (path) => isXlsxPart(path) || path === 'content.xml');
  if (!archive.ok) return archive;
  const isOds = archive.value.files.has('content.xml');
  const sheets = isOds ? odsSheets(file, archive.value) : xlsxSheets(file, archive.value);
  if (!sheets.ok) return sheets;
  const chosen = chooseSheet(file, sheets.value, wanted);
  if (!chosen.ok) return chosen;
  const { rows, sheet } = chosen.value;
  const others = sheets.value.filter((one) => one !== sheet && holdsAnything(one));
  return sheetOf(file, {
    rows,
    place: 'row',
    ...(others.length > 0 && {
      sheets: { read: sheet.name, others: others.map(({ name }) => name) },
    }),
  });
}

interface ChosenSheet {
  readonly sheet: WorkbookSheet;
  readonly rows: readonly SourceRow[];
}

function chooseSheet(
  file: string,
  sheets: readonly WorkbookSheet[],
  wanted: string | undefined,
): Checked<ChosenSheet> {
  const shown = sheets.filter(({ isHidden }) => !isHidden);
  const [first] = shown.length > 0 ? shown : sheets;
  const asked = wanted === undefined ? first : sheets.find(({ name }) => name === wanted);
  if (!asked) return unknownSheet(file, sheets, wanted);
  const read = asked.read();
  if (!read.ok) return read;
  if (wanted !== undefined || tidyRows(read.value).length > 0)
    return checked({ sheet: asked, rows: read.value }, []);
  const next = shown.find((sheet) => sheet !== asked && holdsAnything(sheet));
  if (!next) return checked({ sheet: asked, rows: read.value }, []);
  const rows = next.read();
  return rows.ok ? checked({ sheet: next, rows: rows.value }, []) : rows;
}

/** A sheet that cannot be read holds what is not known. */
function holdsAnything(sheet: WorkbookSheet): boolean {
  const rows = sheet.read();
  return !rows.ok || tidyRows(rows.value).length > 0;
}

function unknownSheet(
  file: string,
  sheets: readonly WorkbookSheet[],
  wanted: string | undefined,
): Checked<never> {
  if (wanted === undefined) return unreadable(`${file} has no sheet with rows.`);
  const names = sheets.map(({ name }) => name);
  const near = nearest(wanted, names);
  return {
    ok: false,
    problems: [
      problem('import/unreadable', {
        detail: `${file} has no sheet "${wanted}". It has: ${names.join(', ')}.`,
        ...(near && { hint: `Did you mean --sheet "${near}"?` }),
      }),
    ],
  };
}

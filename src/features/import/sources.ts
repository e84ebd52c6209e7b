import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { decodeText, utf16Mark } from '../../document/source-text.ts';
import { type ExportFiles, readFolder } from '../../files/import-folder.ts';
import { readNamed } from '../../files/outside.ts';
import { inputLimits } from '../../model/input-limits.ts';
import { type Checked, checked, type Problem } from '../../model/problem.ts';
import type { World } from '../../run/world.ts';
import { type SourceOutline, unreadable } from './imported.ts';
import {
  importOutlineInto,
  type OutlineImportOptions,
  type OutlineImportResult,
  openImportBook,
} from './into.ts';
import { idsOfSource, sourceName } from './keys.ts';
import type { Mapping, SourceColumn } from './tables/columns.ts';
import type { ConflictChoice, Kept } from './tables/exported-rows.ts';
import type { Sheet } from './tables/sheet.ts';

export interface ImportOutlineOptions extends OutlineImportOptions {
  /** The path of a table (CSV, TSV, XLSX, ODS, rows as JSON) or of an outline as JSON. */
  readonly file: string;
  readonly mappings: readonly Mapping[];
  /** The title of the course for all rows of a table without a column for it; `unit` likewise. */
  readonly course?: string;
  readonly unit?: string;
  /** The name of the sheet of a spreadsheet; absent: the first visible one. */
  readonly sheet?: string;
  /** The side that counts if both changed since the export; absent: the import is refused. */
  readonly conflicts?: ConflictChoice;
}

export interface ImportOutlineResult extends OutlineImportResult {
  /** How the columns of a table were understood. */
  readonly columns?: readonly SourceColumn[];
  /** The place of the row with the column names, if it is not the first: `line 3`. */
  readonly headAt?: string;
  /** For an exported table: changes of the catalog alone, which are kept. */
  readonly kept?: Kept;
}

/**
 * Imports a spreadsheet or a JSON outline into manifests and ledger. If the same source is imported again, it
 * updates the same nodes.
 */
export async function importOutline(
  options: ImportOutlineOptions,
  world: World,
): Promise<Checked<ImportOutlineResult>> {
  const bytes = readNamed(resolve(world.cwd, options.file), options.file, inputLimits.outline);
  if (!bytes.ok) return bytes;
  const source = await readSource(bytes.value, options);
  if (!source.ok) return source;
  if (source.value.courses) {
    const outline = checked(source.value, source.problems);
    return importOutlineInto(outline, options, { world, otherwise });
  }
  return importTable(source.value, options, world);
}

/** The name of the keys if neither the options nor the source give one. */
const otherwise = 'outline';

/** Imports a table, with earlier statements about columns and changes since its export. */
async function importTable(
  sheet: Sheet,
  options: ImportOutlineOptions,
  world: World,
): Promise<Checked<ImportOutlineResult>> {
  const book = openImportBook(world);
  if (!book.ok) return book;
  const { file, conflicts: choice, mappings } = options;
  const { conflictIn, followCatalog, unknownIdsIn } = await import('./tables/since-export.ts');
  const { catalogTable } = await import('./tables/catalog-table.ts');
  const { namesAllIds } = await import('./tables/columns.ts');
  const { exportedSource, outlineOfSheet } = await import('./tables/outline-table.ts');
  const today = () => catalogTable(book.value.place.catalog).table;
  const since = followCatalog(sheet, { today, sha256: world.sha256, choice });
  if (since.unknownIds.length > 0) return unknownIdsIn(file, since.unknownIds);
  const { keys } = book.value;
  const isExported = since.sheet.rows.some(({ cells }) => namesAllIds(cells));
  const name = sourceName(options.source ?? (isExported ? exportedSource : otherwise));
  const known = keys.columns.filter(({ source }) => source === name);
  const read = outlineOfSheet(file, since.sheet, { ...options, known });
  if (!read.ok) return read;
  const { columns, headAt } = read.value;
  const { courses, conflicts, ...places } = since.follow(
    read.value.courses,
    idsOfSource(keys, name),
  );
  const kept: Kept = { ...places, cells: since.kept };
  const clashes = [...since.conflicts, ...conflicts];
  if (clashes.length > 0 && choice === undefined) return conflictIn(file, clashes);
  const by = { world, otherwise, book: book.value, columns: mappings };
  const outline = checked({ ...read.value, courses }, read.problems);
  const imported = importOutlineInto(outline, options, by);
  if (!imported.ok) return imported;
  const isKept = Object.values(kept).some((count) => count > 0);
  return checked(
    { ...imported.value, columns, ...(headAt && { headAt }), ...(isKept && { kept }) },
    imported.problems,
  );
}

/** An outline, or the rows of a table that is not an outline yet. */
type Source = (SourceOutline & { readonly rows?: never }) | (Sheet & { readonly courses?: never });

async function readSource(
  bytes: Uint8Array,
  options: ImportOutlineOptions,
): Promise<Checked<Source>> {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    const { isWorkbook, readWorkbook } = await import('./tables/workbook.ts');
    if (isWorkbook(bytes)) return readWorkbook(options.file, bytes, options.sheet);
  }
  const other = otherForm(options.file, bytes);
  if (other) return other;
  const text = textIn(options.file, bytes);
  return text.ok ? readOutline(text.value, options) : text;
}

/** A text in UTF-8, or in UTF-16 as Excel saves "Unicode Text" and Windows PowerShell its output. */
function textIn(file: string, bytes: Uint8Array): Checked<string> {
  // UTF-32 in the usual order of bytes begins as UTF-16 does.
  if (/^(?:255,254,0,0|0,0,254,255)$/.test(bytes.subarray(0, 4).join()))
    return unreadable(`${file} is a text in UTF-32.`, 'Save it again as UTF-8.');
  const encoding = utf16Of(bytes);
  if (!encoding) return decodeText(file, bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  return text.includes('\0') ? decodeText(file, bytes) : checked(text, []);
}

/** The byte order of UTF-16, by its mark, or by the half of the bytes that is zero in most scripts. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const mark = utf16Mark(bytes);
  if (mark) return mark;
  const start = bytes.subarray(0, 100);
  const zerosIn = (half: 0 | 1) => start.filter((byte, at) => byte === 0 && at % 2 === half).length;
  const [atFirst, atSecond] = [zerosIn(0), zerosIn(1)];
  if (Math.max(atFirst, atSecond) < start.length * 0.4 || Math.min(atFirst, atSecond) > 0)
    return undefined;
  return atSecond > atFirst ? 'utf-16le' : 'utf-16be';
}

/** Reads an outline. The code that reads tables is loaded only for a table. */
async function readOutline(text: string, options: ImportOutlineOptions): Promise<Checked<Source>> {
  if (/^\s*[[{]/.test(text)) {
    const { outlineOfJson, readJson } = await import('./outline-json.ts');
    const { sheetOfJson } = await import('./tables/json-rows.ts');
    const value = readJson(options.file, text);
    if (!value.ok) return value;
    const sheet = sheetOfJson(options.file, value.value, options.mappings);
    return sheet ?? outlineOfJson(options.file, value.value);
  }
  const { readCsv } = await import('./tables/sheet.ts');
  return readCsv(options.file, text);
}

const [webPageForm, xmlForm] = ['a web page', 'XML'];

/** Text documents to which programs give names such as `.xls`. */
const documents: readonly (readonly [RegExp, string])[] = [
  [/^%PDF-/, 'a PDF'],
  [/^SQLite format 3/, 'a database, as Kolibri keeps the topics of a channel'],
  [/^\{\\rtf/, 'a text document (RTF)'],
  // With a cell and its place: a table may have the column names `ID;Page`.
  [/^ID;P(?=.*\n[BC];[XY]\d+;[A-Z])/s, 'a spreadsheet in SYLK'],
  [/^TABLE\r?\n0,1\r?\n/, 'a spreadsheet in DIF'],
  [/^<(?:!doctype\s+html|html|head|body|meta|table|style|div)\b/i, webPageForm],
  [/^<(?:\?xml|!--|[a-z][\w-]*:)/i, xmlForm],
];

/** What bytes begin that are no table, told by the first of them rather than by one that is no UTF-8. */
function formOf(bytes: Uint8Array): string | undefined {
  const starts = (...first: readonly number[]) => first.every((byte, at) => bytes[at] === byte);
  if (starts(0xd0, 0xcf, 0x11, 0xe0))
    return 'a file of an older office program, or one with a password';
  if (starts(0x50, 0x4b, 0x03, 0x04) || starts(0x1f, 0x8b))
    return 'an archive, as spreadsheet programs and course systems write them';
  return documentIn(startOf(bytes));
}

function documentIn(start: string): string | undefined {
  return documents.find(([begins]) => begins.test(start))?.[1];
}

/** The first letters, whether they are written in one byte or in two. */
function startOf(bytes: Uint8Array): string {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 8192));
  return start
    .replace(/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .replaceAll('\0', '')
    .trimStart();
}

function otherForm(file: string, bytes: Uint8Array) {
  const form = formOf(bytes);
  if (form === undefined) return undefined;
  return unreadable(
    `${file} is ${form}. \`import outline\` reads tables (CSV, TSV, XLSX, ODS) and outlines as JSON.`,
    'Save a spreadsheet as XLSX, ODS or CSV. An export of a course: `timeback-catalog import cartridge` or `import olx`.',
  );
}

export interface ImportExportOptions extends OutlineImportOptions {
  /** The export of another course system: an archive, or a folder with its content. */
  readonly file: string;
  /** The course to import, if an Open edX export has several: its folder, key, number or title. */
  readonly course?: string;
}

/** Imports an IMS Common Cartridge into manifests and ledger. */
export function importCartridge(
  options: ImportExportOptions,
  world: World,
): Promise<Checked<OutlineImportResult>> {
  return importPackage(options, world, 'cartridge');
}

/** Imports the tests and items of a QTI package into manifests, as resources of the type `qti`. */
export function importQti(
  options: ImportExportOptions,
  world: World,
): Promise<Checked<OutlineImportResult>> {
  return importPackage(options, world, 'qti');
}

/** Imports a content package: cartridges and QTI packages may hold content of the other. */
async function importPackage(
  options: ImportExportOptions,
  world: World,
  otherwise: string,
): Promise<Checked<OutlineImportResult>> {
  const { isCartridgeFile, readCartridge } = await import('./exports/cartridge.ts');
  const files = await filesOf(options.file, isCartridgeFile, world);
  const outline = files.ok ? readCartridge(options.file, files.value) : files;
  return importOutlineInto(outline, options, { world, otherwise });
}

/** Imports an Open edX course into manifests and ledger. */
export async function importOlx(
  options: ImportExportOptions,
  world: World,
): Promise<Checked<OutlineImportResult>> {
  const { isOlxFile, readOlx } = await import('./exports/olx.ts');
  const files = await filesOf(options.file, isOlxFile, world);
  const outline = files.ok ? readOlx(options.file, files.value, options) : files;
  return importOutlineInto(outline, options, { world, otherwise: 'olx' });
}

const withoutMedia = 'Unpack it, and name its folder: of a folder, no media are read.';

/** The problem of a file that is no archive, and not XML, which a thin cartridge may be. */
function noExport(file: string, form: string): Checked<never> {
  return unreadable(
    `${file} is ${form}, not an export of a course.`,
    form === webPageForm
      ? 'The page of a login was probably saved in its place: log in, and download the export again.'
      : 'Export the course as a Common Cartridge, or write its units and lessons as a table for `timeback-catalog import outline`.',
  );
}

const manifestName = 'imsmanifest.xml';

async function filesOf(
  file: string,
  wanted: (path: string) => boolean,
  { cwd }: World,
): Promise<Checked<ExportFiles>> {
  const path = resolve(cwd, file);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return readFolder(path, wanted);
  const bytes = readNamed(path, file, inputLimits.archive);
  if (!bytes.ok) {
    const isLarge = ({ code }: Problem) => code === inputLimits.archive.code;
    const problems = bytes.problems.map((one) =>
      isLarge(one) ? { ...one, hint: withoutMedia } : one,
    );
    return { ok: false, problems };
  }
  const start = startOf(bytes.value);
  const document = documentIn(start);
  if (document !== undefined && document !== xmlForm) return noExport(file, document);
  // A thin cartridge may be only its manifest.
  if (start.startsWith('<') && wanted(manifestName)) {
    const files = new Map([[manifestName, bytes.value]]);
    return checked({ files, names: [manifestName] }, []);
  }
  const { readArchive } = await import('./exports/archive.ts');
  return readArchive(file, bytes.value, wanted);
}

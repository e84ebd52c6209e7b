import { resolve } from 'node:path';
import { decode } from '../document/decode.ts';
import { readNamed } from '../files/outside-problem.ts';
import type { Outline } from '../import/outline.ts';
import type { Column, Mapping } from '../import/table/columns.ts';
import { limits } from '../model/limits.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import {
  importOutlineInto,
  type OutlineImportOptions,
  type OutlineImportResult,
} from './import-into.ts';
import type { World } from './world.ts';

export interface ImportOutlineOptions extends OutlineImportOptions {
  /** A table (CSV, TSV) or an outline as JSON. */
  readonly file: string;
  readonly mappings: readonly Mapping[];
  /** Titles for all rows of a table that has no column for them. */
  readonly course?: string;
  readonly unit?: string;
}

export interface ImportOutlineResult extends OutlineImportResult {
  /** How the columns of a table were understood. */
  readonly columns?: readonly Column[];
}

/** Takes a spreadsheet or a JSON outline into manifests. The same source again changes them. */
export async function importOutline(
  options: ImportOutlineOptions,
  world: World,
): Promise<Checked<ImportOutlineResult>> {
  const bytes = readNamed(resolve(world.cwd, options.file), options.file, limits.outline);
  if (!bytes.ok) return bytes;
  const other = otherForm(options.file, bytes.value);
  if (other) return { ok: false, problems: [other] };
  const text = decode(options.file, bytes.value);
  if (!text.ok) return text;
  const read = await readOutline(text.value, options);
  if (!read.ok) return read;
  const imported = importOutlineInto(read.value, options, { world, otherwise: 'outline' });
  const { columns } = read.value;
  const problems = [...read.problems, ...imported.problems];
  return imported.ok
    ? checked({ ...imported.value, ...(columns && { columns }) }, problems)
    : { ok: false, problems };
}

/** What reads tables is loaded only for a table. */
async function readOutline(
  text: string,
  options: ImportOutlineOptions,
): Promise<Checked<Outline & { readonly columns?: readonly Column[] }>> {
  if (/^\s*[[{]/.test(text)) {
    const { readJsonOutline } = await import('../import/json/outline-json.ts');
    return readJsonOutline(options.file, text);
  }
  const { readTableOutline } = await import('../import/table/outline-table.ts');
  return readTableOutline(options.file, text, options);
}

/** What is no text at all, told by its first bytes rather than by the first one that is no UTF-8. */
function otherForm(file: string, bytes: Uint8Array): Problem | undefined {
  const starts = (...first: readonly number[]) => first.every((byte, at) => bytes[at] === byte);
  const isZip = starts(0x50, 0x4b, 0x03, 0x04);
  const isOldOffice = starts(0xd0, 0xcf, 0x11, 0xe0);
  if (!isZip && !isOldOffice && !starts(0x1f, 0x8b)) return undefined;
  return problem('import/unreadable', {
    detail: `${file} is no text but ${isOldOffice ? 'a file of an office program' : 'an archive, as spreadsheet programs and course systems write them'}.`,
    hint: 'Save a spreadsheet as CSV in UTF-8. An export of a course: `timeback-catalog import cartridge` or `import olx`.',
  });
}

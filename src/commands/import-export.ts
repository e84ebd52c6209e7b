import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { readFolder } from '../files/import-folder.ts';
import { readNamed } from '../files/outside-problem.ts';
import type { Outline } from '../import/outline.ts';
import { limits } from '../model/limits.ts';
import type { Checked } from '../model/problem.ts';
import {
  importOutlineInto,
  type OutlineImportOptions,
  type OutlineImportResult,
} from './import-into.ts';
import type { World } from './world.ts';

export interface ImportExportOptions extends OutlineImportOptions {
  /** The export of another course system: an archive, or for Open edX a folder. */
  readonly file: string;
}

type Files = ReadonlyMap<string, Uint8Array>;

/** Takes an IMS Common Cartridge into manifests. */
export async function importCartridge(
  options: ImportExportOptions,
  world: World,
): Promise<Checked<OutlineImportResult>> {
  const { isCartridgeFile, readCartridge } = await import('../import/cartridge/cartridge.ts');
  const files = await filesOf(options.file, isCartridgeFile, world);
  const outline = files.ok ? readCartridge(options.file, files.value) : files;
  return into(outline, options, { world, otherwise: 'cartridge' });
}

/** Takes a course of Open edX into manifests. */
export async function importOlx(
  options: ImportExportOptions,
  world: World,
): Promise<Checked<OutlineImportResult>> {
  const { isOlxFile, readOlx } = await import('../import/olx/olx.ts');
  const files = await filesOf(options.file, isOlxFile, world);
  const outline = files.ok ? readOlx(options.file, files.value) : files;
  return into(outline, options, { world, otherwise: 'olx' });
}

function into(
  outline: Checked<Outline>,
  options: ImportExportOptions,
  by: { readonly world: World; readonly otherwise: string },
): Checked<OutlineImportResult> {
  return outline.ok ? importOutlineInto(outline.value, options, by) : outline;
}

async function filesOf(
  file: string,
  wanted: (path: string) => boolean,
  { cwd }: World,
): Promise<Checked<Files>> {
  const path = resolve(cwd, file);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return readFolder(path, wanted);
  const bytes = readNamed(path, file, limits.archive);
  if (!bytes.ok) return bytes;
  const { readArchive } = await import('../import/archive/read-archive.ts');
  return readArchive(file, bytes.value, wanted);
}

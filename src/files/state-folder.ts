import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { UnwritableError, writeWhole } from './write.ts';

/** The folder for what the tool keeps on this machine, relative to the catalog. */
export const stateFolder = '.timeback-catalog';

/**
 * Makes it, readable for its owner only, and gives its path. It keeps itself out of git.
 * Throws an UnwritableError.
 */
export function openStateFolder(catalogFolder: string): string {
  const folder = join(catalogFolder, stateFolder);
  const ignore = join(folder, '.gitignore');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UnwritableError(folder, error);
  }
  if (!existsSync(ignore)) writeWhole(ignore, '*\n');
  return folder;
}

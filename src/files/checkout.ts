import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { entryAt } from './entry.ts';

/** The nearest folder with `.git` in it, as git looks for it. */
export function topAround(folder: string): string | undefined {
  if (entryAt(join(folder, '.git'))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : topAround(above);
}

/**
 * Whether a folder lies in a checkout of git, as it is named or as links lead to it. What is found there
 * may come from a pull request, and belongs to the user all the same: git wrote it for them.
 */
export function liesInCheckout(folder: string): boolean {
  return [folder, realPathOf(folder)].some((path) => topAround(path) !== undefined);
}

/** Where a folder really is, or would be if it were made. */
export function realPathOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    const parent = dirname(folder);
    return parent === folder ? folder : join(realPathOf(parent), basename(folder));
  }
}

import {
  closeSync,
  fstatSync,
  futimesSync,
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { openUnlinked } from './write.ts';

/**
 * Reads a file that may be gone or damaged at any time, if only this user can have written it; undefined if
 * others could write it, or if it has more than `most` bytes. Throws if it does not exist.
 */
export function readOwn(path: string, most: number): Buffer | undefined {
  const file = openUnlinked(path);
  try {
    const about = fstatSync(file);
    if (!about.isFile() || !isOwn(about) || about.size > most) return undefined;
    const bytes = readFileSync(file);
    markUsed(file);
    return bytes;
  } finally {
    closeSync(file);
  }
}

const writableByOthers = 0o022;

/** Windows keeps the folder of a user to that user, and has no such modes. */
function isOwn({ uid, mode }: Stats): boolean {
  const { getuid } = process;
  return !getuid || (uid === getuid() && (mode & writableByOthers) === 0);
}

function markUsed(file: number): void {
  const now = new Date();
  try {
    futimesSync(file, now, now);
  } catch {
    // The file then only seems older than it is.
  }
}

/** Whether other users could change the content of a folder: then nothing is kept there. */
export function isOpenToOthers(folder: string): boolean {
  const about = statSync(folder, { throwIfNoEntry: false });
  return about !== undefined && !isOwn(about);
}

/**
 * Removes the files of a folder whose names match `ours`, those that were not used for longest first, until
 * they have at most `most` bytes. All other files are left alone: somebody may name a folder with other
 * content.
 */
export function shrink(
  folder: string,
  { ours, most }: { readonly ours: RegExp; readonly most: number },
): void {
  const files = readdirSync(folder)
    .filter((name) => ours.test(name))
    .flatMap((name) => {
      const path = join(folder, name);
      // Another process may have removed the file meanwhile.
      const about = lstatSync(path, { throwIfNoEntry: false });
      return about?.isFile() ? [{ path, size: about.size, used: about.mtimeMs }] : [];
    })
    .sort((a, b) => b.used - a.used);
  let total = 0;
  for (const { path, size } of files) {
    total += size;
    if (total > most) rmSync(path, { force: true });
  }
}

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
import { dirname, join } from 'node:path';
import { makeFolder, openUnlinked, writePrivate } from './write.ts';

/**
 * Reads a file that may be gone or damaged at any time, if nobody but this user can have written
 * it; undefined if somebody can, or if it has more bytes than `most`. Throws if there is none.
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

/** Windows keeps the folder of a user to that user. */
function isOwn({ uid, mode }: Stats): boolean {
  const { getuid } = process;
  return !getuid || (uid === getuid() && (mode & writableByOthers) === 0);
}

function markUsed(file: number): void {
  const now = new Date();
  try {
    futimesSync(file, now, now);
  } catch {
    // It is taken for older than it is.
  }
}

/** Whether somebody else could change what a folder holds: then nothing is kept there. */
export function isOpenToOthers(folder: string): boolean {
  const about = statSync(folder, { throwIfNoEntry: false });
  return about !== undefined && !isOwn(about);
}

/** Writes a file, and its folder: whoever looks finds the whole file or none. */
export function writeOwn(path: string, parts: Iterable<Uint8Array>): void {
  makeFolder(dirname(path), 0o700);
  writePrivate(path, parts);
}

/**
 * Removes what was not used for longest, until the files named by a pattern have no more than `most`
 * bytes. Somebody may name a folder with other things in it: those are left alone.
 */
export function shrink(
  folder: string,
  { ours, most }: { readonly ours: RegExp; readonly most: number },
): void {
  const files = readdirSync(folder)
    .filter((name) => ours.test(name))
    .flatMap((name) => {
      const path = join(folder, name);
      // Another process may have removed it meanwhile.
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

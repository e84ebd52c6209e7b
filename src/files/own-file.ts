import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  futimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Reads a file that may be gone or damaged at any time, where nobody but this user can have written
 * it; undefined where somebody can, or where it has more bytes than `most`. Throws where there is none.
 */
export function readOwn(path: string, most: number): Buffer | undefined {
  // Absent on Windows, where making links takes rights of its own.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
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

/**
 * Whether a folder lies in a checkout of git. What is found there may come from a pull request, and
 * belongs to the user all the same: git wrote it for them.
 */
export function liesInCheckout(folder: string): boolean {
  const parent = dirname(folder);
  return existsSync(join(folder, '.git')) || (parent !== folder && liesInCheckout(parent));
}

/** Writes a file, and its folder: whoever looks finds the whole file or none. */
export function writeOwn(path: string, parts: Iterable<Uint8Array>): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}.new`;
  try {
    const file = openSync(beside, 'wx', 0o600);
    try {
      for (const part of parts) writeFileSync(file, part);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
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
      const about = statSync(path, { throwIfNoEntry: false });
      return about ? [{ path, size: about.size, used: about.mtimeMs }] : [];
    })
    .sort((a, b) => b.used - a.used);
  let total = 0;
  for (const { path, size } of files) {
    total += size;
    if (total > most) rmSync(path, { force: true });
  }
}

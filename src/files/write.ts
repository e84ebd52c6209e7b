import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fdatasyncSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { systemCodeOf } from '../model/problem.ts';
import { capital } from '../model/text.ts';
import { systemReasonOf } from './system-reasons.ts';

/** A file that cannot be written: the operating system refused, or something is in its way. */
export class UnwritableError extends Error {
  /** What was not done because of it, as a sentence. */
  readonly undone: string;
  /** Whether the result of the command was already shown on stdout. */
  isAfterResult = false;

  constructor(path: string, cause: unknown, undone = 'The file is unchanged.') {
    const why = cause instanceof Unsafe ? `: ${cause.message}.` : reasonText(cause);
    super(`${path} cannot be written${why}`, { cause });
    this.undone = undone;
  }
}

/** The reason why a file must not be written over. */
class Unsafe extends Error {
  /** The code that the system would give. */
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

/** The code of a system error in brackets, to end the words of a message; empty if there is none. */
export function codeBehind(error: unknown): string {
  const code = systemCodeOf(error);
  return code === undefined ? '' : ` (${code})`;
}

function reasonText(cause: unknown): string {
  const reason = systemReasonOf(systemCodeOf(cause));
  return `${codeBehind(cause)}.${reason ? ` ${capital(reason.says)}.` : ''}`;
}

/**
 * Replaces a file that the user named in one step: readers find the old content or the new one, never a
 * part, and a full disk leaves the old one in place. Makes missing folders. A symbolic link of that name is
 * replaced and never followed; a device, a pipe or a folder is refused. `first` is called when the text is on
 * the disk, beside the file, and may throw. Throws an UnwritableError.
 */
export function writeWhole(path: string, text: string | Uint8Array, first?: () => void): void {
  tryToWrite(path, () => {
    makeFolder(dirname(path));
    replace(path, [text], { first });
  });
}

/**
 * Replaces files of a catalog, by their paths relative to the folder. All new texts are on the disk before
 * the first file is replaced, so a full disk leaves all of them in place. Neither a file nor a folder on the
 * way may be a symbolic link, which a branch could lead anywhere. `check` is called before the first file is
 * replaced, and may throw. Throws an UnwritableError.
 */
export function writeBelow(
  folder: string,
  texts: Iterable<readonly [file: string, text: string]>,
  check?: () => void,
): void {
  const ready: Ready[] = [];
  try {
    for (const [file, text] of texts) {
      const path = join(folder, file);
      tryToWrite(path, () => {
        refuseLinks(folder, file);
        makeFolder(dirname(path));
        ready.push(writeBeside(path, [text]));
      });
    }
    check?.();
    for (const one of ready) tryToWrite(one.path, () => putInPlace(one));
  } finally {
    for (const { beside } of ready) rmSync(beside, { force: true });
  }
}

/** The error for a file that was written by another program since this run read it. */
export function changedMeanwhile(path: string): UnwritableError {
  const why = 'another program changed it while this command was at work';
  return new UnwritableError(path, new Unsafe(why), 'Nothing was written.');
}

/** Removes a file of a catalog. No part of its path may be a symbolic link. Throws an UnwritableError. */
export function removeBelow(folder: string, file: string): void {
  tryToWrite(join(folder, file), () => {
    refuseLinks(folder, file);
    rmSync(join(folder, file));
  });
}

/** Writes a file that only this user may read, in an existing folder. Throws the error of the system. */
export function writePrivate(path: string, parts: Iterable<string | Uint8Array>): void {
  replace(path, parts, { mode: 0o600 });
}

/**
 * Makes a folder and those above it. Throws the error of the system: for a read-only disk Node itself gives
 * ENOENT, so the real error is found by a second call.
 */
export function makeFolder(path: string, mode = 0o777): void {
  try {
    mkdirSync(path, { recursive: true, mode });
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') mkdirSync(firstMissing(path), { mode });
    throw error;
  }
}

function firstMissing(path: string): string {
  const above = dirname(path);
  return above === path || entryAt(above) ? path : firstMissing(above);
}

/** Carries out a write. An error becomes an UnwritableError, which says what was not done because of it. */
export function tryToWrite<T>(path: string, write: () => T, undone?: string): T {
  try {
    return write();
  } catch (error) {
    throw error instanceof UnwritableError ? error : new UnwritableError(path, error, undone);
  }
}

function refuseLinks(folder: string, file: string): void {
  let at = folder;
  for (const step of normalize(file).split(sep)) {
    at = join(at, step);
    if (entryAt(at)?.isSymbolicLink()) {
      throw new Unsafe(
        `${at} is a symbolic link, but files of a catalog are written in their own folder. Put the file or folder itself there`,
      );
    }
  }
}

/**
 * The names of unfinished files. They are beside the final file, since a rename works only within a file
 * system, and no glob matches them.
 */
const leftover = /^\.timeback-catalog-[0-9a-f]{16}\.new$/;

/** A new name for an unfinished file, in the folder of the final one. */
export function nameBeside(path: string): string {
  return join(dirname(path), `.timeback-catalog-${randomDigits()}.new`);
}

function randomDigits(): string {
  return process.getBuiltinModule('node:crypto').randomBytes(8).toString('hex');
}

/** Opens a new file for writing. Throws if anything exists under its name, even a link. */
export function openNew(path: string, mode: number): number {
  const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW = 0 } = constants;
  return openSync(path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, mode);
}

/** Opens an existing file by its own name: no link is followed, and no pipe is waited for. */
export function openUnlinked(path: string, flags = constants.O_RDONLY): number {
  // Windows has neither flag.
  const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  return openSync(path, flags | O_NOFOLLOW | O_NONBLOCK);
}

interface Replacing {
  readonly mode?: number;
  readonly first?: (() => void) | undefined;
}

function replace(
  path: string,
  parts: Iterable<string | Uint8Array>,
  { mode, first }: Replacing,
): void {
  const ready = writeBeside(path, parts, mode);
  try {
    first?.();
    putInPlace(ready);
  } finally {
    rmSync(ready.beside, { force: true });
  }
}

/** A new content that is on the disk, beside the file that it replaces. */
interface Ready {
  readonly path: string;
  readonly beside: string;
}

function writeBeside(path: string, parts: Iterable<string | Uint8Array>, mode?: number): Ready {
  const before = entryAt(path);
  if (before && !before.isFile() && !before.isSymbolicLink()) {
    throw before.isDirectory()
      ? new Unsafe('there is a folder of that name', 'EISDIR')
      : new Unsafe('something with that name exists and is not a file');
  }
  sweep(dirname(path));
  const beside = nameBeside(path);
  try {
    // A private file must not be readable in between, so it gets its final mode at the end.
    const file = openNew(beside, mode ?? (before?.isFile() ? 0o600 : 0o666));
    try {
      for (const part of parts) writeFileSync(file, part);
      if (before?.isFile()) {
        if (mode === undefined) keepAccess(file, before);
        // A new file can be made again; a replaced one must not be lost if the power fails.
        fdatasyncSync(file);
      }
    } finally {
      closeSync(file);
    }
    return { path, beside };
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** The milliseconds before each new try of a rename: together as long as a scanner may need for a file. */
const pauses = [10, 20, 40, 80, 160, 320, 640];

/**
 * Renames a new file over the old one. Windows refuses that while a program has one of them open, as editors,
 * scanners and indexers do for a moment: then it is tried again. At last it throws the error of the system.
 */
function putInPlace({ beside, path }: Ready): void {
  for (const milliseconds of pauses) {
    try {
      renameSync(beside, path);
      return;
    } catch (error) {
      if (!/^(?:EPERM|EACCES|EBUSY)$/.test(systemCodeOf(error) ?? '')) throw error;
      pause(milliseconds);
    }
  }
  renameSync(beside, path);
}

/** Blocks this thread for a time. */
export function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Gives the new file the owner, group and mode of the file that it replaces, as far as this user may. */
function keepAccess(file: number, { uid, gid, mode }: Stats): void {
  const own = fstatSync(file);
  let group = own.gid === gid;
  if (!group || own.uid !== uid) {
    try {
      fchownSync(file, uid, gid);
      group = true;
    } catch {
      // The file has a group that this user is not in.
    }
  }
  const others = mode & 0o007;
  fchmodSync(file, group ? mode & 0o777 : (mode & 0o700) | (others << 3) | others);
}

const anHour = 3_600_000;
const swept = new Set<string>();

/** Removes the unfinished files that killed runs left in a folder. Nothing depends on its success. */
function sweep(folder: string): void {
  if (swept.has(folder)) return;
  swept.add(folder);
  try {
    for (const name of readdirSync(folder).filter((one) => leftover.test(one))) {
      const path = join(folder, name);
      const about = lstatSync(path);
      if (about.isFile() && Date.now() - about.mtimeMs > anHour) rmSync(path, { force: true });
    }
  } catch {
    // The next run tries again.
  }
}

/** The entry of a path, links not followed; undefined if there is none. Throws other system errors. */
export function entryAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (systemCodeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

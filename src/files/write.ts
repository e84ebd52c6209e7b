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

/** A file that cannot be written: the operating system refused, or it is not where it seems to be. */
export class UnwritableError extends Error {
  /** What was not done because of it, as a sentence. */
  readonly undone: string;
  /** The result itself was shown before, on stdout. */
  isAfterResult = false;

  constructor(path: string, cause: unknown, undone = 'The file is unchanged.') {
    const why = cause instanceof Unsafe ? `: ${cause.message}.` : reasonText(cause);
    super(`${path} cannot be written${why}`, { cause });
    this.undone = undone;
  }
}

/** What lies in the way of a write. */
class Unsafe extends Error {
  /** As the system would call it. */
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

/** What the system calls a failure, behind the words of a message. */
export function codeBehind(error: unknown): string {
  const code = systemCodeOf(error);
  return code === undefined ? '' : ` (${code})`;
}

function reasonText(cause: unknown): string {
  const reason = systemReasonOf(systemCodeOf(cause));
  return `${codeBehind(cause)}.${reason ? ` ${capital(reason.says)}.` : ''}`;
}

/**
 * Replaces a file that the user named, at one stroke: whoever reads it finds the old content or the new
 * one, never a half, and a full disk leaves the old one in place. Makes missing folders. A symbolic
 * link of that name is replaced and never followed; a device, a pipe or a folder is refused. Throws an
 * UnwritableError.
 */
export function writeWhole(path: string, text: string | Uint8Array): void {
  attempt(path, () => {
    makeFolder(dirname(path));
    replace(path, [text]);
  });
}

/**
 * The same for a file of a catalog, by its path relative to the folder: neither it nor a folder on the
 * way may be a symbolic link, which a branch could lead anywhere.
 */
export function writeBelow(folder: string, file: string, text: string): void {
  const path = join(folder, file);
  attempt(path, () => {
    refuseLinks(folder, file);
    makeFolder(dirname(path));
    replace(path, [text]);
  });
}

/** Removes a file of a catalog, under the same conditions. Throws an UnwritableError. */
export function removeBelow(folder: string, file: string): void {
  attempt(join(folder, file), () => {
    refuseLinks(folder, file);
    rmSync(join(folder, file));
  });
}

/** Replaces a file that only this user may read, in a folder that is there. Throws what the system says. */
export function writePrivate(path: string, parts: Iterable<string | Uint8Array>): void {
  replace(path, parts, 0o600);
}

/** Makes a folder and those above it. Throws what the system says: of a read-only disk Node says ENOENT. */
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

function attempt(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new UnwritableError(path, error);
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

/** Beside the file, since a file can be renamed only within its file system; hidden from all globs. */
const leftover = /^\.timeback-catalog-[0-9a-f]{16}\.new$/;

/** A new name for a file that is not finished, in the folder of the one that it becomes. */
export function nameBeside(path: string): string {
  return join(dirname(path), `.timeback-catalog-${randomDigits()}.new`);
}

function randomDigits(): string {
  return process.getBuiltinModule('node:crypto').randomBytes(8).toString('hex');
}

/** Opens a file that must not be there yet, whatever lies under its name. */
export function openNew(path: string, mode: number): number {
  const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW = 0 } = constants;
  return openSync(path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, mode);
}

/** Opens what is there under its own name: no link is followed, and no pipe is waited for. */
export function openUnlinked(path: string, flags = constants.O_RDONLY): number {
  // Windows has neither flag.
  const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  return openSync(path, flags | O_NOFOLLOW | O_NONBLOCK);
}

function replace(path: string, parts: Iterable<string | Uint8Array>, mode?: number): void {
  const before = entryAt(path);
  if (before && !before.isFile() && !before.isSymbolicLink()) {
    throw before.isDirectory()
      ? new Unsafe('there is a folder of that name', 'EISDIR')
      : new Unsafe('something with that name exists and is not a file');
  }
  sweep(dirname(path));
  const beside = nameBeside(path);
  try {
    // What was private may be read by nobody on the way, either: the mode that stays comes with the end.
    const file = openNew(beside, mode ?? (before?.isFile() ? 0o600 : 0o666));
    try {
      for (const part of parts) writeFileSync(file, part);
      if (before?.isFile()) {
        if (mode === undefined) keepAccess(file, before);
        // What is new can be made again; what is replaced must not be lost with the power.
        fdatasyncSync(file);
      }
    } finally {
      closeSync(file);
    }
    renameOver(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** Milliseconds until a rename is tried again: in all so long as a scanner looks at a file. */
const pauses = [10, 20, 40, 80, 160, 320, 640];

/**
 * Renames a file over another. Windows refuses that while a program has one of them open, as editors,
 * scanners and indexers have for a moment: then it is tried again. Throws what the system says at last.
 */
function renameOver(from: string, to: string): void {
  for (const milliseconds of pauses) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      if (!/^(?:EPERM|EACCES|EBUSY)$/.test(systemCodeOf(error) ?? '')) throw error;
      pause(milliseconds);
    }
  }
  renameSync(from, to);
}

/** Stops this thread. */
export function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Who may read and write what is replaced may do so with what replaces it. */
function keepAccess(file: number, { uid, gid, mode }: Stats): void {
  const own = fstatSync(file);
  let group = own.gid === gid;
  if (!group || own.uid !== uid) {
    try {
      fchownSync(file, uid, gid);
      group = true;
    } catch {
      // Of a group that this user is not in.
    }
  }
  const others = mode & 0o007;
  fchmodSync(file, group ? mode & 0o777 : (mode & 0o700) | (others << 3) | others);
}

const anHour = 3_600_000;
const swept = new Set<string>();

/** Takes away what runs that were killed left in a folder. Nothing depends on its success. */
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
    // It is there the next time.
  }
}

/** What is under a name, links not followed; undefined if there is nothing. */
export function entryAt(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

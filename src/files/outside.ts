import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Limit, limitInWords, megabytes } from '../model/input-limits.ts';
import {
  type Checked,
  checked,
  failure,
  type Problem,
  problem,
  systemCodeOf,
} from '../model/problem.ts';
import { openUnlinked } from './write.ts';

type FileFound =
  | { readonly type: 'file'; readonly bytes: Uint8Array }
  | { readonly type: 'absent' }
  | { readonly type: 'link' }
  | { readonly type: 'folder' }
  /** A pipe, a socket or a device: reading it may never end, or may have effects. */
  | { readonly type: 'special'; readonly what: string }
  | { readonly type: 'too-large'; readonly size: number }
  /** The operating system refused; `code` is its name for the reason, such as EACCES. */
  | { readonly type: 'refused'; readonly code: string };

interface ReadLimits {
  /** The most bytes to read. Files that do not tell their size are read up to it as well. */
  readonly most: number;
  /**
   * Links in a checkout must be refused, since they could lead to any file of the machine. A link that a
   * user names is followed.
   */
  readonly links: 'refused' | 'followed';
}

/**
 * Reads a file that this tool did not write itself. All such reads happen here: anything but a plain file
 * is refused before it is opened, since opening a pipe waits for ever and opening a device may have
 * effects; a change since then is noticed on the opened file; and reading ends at a limit.
 *
 * `known`, from reading its folder, saves the first look at the file. Never throws for what it finds.
 */
export function readOutside(
  path: string,
  { most, links }: ReadLimits,
  known?: Pick<Stats, 'isFile'>,
): FileFound {
  try {
    if (!known?.isFile()) {
      const about = links === 'followed' ? statSync(path, once) : lstatSync(path, once);
      if (!about) return { type: 'absent' };
      const other = unlessFile(about);
      if (other) return other;
    }
    return readFile(path, { most, links });
  } catch (error) {
    const code = systemCodeOf(error) ?? 'unknown';
    // The path became a link after the look.
    if (code === 'ELOOP') return { type: 'link' };
    return code === 'ENOENT' || code === 'ENOTDIR' ? { type: 'absent' } : { type: 'refused', code };
  }
}

/** Whether a path exists and is no folder. Reading it tells what it is. */
export function isFileThere(path: string): boolean {
  try {
    return lstatSync(path, once)?.isDirectory() === false;
  } catch {
    return false;
  }
}

/** Why a file is not read, as a sentence about `name`; undefined if it was read or does not exist. */
export function whyNotRead(found: FileFound, name: string, limit: Limit): string | undefined {
  switch (found.type) {
    case 'file':
    case 'absent':
      return undefined;
    case 'link':
      return `${name} is a symbolic link, which is not followed.`;
    case 'folder':
      return `${name} is a folder, not a file.`;
    case 'special':
      return `${name} is ${found.what}, not a file.`;
    case 'too-large':
      return `${name} has ${megabytes(found.size)} or more; at most ${limitInWords(limit)} are read.`;
    case 'refused':
      return `${name} cannot be opened (${found.code}).`;
  }
}

const once = { throwIfNoEntry: false } as const;

/** Opens a pipe without waiting for its writer. Windows has no such flag. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

function readFile(path: string, { most, links }: ReadLimits): FileFound {
  const file = links === 'followed' ? openSync(path, withoutWaiting) : openUnlinked(path);
  try {
    const about = fstatSync(file);
    const other = unlessFile(about);
    if (other) return other;
    if (about.size > most) return { type: 'too-large', size: about.size };
    // The files of /proc have no size, and some of them have no end.
    const bytes = about.size > 0 ? readAtMost(file, about.size) : readToEnd(file, most);
    return bytes ? { type: 'file', bytes } : { type: 'too-large', size: most };
  } finally {
    closeSync(file);
  }
}

function unlessFile(about: Stats): FileFound | undefined {
  if (about.isFile()) return undefined;
  if (about.isSymbolicLink()) return { type: 'link' };
  if (about.isDirectory()) return { type: 'folder' };
  if (about.isFIFO()) return { type: 'special', what: 'a pipe' };
  return { type: 'special', what: about.isSocket() ? 'a socket' : 'a device' };
}

function readAtMost(file: number, size: number): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(size);
  let length = 0;
  while (length < size) {
    const read = readSync(file, bytes, length, size - length, null);
    if (read === 0) break;
    length += read;
  }
  return length === size ? bytes : bytes.subarray(0, length);
}

const piece = 64 * 1024;

function readToEnd(file: number, most: number): Uint8Array | undefined {
  const pieces: Uint8Array[] = [];
  for (let length = 0; length <= most; ) {
    const bytes = readAtMost(file, piece);
    pieces.push(bytes);
    length += bytes.length;
    if (bytes.length === 0) return Buffer.concat(pieces);
  }
  return undefined;
}

/** The problem of a file of a checkout that exists and is not read, placed at the file. */
export function notRead(
  found: FileFound,
  { file, what, limit }: { readonly file: string; readonly what?: string; readonly limit: Limit },
): Problem | undefined {
  const name = what === undefined ? file : `${file}, ${what},`;
  const detail = whyNotRead(found, name, limit);
  if (detail === undefined) return undefined;
  const span = { file, start: { line: 1, column: 1 } };
  switch (found.type) {
    case 'link':
      return problem('file/symbolic-link', {
        detail: `${detail} A link in a pull request could point at any file on the machine that makes the plan.`,
        hint: 'Put the file itself here.',
        span,
      });
    case 'too-large':
      return problem('file/too-large', {
        detail,
        hint: limit.hint ?? 'Restore it from git.',
        span,
      });
    case 'refused':
      return problem('file/unreadable', { detail, hint: 'Check its permissions.', span });
    default: {
      const hint = 'Replace it with a file, or remove it.';
      return problem('file/unreadable', { detail, hint, span });
    }
  }
}

/**
 * The problem of an entry of a folder that is not found by its own name, since the name is no UTF-8: another
 * system wrote it, and it is listed with U+FFFD in place of its letters. None if the entry is just gone.
 */
export function misnamed(file: string): Problem[] {
  if (!file.includes('\ufffd')) return [];
  const detail = `${file} cannot be opened: its name is not in UTF-8.`;
  const span = { file, start: { line: 1, column: 1 } };
  return [problem('file/unreadable', { detail, hint: 'Rename it.', span })];
}

/** The bytes of a file at a fixed place of a catalog; undefined if there is none. Links are refused. */
export function readPlaced(
  path: string,
  about: { readonly file: string; readonly what: string; readonly limit: Limit },
): Checked<Uint8Array | undefined> {
  const found = readOutside(path, { most: about.limit.most, links: 'refused' });
  const fault = notRead(found, about);
  if (fault) return { ok: false, problems: [fault] };
  return checked(found.type === 'file' ? found.bytes : undefined, []);
}

/** The bytes of a file that a user names, at any place and through any links. A missing file is a problem. */
export function readNamed(path: string, name: string, limit: Limit): Checked<Uint8Array> {
  const found = readOutside(path, { most: limit.most, links: 'followed' });
  if (found.type === 'file') return checked(found.bytes, []);
  const detail = whyNotRead(found, name, limit) ?? `${name} does not exist.`;
  const code = found.type === 'too-large' ? 'file/too-large' : 'file/unreadable';
  const hint = hintForNamed(found);
  return failure(code, { detail, ...(hint && { hint }) });
}

function hintForNamed({ type }: FileFound): string | undefined {
  if (type === 'special') return 'Save its output as a file, and name that file.';
  return type === 'too-large' ? 'Split it, or remove what is not needed.' : undefined;
}

/**
 * Whether a file exists below a folder under exactly this name: no part of the path is a link, and none
 * differs in case, which some systems ignore. `path` has slashes.
 */
export function isFileBelow(folder: string, path: string): boolean {
  const [name = '', ...rest] = path.split('/');
  const there = join(folder, name);
  const found = lstatSync(there, { throwIfNoEntry: false });
  if (!found || !hasEntry(folder, name)) return false;
  return rest.length === 0
    ? found.isFile()
    : found.isDirectory() && isFileBelow(there, rest.join('/'));
}

/** Whether a folder has an entry. Its name may be in another Unicode form than the one that git keeps. */
function hasEntry(folder: string, name: string): boolean {
  const wanted = name.normalize('NFC');
  try {
    return readdirSync(folder).some((entry) => entry.normalize('NFC') === wanted);
  } catch {
    return false;
  }
}

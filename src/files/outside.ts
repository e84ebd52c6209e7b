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
import { inputLimits, type Limit, limitInWords, megabytes } from '../model/input-limits.ts';
import {
  type Checked,
  checked,
  failure,
  type Problem,
  problem,
  systemCodeOf,
} from '../model/problem.ts';
import { openUnlinked } from './write.ts';

/** What was found where a file is looked for. */
type FileFound =
  | { readonly type: 'file'; readonly bytes: Uint8Array }
  | { readonly type: 'absent' }
  | { readonly type: 'link' }
  | { readonly type: 'folder' }
  /** A pipe, a socket or a device: reading it may never end, or do something. */
  | { readonly type: 'special'; readonly what: string }
  | { readonly type: 'too-large'; readonly size: number }
  /** The operating system refused; `code` is its name for the reason, such as EACCES. */
  | { readonly type: 'refused'; readonly code: string };

interface ReadLimits {
  /** The most bytes that are taken. Files that do not tell how large they are end there as well. */
  readonly most: number;
  /**
   * What lies in a checkout is never reached by a link, which could lead to any file of the machine.
   * A link that a user names is followed.
   */
  readonly links: 'refused' | 'followed';
}

/** What the caller knows of a file already, from reading its folder or from a look of its own. */
interface Known {
  readonly isFile: () => boolean;
}

/**
 * Reads a file that this tool did not write itself. The one place where that is done: what is no
 * plain file is refused before it is opened, since opening a pipe waits for ever and opening a device
 * may do something; what changed meanwhile is noticed on the opened file; and reading ends at a limit.
 *
 * `known` saves the first look, if it was just taken. Never throws for what it finds.
 */
export function readOutside(path: string, { most, links }: ReadLimits, known?: Known): FileFound {
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
    // It became a link since the look.
    if (code === 'ELOOP') return { type: 'link' };
    return code === 'ENOENT' || code === 'ENOTDIR' ? { type: 'absent' } : { type: 'refused', code };
  }
}

/** Whether a path is there, and no folder: what it is, reading says. */
export function isFileThere(path: string): boolean {
  try {
    return lstatSync(path, once)?.isDirectory() === false;
  } catch {
    return false;
  }
}

/** Why something found is not read, as a sentence about `name`; absent if it was read or is not there. */
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

/** Does not wait for whoever writes to a pipe. Windows has no such flag. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

function readFile(path: string, { most, links }: ReadLimits): FileFound {
  const file = links === 'followed' ? openSync(path, withoutWaiting) : openUnlinked(path);
  try {
    const about = fstatSync(file);
    const other = unlessFile(about);
    if (other) return other;
    if (about.size > most) return { type: 'too-large', size: about.size };
    // The files of /proc have no size, and some of them no end.
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

/** Why a file of a checkout is not read, placed at the file; absent if it was read or is not there. */
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
      return problem('file/too-large', { detail, hint: hintOf(limit), span });
    case 'refused':
      return problem('file/unreadable', { detail, hint: 'Check its permissions.', span });
    default: {
      const hint = 'Replace it with a file, or remove it.';
      return problem('file/unreadable', { detail, hint, span });
    }
  }
}

function hintOf(limit: Limit): string {
  return limit === inputLimits.manifest
    ? 'Split it, for example one file per unit, and join the parts with `include`.'
    : 'Restore it from git.';
}

/** The bytes of a file that stands at a fixed place of a catalog; undefined if there is none. */
export function readPlaced(
  path: string,
  about: { readonly file: string; readonly what: string; readonly limit: Limit },
): Checked<Uint8Array | undefined> {
  const found = readOutside(path, { most: about.limit.most, links: 'refused' });
  const fault = notRead(found, about);
  if (fault) return { ok: false, problems: [fault] };
  return checked(found.type === 'file' ? found.bytes : undefined, []);
}

/** The bytes of a file that somebody names, wherever it lies and by whatever links. */
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
 * Whether a file is there under exactly this name, below a folder: no part of the way is a link, and
 * none is spelt otherwise, as systems allow that take `A` and `a` for one name. `path` has slashes.
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

/** A name may be spelt in another form of Unicode than git keeps. */
function hasEntry(folder: string, name: string): boolean {
  const wanted = name.normalize('NFC');
  try {
    return readdirSync(folder).some((entry) => entry.normalize('NFC') === wanted);
  } catch {
    return false;
  }
}

import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
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
import { join } from 'node:path';

/**
 * Keeps lines of text that take long to work out, each set under a key that stands for everything
 * it was worked out from. Only ever a shortcut: what is damaged, unfinished or not this user's own
 * is not found, and what cannot be kept is not. Any number of processes may share the folder.
 */
export interface Cache {
  /** The lines kept under a key: 64 hexadecimal digits. */
  readonly find: (key: string) => Iterable<string> | undefined;
  readonly keep: (key: string, lines: Iterable<string>) => void;
}

export interface CacheOptions {
  /** Bytes that the files may have together; what was not used for longest goes first. */
  readonly most?: number;
  /** Told why something could not be kept. */
  readonly debug?: (line: string) => void;
}

const usual = 256 * 1024 * 1024;

export function openCache(folder: string, { most = usual, debug }: CacheOptions = {}): Cache {
  const pathOf = (key: string) => join(folder, `${key}${extension}`);
  return {
    find: (key) => {
      try {
        const bytes = readOwn(pathOf(key), most);
        return bytes && linesOf(bytes, key);
      } catch {
        return undefined;
      }
    },
    keep: (key, lines) => {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        write(pathOf(key), sealed(lines, { key, most }));
        shrink(folder, most);
      } catch (error) {
        debug?.(`cache: ${error instanceof Error ? error.message : error}`);
      }
    },
  };
}

const extension = '.lines';
/** Somebody may name a folder with other things in it: those are left alone. */
const ours = /^[0-9a-f]{64}\.lines(\.[\w.]+\.new)?$/;

const newline = 0x0a;
/** What a file ends with: a digest of its key and of everything before, in hexadecimal. */
const sealLength = 65;

function* sealed(
  lines: Iterable<string>,
  { key, most }: { readonly key: string; readonly most: number },
): Generator<Uint8Array> {
  const hash = createHash('sha256').update(key);
  let size = sealLength;
  for (const line of lines) {
    const bytes = Buffer.from(`${line}\n`);
    size += bytes.length;
    if (size > most) throw new Error(`more than ${most} bytes are not kept`);
    hash.update(bytes);
    yield bytes;
  }
  yield Buffer.from(`${hash.digest('hex')}\n`);
}

/** The lines, where all of them are as they were written under this key. */
function linesOf(bytes: Buffer, key: string): Iterable<string> | undefined {
  const body = bytes.subarray(0, Math.max(0, bytes.length - sealLength));
  const seal = createHash('sha256').update(key).update(body).digest('hex');
  return bytes.toString('latin1', body.length) === `${seal}\n` ? split(body) : undefined;
}

function* split(body: Buffer): Generator<string> {
  let start = 0;
  for (let end = body.indexOf(newline); end >= 0; end = body.indexOf(newline, start)) {
    yield body.toString('utf8', start, end);
    start = end + 1;
  }
}

/** Reads what nobody else could have written. */
function readOwn(path: string, most: number): Buffer | undefined {
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

/** Whoever looks finds the whole file or none. */
function write(path: string, parts: Iterable<Uint8Array>): void {
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

function shrink(folder: string, most: number): void {
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

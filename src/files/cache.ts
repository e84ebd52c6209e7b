import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readOwn, shrink } from './own-file.ts';
import { makeFolder, writePrivate } from './write.ts';

/**
 * A cache of lines of text that take long to compute, each set under a key of everything that it was
 * computed from. It is only a shortcut: files that are damaged, unfinished or not this user's own are not
 * found, and a failure to keep lines is no error. Any number of processes may share the folder.
 */
export interface TextCache {
  /** The lines that are kept under a key of 64 hexadecimal digits; undefined if there are none. */
  readonly find: (key: string) => Iterable<string> | undefined;
  /** Keeps lines under a key. A failure only goes to `debug`. */
  readonly keep: (key: string, lines: Iterable<string>) => void;
}

export interface TextCacheOptions {
  /** The bytes that the files may have together. The file that was not used for longest is removed first. */
  readonly most?: number;
  /** Gets the reason if lines could not be kept. */
  readonly debug?: (line: string) => void;
}

const usual = 256 * 1024 * 1024;

/** Opens a cache in a folder, which is made when the first lines are kept. */
export function openTextCache(
  folder: string,
  { most = usual, debug }: TextCacheOptions = {},
): TextCache {
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
        makeFolder(folder, 0o700);
        writePrivate(pathOf(key), sealed(lines, { key, most }));
        shrink(folder, { ours, most });
      } catch (error) {
        debug?.(`cache: ${error instanceof Error ? error.message : error}`);
      }
    },
  };
}

const extension = '.lines';
const ours = /^[0-9a-f]{64}\.lines$/;

const newline = 0x0a;
/** The length of the last line of a file: the digest of its key and of everything before, in hexadecimal. */
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
    if (size > most) throw new Error(`more than ${most} bytes are not cached`);
    hash.update(bytes);
    yield bytes;
  }
  yield Buffer.from(`${hash.digest('hex')}\n`);
}

/** The lines of a file; undefined unless all of them are as they were written under this key. */
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

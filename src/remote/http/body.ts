import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { limits } from '../limits.ts';

/** The share of one answer in the memory that all answers in flight use together. */
export interface Lease {
  /** Takes more bytes; false if there is no room for them. */
  readonly take: (bytes: number) => boolean;
  /** Gives all taken bytes back. */
  readonly end: () => void;
}

/** Memory for all answers in flight, in bytes. Each call of the result gives the lease of one answer. */
export function openRoom(most: number = limits.inFlight): () => Lease {
  let left = most;
  return () => {
    let taken = 0;
    return {
      take: (bytes) => {
        if (bytes > left) return false;
        left -= bytes;
        taken += bytes;
        return true;
      },
      end: () => {
        left += taken;
        taken = 0;
      },
    };
  };
}

/** The body of an answer, or its beginning if a limit was reached. */
export interface Body {
  readonly bytes: Buffer;
  /** Why the rest was not read: this answer was too long, or all answers in flight together were. */
  readonly over?: 'answer' | 'room';
}

/** How many bytes may be read: of one answer, and of all answers in flight. */
export interface BodyLimits {
  readonly most: number;
  readonly lease: Lease;
}

const firstPart = 16 * 1024;

/**
 * Reads a stream, and destroys it as soon as it has more than `most` bytes. `expected` is the size that the
 * sender announced. Rejects with the error of the stream if it breaks off. Uses events, since a loop over the
 * stream takes several times as long and every answer is read here.
 */
export function readStream(source: Readable, by: BodyLimits, expected = 0): Promise<Body> {
  const buffer = growingBuffer(by, expected);
  return new Promise((resolve, reject) => {
    source.on('data', (chunk: Uint8Array) => {
      if (buffer.add(chunk)) return;
      source.destroy();
      resolve(buffer.body());
    });
    source.on('end', () => resolve(buffer.body()));
    source.on('error', reject);
    source.on('close', () => {
      // Node's own error for a stream that is closed before its end.
      const code = 'ERR_STREAM_PREMATURE_CLOSE';
      if (!source.readableEnded) reject(Object.assign(new Error('Premature close'), { code }));
    });
  });
}

/** Reads the body of an answer that came from `fetch`, with the same limits as `readStream`. */
export async function readWebStream(
  source: ReadableStream<Uint8Array>,
  by: BodyLimits,
): Promise<Body> {
  const buffer = growingBuffer(by, 0);
  const reader = source.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (buffer.add(part.value)) continue;
    await reader.cancel();
    break;
  }
  return buffer.body();
}

/**
 * Collects chunks in one growing buffer: a list of a million one-byte chunks would take a hundred times the
 * memory.
 */
function growingBuffer({ most, lease }: BodyLimits, expected: number) {
  let held: Buffer = Buffer.alloc(0);
  let length = 0;
  let over: Body['over'];
  /** Adds a chunk; false if there is no room for it. */
  const add = (chunk: Uint8Array): boolean => {
    if (over) return false;
    const fits = Math.min(chunk.length, most - length);
    if (length + fits > held.length) {
      // Many answers are one chunk, which is kept without spare room.
      const atLeast = length + fits;
      const size = length === 0 ? fits : Math.min(most, Math.max(firstPart, expected, 2 * atLeast));
      if (!lease.take(size - held.length)) {
        over = 'room';
        return false;
      }
      if (length === 0) held = Buffer.from(chunk.buffer, chunk.byteOffset, fits);
      else {
        const larger = Buffer.allocUnsafe(size);
        larger.set(held.subarray(0, length));
        held = larger;
      }
    }
    if (length > 0) held.set(chunk.subarray(0, fits), length);
    length += fits;
    if (fits < chunk.length) over = 'answer';
    return over === undefined;
  };
  return {
    add,
    body: (): Body => ({ bytes: held.subarray(0, length), ...(over && { over }) }),
  };
}

/** The body without its content encodings, the last one first; one that is not known ends it. */
export async function unpacked(
  packed: Body,
  encodings: string | undefined,
  by: BodyLimits,
): Promise<Body> {
  let body = packed;
  for (const encoding of (encodings ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .reverse()) {
    if (body.bytes.length === 0 || encoding === '' || encoding === 'identity') continue;
    const unpack = unpackerOf(encoding, body.bytes);
    if (!unpack) return body;
    // An incomplete packed body cannot be unpacked.
    if (body.over) return { ...body, bytes: Buffer.alloc(0) };
    unpack.end(body.bytes);
    body = await readStream(unpack, by);
  }
  return body;
}

/** The zlib stream that unpacks an encoding. Loads zlib only if needed: many platforms pack no answers. */
function unpackerOf(encoding: string, [first = 0]: Buffer) {
  const zlib = process.getBuiltinModule('node:zlib');
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip();
    case 'deflate':
      // Some servers leave out the header of zlib, and browsers read that as well.
      return first % 16 === 8 ? zlib.createInflate() : zlib.createInflateRaw();
    case 'br':
      return zlib.createBrotliDecompress();
    case 'zstd':
      return zlib.createZstdDecompress();
    default:
      return undefined;
  }
}

/** Bytes as text, without the byte order mark that some servers send first. */
export function textOfBytes(bytes: Buffer): { readonly text: string; readonly isUtf8: boolean } {
  const text = bytes.toString('utf8');
  return { text: text.startsWith('\ufeff') ? text.slice(1) : text, isUtf8: isUtf8(bytes) };
}

/**
 * An upper limit of the number of values in a JSON text: every value but the first follows `,`, `[` or `{`.
 */
export function valuesIn(bytes: Buffer): number {
  let values = 1;
  for (let index = 0; index < bytes.length; index += 1) values += before[bytes[index] ?? 0] ?? 0;
  return values;
}

/** 1 for each byte that a value may follow. A table takes half the time of comparing. */
const before = new Uint8Array(256);
for (const byte of Buffer.from(',[{')) before[byte] = 1;

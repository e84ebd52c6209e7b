import type { Readable } from 'node:stream';

/** What one answer takes of the room that all on their way share. */
export interface Lease {
  /** Whether there was room for so many bytes more. */
  readonly take: (bytes: number) => boolean;
  /** Gives back all that was taken. */
  readonly end: () => void;
}

/** Room for so many bytes; each call of what it gives is a lease of it. */
export function openRoom(most: number): () => Lease {
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

/** Why the rest was left: one answer was too long, or all on their way were together. */
export type Over = 'answer' | 'room';

export interface Gathered {
  readonly bytes: Buffer;
  readonly over?: Over;
}

const firstPart = 16 * 1024;

/**
 * Gathers what arrives on a stream, and ends it as soon as it is more than `most` bytes. `expected` is
 * the size that the sender names. Rejects with what the stream says if it breaks off. By events, since
 * to go through a stream in a loop takes several times as long, and every answer passes here.
 */
export function gather(
  source: Readable,
  most: number,
  lease: Lease,
  expected = 0,
): Promise<Gathered> {
  const intake = openIntake(most, lease, expected);
  return new Promise((resolve, reject) => {
    source.on('data', (chunk: Uint8Array) => {
      if (intake.takes(chunk)) return;
      source.destroy();
      resolve(intake.gathered());
    });
    source.on('end', () => resolve(intake.gathered()));
    source.on('error', reject);
    source.on('close', () => {
      if (!source.readableEnded) reject(brokenOff());
    });
  });
}

/** What Node says of a stream that is closed before its end. */
function brokenOff(): Error {
  return Object.assign(new Error('Premature close'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
}

/** The same of the body of an answer that came by another way than the network. */
export async function gatherBody(
  body: ReadableStream<Uint8Array>,
  most: number,
  lease: Lease,
): Promise<Gathered> {
  const intake = openIntake(most, lease, 0);
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (intake.takes(part.value)) continue;
    await reader.cancel();
    break;
  }
  return intake.gathered();
}

/**
 * Grows one buffer, since a million chunks of one byte would take a hundred times as much. `takes`:
 * whether there is room for more.
 */
function openIntake(most: number, lease: Lease, expected: number) {
  let held: Buffer = Buffer.alloc(0);
  let length = 0;
  let over: Over | undefined;
  const takes = (chunk: Uint8Array): boolean => {
    if (over) return false;
    const fits = Math.min(chunk.length, most - length);
    if (length + fits > held.length) {
      // Many answers are one chunk, which is taken as it is.
      const atLeast = length + fits;
      const size = length === 0 ? fits : Math.min(most, Math.max(firstPart, expected, 2 * atLeast));
      if (!lease.take(size - held.length)) {
        over = 'room';
        return false;
      }
      held =
        length === 0
          ? Buffer.from(chunk.buffer, chunk.byteOffset, fits)
          : grown(held.subarray(0, length), size);
    }
    if (length > 0) held.set(chunk.subarray(0, fits), length);
    length += fits;
    if (fits < chunk.length) over = 'answer';
    return over === undefined;
  };
  const gathered = (): Gathered => ({ bytes: held.subarray(0, length), ...(over && { over }) });
  return { takes, gathered };
}

function grown(bytes: Buffer, size: number): Buffer {
  const larger = Buffer.allocUnsafe(size);
  larger.set(bytes);
  return larger;
}

/** At most as many values as a JSON text holds: each follows one of these signs, but for the first. */
export function valuesIn(bytes: Buffer): number {
  let values = 1;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === comma || byte === bracket || byte === brace) values += 1;
  }
  return values;
}

const comma = 0x2c;
const bracket = 0x5b;
const brace = 0x7b;

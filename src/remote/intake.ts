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
 * Gathers what arrives, and ends the source as soon as it is more than `most`. It grows one buffer,
 * since a million chunks of one byte would take a hundred times as much; `expected` is the size that
 * the sender names.
 */
export async function gather(
  source: AsyncIterable<Uint8Array>,
  most: number,
  lease: Lease,
  expected = 0,
): Promise<Gathered> {
  let held: Buffer = Buffer.alloc(0);
  let length = 0;
  for await (const chunk of source) {
    const fits = Math.min(chunk.length, most - length);
    if (length + fits > held.length) {
      // Many answers are one chunk, which is taken as it is.
      const atLeast = length + fits;
      const size = length === 0 ? fits : Math.min(most, Math.max(firstPart, expected, 2 * atLeast));
      if (!lease.take(size - held.length)) return { bytes: held.subarray(0, length), over: 'room' };
      held =
        length === 0
          ? Buffer.from(chunk.buffer, chunk.byteOffset, fits)
          : grown(held.subarray(0, length), size);
    }
    if (length > 0) held.set(chunk.subarray(0, fits), length);
    length += fits;
    if (fits < chunk.length) return { bytes: held.subarray(0, length), over: 'answer' };
  }
  return { bytes: held.subarray(0, length) };
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

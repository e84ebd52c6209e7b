import fc from 'fast-check';

const lengths = 8;
const longestCase = 1_000_000;

/** Memory that the fuzzing thread writes and the watching thread reads, even during an endless call. */
export const newHeartbeat = (): SharedArrayBuffer => new SharedArrayBuffer(lengths + longestCase);

/** Records a case before it is tried. */
export function beat(shared: SharedArrayBuffer): (given: unknown) => void {
  const [counts, text] = views(shared);
  return (given) => {
    const bytes = new TextEncoder().encodeInto(fc.stringify(given), text).written;
    Atomics.store(counts, 1, bytes);
    Atomics.add(counts, 0, 1);
  };
}

/** The number of cases that were begun, including those of shrinking. */
export function casesBegun(shared: SharedArrayBuffer): number {
  return Atomics.load(views(shared)[0], 0);
}

/** The case that was begun last. */
export function lastCase(shared: SharedArrayBuffer): string {
  const [counts, text] = views(shared);
  // A decoder refuses shared memory.
  return new TextDecoder().decode(text.slice(0, Atomics.load(counts, 1)));
}

function views(shared: SharedArrayBuffer): [Int32Array, Uint8Array] {
  return [new Int32Array(shared, 0, 2), new Uint8Array(shared, lengths)];
}

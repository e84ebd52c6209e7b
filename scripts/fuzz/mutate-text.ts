import fc from 'fast-check';

interface Splice {
  /** The position in the text, from 0 to 1. */
  readonly at: number;
  readonly length: number;
  readonly insert: string;
}

/** A text with some ranges replaced, and perhaps cut off. */
export function damaged(
  text: fc.Arbitrary<string>,
  piece: fc.Arbitrary<string>,
): fc.Arbitrary<string> {
  const splice: fc.Arbitrary<Splice> = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.oneof(fc.constant(0), fc.nat({ max: 20 })),
    insert: fc.oneof(piece, repeated(piece), fc.string({ unit: 'binary', maxLength: 5 })),
  });
  const end = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: 1, freq: 2 });
  return fc
    .tuple(text, fc.array(splice, { maxLength: 3 }), end)
    .map(([whole, splices, part]) =>
      splices
        .reduce(spliced, whole)
        .slice(0, Math.ceil(whole.length * part) + (part < 1 ? 0 : 1e9)),
    );
}

function spliced(text: string, { at, length, insert }: Splice): string {
  const start = Math.floor(at * text.length);
  return text.slice(0, start) + insert + text.slice(start + length);
}

/** Long repetitions of one piece, which take a careless regular expression very long. */
function repeated(piece: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(piece, fc.oneof({ weight: 9, arbitrary: fc.nat({ max: 50 }) }, fc.constant(3000)))
    .map(([text, times]) => text.repeat(times));
}

/** A sequence of pieces. */
export function soup(piece: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .array(fc.oneof({ weight: 20, arbitrary: piece }, repeated(piece)), { maxLength: 40 })
    .map((pieces) => pieces.join(''));
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

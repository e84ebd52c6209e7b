import { isAscii } from './ascii.ts';

/** The graphemes of a text: each letter with its marks, an emoji with all its parts. */
export function graphemesOf(text: string): readonly string[] {
  if (isAscii(text)) return text.split('');
  return Array.from(segmenter().segment(text), ({ segment }) => segment);
}

/** Most UTF-16 units of a grapheme, except in texts made to break programs. */
const longestLetter = 64;

/** The beginning of a text, at most `most` UTF-16 units, ending in a whole grapheme. */
export function startOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const from = Math.max(0, most - longestLetter);
  const around = text.slice(from, most + longestLetter);
  const letter = segmenter()
    .segment(around)
    .containing(most - from);
  // A grapheme longer than the examined part has no whole form to keep.
  const isWhole = letter !== undefined && letter.segment.length < longestLetter;
  const end = isWhole ? from + letter.index : most;
  return withoutJoiner(text.slice(0, end).replace(/[\ud800-\udbff]$/, ''));
}

/** Removes a final joiner, which would otherwise join the next character. */
export function withoutJoiner(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\u200c' || text[end - 1] === '\u200d') end -= 1;
  return text.slice(0, end);
}

let known: Intl.Segmenter | undefined;

/** Created on demand: it takes milliseconds, and most runs need none. */
function segmenter(): Intl.Segmenter {
  known ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return known;
}

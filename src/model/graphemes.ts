import { isAscii } from './ascii.ts';

/** The letters of a text as people see them: each with its marks, an emoji with all of its parts. */
export function graphemesOf(text: string): readonly string[] {
  if (isAscii(text)) return text.split('');
  return Array.from(segmenter().segment(text), ({ segment }) => segment);
}

/** A letter has at most so many parts, unless somebody heaps marks on it to see what happens. */
const longestLetter = 64;

/** The beginning of a text, of at most `most` UTF-16 units, that ends with a whole letter. */
export function startOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const from = Math.max(0, most - longestLetter);
  const around = text.slice(from, most + longestLetter);
  const letter = segmenter()
    .segment(around)
    .containing(most - from);
  // Of a letter that is longer than what was looked at there is no whole one to keep.
  const isWhole = letter !== undefined && letter.segment.length < longestLetter;
  const end = isWhole ? from + letter.index : most;
  return withoutJoiner(text.slice(0, end).replace(/[\ud800-\udbff]$/, ''));
}

/** Without the letter that it joined, it would join whatever comes next. */
export function withoutJoiner(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\u200c' || text[end - 1] === '\u200d') end -= 1;
  return text.slice(0, end);
}

let known: Intl.Segmenter | undefined;

/** Making one takes milliseconds, and most runs need none. */
function segmenter(): Intl.Segmenter {
  known ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return known;
}

import { startOf } from '../../model/graphemes.ts';

/** Longer than this no single text is shown: whoever needs all of it has the file or the JSON. */
const longestText = 10_000;

/** A title names a node; its whole length is shown where it is compared. */
export const longestTitle = 200;

/** The beginning of a text that is longer than `most`, and how long all of it is. */
export function shorten(text: string, most = longestText): string {
  if (text.length <= most) return text;
  return `${startOf(text, most)}... (${text.length} characters)`;
}

import { isAscii } from '../model/ascii.ts';
import type { Look } from './look.ts';

/** Letters that are written from right to left: they turn what stands beside them. */
const turning = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A text in double quotes within a line; a quote in it has a back-slash before it. */
const inQuotes = /(?<![\p{L}\p{N}"\\])"(?:[^"\\\n]|\\.)*"/gu;

const first = '\u2068';
const pop = '\u2069';

/**
 * A finished text for a terminal: each text in quotes that holds letters from right to left is shown
 * by itself (FSI … PDI), so that it turns nothing around it: not the arrow between an old and a new
 * title, and not the id behind one. Our titles stand in quotes, ids do not; the marks stand outside of
 * the quotes, so whoever copies what is between them copies no more than that.
 */
export function isolated(text: string, { isolates = false }: Pick<Look, 'isolates'>): string {
  if (!isolates || isAscii(text)) return text;
  return text.replace(inQuotes, (found) => (turning.test(found) ? first + found + pop : found));
}

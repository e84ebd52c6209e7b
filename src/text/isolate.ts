import { isAscii } from '../model/ascii.ts';
import type { Look } from './look.ts';

/** Letters that are written from right to left: they turn what stands beside them. */
const turning = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** What a quote that opens does not stand behind. */
const beforeNone = /[\p{L}\p{N}"\\]$/u;

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
  const parts: string[] = [];
  let at = 0;
  for (let open = text.indexOf('"'); open !== -1; open = text.indexOf('"', at)) {
    const opens = !beforeNone.test(text.slice(Math.max(0, open - 2), open));
    const end = opens ? endOfQuoted(text, open) : undefined;
    const found = text.slice(open, end ?? open + 1);
    const isTurning = end !== undefined && turning.test(found);
    parts.push(text.slice(at, open), isTurning ? first + found + pop : found);
    at = open + found.length;
  }
  return parts.join('') + text.slice(at);
}

/** Behind the quote that closes, on the same line; a quote within has a back-slash before it. */
function endOfQuoted(text: string, open: number): number | undefined {
  for (let at = open + 1; at < text.length; at += 1) {
    if (text[at] === '"') return at + 1;
    if (text[at] === '\n') return undefined;
    if (text[at] === '\\') at += 1;
  }
  return undefined;
}

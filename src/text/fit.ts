import { isAscii } from '../model/ascii.ts';
import { graphemesOf, withoutJoiner } from '../model/graphemes.ts';
import type { Look } from './look.ts';
import { ellipsis } from './signs.ts';

/** Letters of a text as people see them, which is near enough to columns for titles and paths. */
export function lengthOf(text: string): number {
  return isAscii(text) ? text.length : graphemesOf(text).length;
}

/** At most `room` letters; a cut text ends in an ellipsis. */
export function cut(text: string, room: number, look: Look): string {
  // No text has more letters than units.
  if (text.length <= room) return text;
  const letters = graphemesOf(text);
  if (letters.length <= room) return text;
  const end = ellipsis(look);
  return withoutJoiner(letters.slice(0, Math.max(room - end.length, 0)).join('')) + end;
}

/** Narrower than this, wrapped text is harder to read than overflowing text. */
const narrowest = 20;

/**
 * Breaks prose at its blanks. A word longer than `room` stays whole, so that ids, places and
 * addresses can be copied; so does an indented line, which is a command to copy.
 */
export function wrap(prose: string, room: number): string[] {
  return prose
    .split('\n')
    .flatMap((line) => (line.startsWith(' ') ? [line] : wrapLine(line, room)));
}

function wrapLine(line: string, room: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (current !== '' && lengthOf(longer) > Math.max(room, narrowest)) {
      lines.push(current);
      current = word;
    } else current = longer;
  }
  return [...lines, current.trimEnd()];
}

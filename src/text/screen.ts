import { longestLetter, startOf } from '../model/text.ts';
import { isolated } from './escape.ts';
import { displayWidth, fold } from './fold.ts';
import type { Look } from './look.ts';

/** Whether a text takes at most so many columns. Of a text that is far longer, only the beginning is measured. */
export function fits(text: string, room: number): boolean {
  const enough = longestLetter * (Math.max(room, 0) + 1);
  const isShort = text.length <= enough || displayWidth(startOf(text, enough)) <= room;
  return isShort && displayWidth(text) <= room;
}

/** Stands for the blanks of a command while a line is broken. No text has it: it is no character. */
const unbreakable = '\ufdd0';

/** A text that is not broken at its blanks: a command to copy. */
export function keptWhole(text: string): string {
  return text.replaceAll(' ', unbreakable);
}

/** Further lines of a broken line stand so much further right. */
const hang = 4;

/** Narrower than this, broken text is harder to read than overflowing text. */
const narrowest = 20;

/**
 * A line as it fits a screen: broken at blanks, with what follows further right. A word that is
 * longer than the screen stays whole, so that ids and addresses can be copied. What is not for a
 * screen, such as a pipe, keeps its lines.
 */
export function screenLines(line: string, look: Pick<Look, 'width' | 'isScreen'>): string[] {
  const lines = look.isScreen && !fits(line, look.width) ? broken(line, look.width) : [line];
  return lines.map((one) => one.replaceAll(unbreakable, ' '));
}

function broken(line: string, width: number): string[] {
  // A colour may begin before the blanks.
  let start = 0;
  while (line[start] === '\u001b') start = line.indexOf('m', start) + 1;
  const rest = line.slice(start);
  const text = rest.trimStart();
  const indent = rest.length - text.length;
  const room = Math.max(width - indent, narrowest);
  const coloured = isolated(line.slice(0, start) + text, { isScreen: true });
  const [first = '', ...others] = fold(coloured, {
    first: room,
    others: Math.max(room - hang, narrowest),
  });
  const below = ' '.repeat(indent + hang);
  return [' '.repeat(indent) + first, ...others.map((other) => below + other)];
}

/** A path that is too long, without its first folders: `…/units/02-light.yaml:8`. */
export function shortenedPath(path: string, room: number, ellipsis: string): string {
  if (fits(path, room)) return path;
  const parts = path.split('/');
  while (parts.length > 1) {
    parts.shift();
    const shown = [ellipsis, ...parts].join('/');
    if (parts.length === 1 || fits(shown, room)) return shown;
  }
  return path;
}

/**
 * Breaks prose at its blanks. A word longer than `room` stays whole, so that ids, places and
 * addresses can be copied; so does an indented line that is a command to copy.
 */
export function wrap(prose: string, room: number, look: Pick<Look, 'isScreen'>): string[] {
  const most = Math.max(room, narrowest);
  return prose.split('\n').flatMap((line) => {
    if (/^ {2}\S|^ +timeback-catalog /.test(line) || fits(line, most)) return [line];
    if (line.startsWith(' ')) return broken(line, most);
    return fold(isolated(line, look), { first: most, others: most });
  });
}

import { longestLetter, startOf } from '../model/text.ts';
import { isolated } from './escape.ts';
import { displayWidth, fold } from './fold.ts';
import type { Look } from './look.ts';

/** Whether a text needs at most `room` columns. Only the beginning of a much longer text is measured. */
export function fits(text: string, room: number): boolean {
  const enough = longestLetter * (Math.max(room, 0) + 1);
  const isShort = text.length <= enough || displayWidth(startOf(text, enough)) <= room;
  return isShort && displayWidth(text) <= room;
}

/**
 * Replaces the blanks of a command while a line is wrapped. It is not a character, so no text contains it.
 */
const unbreakable = '\ufdd0';

/** Protects the blanks of a command from wrapping, so that it can be copied. */
export function keptWhole(text: string): string {
  return text.replaceAll(' ', unbreakable);
}

/** Columns by which continued lines are indented. */
const hang = 4;

/** The least width for wrapping: narrower text is harder to read than text that overflows. */
const narrowest = 20;

/**
 * Wraps a line for a screen at its blanks, with continued lines indented. A word that is longer than the
 * screen stays whole, so that ids and addresses can be copied. Files and pipes keep their lines.
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

/** A path shortened by its first folders, if it is too long: `…/units/02-light.yaml:8`. */
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
 * Wraps prose at its blanks. A word longer than `room` stays whole, so that ids, places and addresses can be
 * copied; so does an indented line with a command.
 */
export function wrap(prose: string, room: number, look: Pick<Look, 'isScreen'>): string[] {
  const most = Math.max(room, narrowest);
  return prose.split('\n').flatMap((line) => {
    if (/^ {2}\S|^ +timeback-catalog /.test(line) || fits(line, most)) return [line];
    if (line.startsWith(' ')) return broken(line, most);
    return fold(isolated(line, look), { first: most, others: most });
  });
}

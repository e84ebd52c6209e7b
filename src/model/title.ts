import { isAscii } from './ascii.ts';

/** Letters and signs that are invisible: fillers, and the blank of braille. */
const unseen = /[\u115f\u1160\u2800\u3164\uffa0]/gu;

/**
 * Whether people can recognise a node by a title: it has a letter, a digit or a sign such as + or
 * an emoji.
 */
export function isTitle(text: string): boolean {
  if (/[0-9a-z]/i.test(text)) return true;
  return isAscii(text)
    ? /[$+<=>^`|~]/.test(text)
    : /[\p{L}\p{N}\p{S}]/u.test(text.replace(unseen, ''));
}

/** Describes what breaks the line of a title or cannot be printed; undefined if nothing does. */
export function breakInTitle(text: string): string | undefined {
  if (/[\n\r\u0085\u2028\u2029]/.test(text)) return 'a line break';
  return /\p{Cc}/u.test(text) ? 'a control character' : undefined;
}

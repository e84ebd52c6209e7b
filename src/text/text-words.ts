import { isAscii } from '../model/ascii.ts';
import { graphemesOf } from '../model/graphemes.ts';
import { cursive } from './spelling.ts';

/** Words of Latin letters and digits, blanks in a row, and every other character by itself. */
const wordInAscii = /\w+|\r\n|[^\S\r\n]+|[\s\S]/g;

/**
 * Cuts a text into what a difference may begin and end between: words where letters are spelled out
 * in a row or joined in one stroke, blanks in a row, and otherwise letters as people see them.
 */
export function wordsOf(text: string): readonly string[] {
  if (isAscii(text)) return text.match(wordInAscii) ?? [];
  const words: string[] = [];
  let before: Class = 'other';
  for (const letter of graphemesOf(text)) {
    const now = classOf(letter);
    const last = words.at(-1);
    const goesOn = now === 'mark' || (now === before && now !== 'other') || joins(last, letter);
    if (last !== undefined && goesOn) words[words.length - 1] = last + letter;
    else words.push(letter);
    if (now !== 'mark') before = now;
  }
  return words;
}

type Class = 'word' | 'cursive' | 'blank' | 'mark' | 'other';

const spelledOut =
  /^[\w\u00ad\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02c6\u02c8-\u02d7\u02de-\u02ff\u1e00-\u1eff]/;

function classOf(letter: string): Class {
  if (spelledOut.test(letter)) return 'word';
  if (/^[^\S\r\n]/.test(letter)) return 'blank';
  if (/^\p{M}/u.test(letter)) return 'mark';
  return cursive.test(letter) ? 'cursive' : 'other';
}

/** Signs after which the next letter is written below or into the one before. */
const stacking =
  /[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0c4d\u0ccd\u0d4d\u0dca\u1039\u17d2\u1a60]\u200d?$/;

function joins(before: string | undefined, letter: string): boolean {
  return before !== undefined && stacking.test(before) && /^\p{L}/u.test(letter);
}

/** More than any word that people write. */
const longestWord = 200;

/** Where the word begins that goes on at a place; the place itself between two words. */
export function startOfWord(text: string, place: number): number {
  return wordAt(text, place).start;
}

/** Where it ends. */
export function endOfWord(text: string, place: number): number {
  return wordAt(text, place).end;
}

function wordAt(text: string, place: number): { readonly start: number; readonly end: number } {
  if (place <= 0 || place >= text.length) return { start: place, end: place };
  const from = whole(text, Math.max(0, place - longestWord));
  let start = from;
  for (const word of wordsOf(text.slice(from, whole(text, place + longestWord)))) {
    const end = start + word.length;
    if (start === place) break;
    if (end > place) return { start, end };
    start = end;
  }
  return { start: place, end: place };
}

/** Not between the two halves of a character. */
function whole(text: string, place: number): number {
  return /[\udc00-\udfff]/.test(text[place] ?? '') ? place - 1 : place;
}

import { diffArrays } from 'diff';
import { canonicalJson, type Json, type JsonObject } from '../model/json.ts';
import type { Change, FieldChange } from '../model/plan.ts';
import { graphemesOf, isAscii } from '../model/text.ts';
import type { Look } from './look.ts';
import { cut } from './table.ts';
import { pathText, valueText } from './words/names.ts';

/** Letters of cursive scripts: a mark between two of them would change their forms. */
const cursive =
  /^[\p{Script_Extensions=Arabic}\p{Script_Extensions=Syriac}\p{Script_Extensions=Mongolian}\p{Script_Extensions=Nko}\p{Script_Extensions=Mandaic}\p{Script_Extensions=Adlam}\p{Script_Extensions=Hanifi_Rohingya}\p{Script_Extensions=Phags_Pa}\p{Script_Extensions=Manichaean}\p{Script_Extensions=Sogdian}]/u;

/**
 * Parts of an ASCII text: words of letters and digits, runs of blanks, and all other characters one by one.
 */
const wordInAscii = /\w+|\r\n|[^\S\r\n]+|[\s\S]/g;

/**
 * Splits a text into the units of a diff: words if their script spells letters in a row or joins them, runs
 * of blanks, and otherwise single letters as people see them.
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

/** The longest word that is considered, longer than any that people write. */
const longestWord = 200;

/** The beginning of the word around a place; the place itself between two words. */
function startOfWord(text: string, place: number): number {
  return wordAt(text, place).start;
}

/** The end of the word around a place; the place itself between two words. */
function endOfWord(text: string, place: number): number {
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

/** Moves a place between the two halves of a surrogate pair to its beginning. */
function whole(text: string, place: number): number {
  return /[\udc00-\udfff]/.test(text[place] ?? '') ? place - 1 : place;
}

/** A part of a diff that is equal, removed or added. */
export interface DiffPart<T> {
  readonly state: 'same' | 'removed' | 'added';
  readonly value: T;
}

/** The most lines or entries of one part that are shown; the others are counted. */
const mostOfStretch = 200;

export function firstOf<T, U>(all: readonly T[], rest: (more: number) => U): readonly (T | U)[] {
  const more = all.length - mostOfStretch;
  return more > 1 ? [...all.slice(0, mostOfStretch), rest(more)] : all;
}

/**
 * Limits a comparison: texts with more differences have little in common, and comparing them would take too
 * long.
 */
const effort = { maxEditLength: 500 };

interface Found<T> {
  readonly added: boolean;
  readonly removed: boolean;
  readonly value: T;
}

function toPart<T>({ added, removed, value }: Found<T>): DiffPart<T> {
  return { state: added ? 'added' : removed ? 'removed' : 'same', value };
}

/**
 * Compares two texts word by word, blanks included. Undefined if less than half of the shorter one stayed,
 * since such a diff is unreadable.
 */
export function wordParts(before: string, after: string): readonly DiffPart<string>[] | undefined {
  const parts = compareWords(before, after) ?? [];
  const same = parts
    .filter(({ state }) => state === 'same')
    .reduce((length, { value }) => length + value.trim().length, 0);
  return same * 2 >= Math.min(before.length, after.length) ? parts : undefined;
}

/** The longest text that is split into words as a whole: longer ones take seconds. */
const longestCompared = 20_000;

/**
 * Compares words. Of long texts, only the part between their common beginning and end is split into words.
 */
function compareWords(before: string, after: string): readonly DiffPart<string>[] | undefined {
  if (Math.max(before.length, after.length) <= longestCompared) return diffWords(before, after);
  const start = sharedStart(before, after);
  const end = sharedEnd(before.slice(start), after.slice(start));
  const [removed, added] = [before, after].map((text) => text.slice(start, text.length - end));
  if (removed === undefined || added === undefined) return undefined;
  if (Math.max(removed.length, added.length) > longestCompared) return undefined;
  const changed = diffWords(removed, added);
  return (
    changed && [
      { state: 'same', value: before.slice(0, start) },
      ...changed,
      { state: 'same', value: before.slice(before.length - end) },
    ]
  );
}

function diffWords(before: string, after: string): readonly DiffPart<string>[] | undefined {
  const found = diffArrays([...wordsOf(before)], [...wordsOf(after)], effort);
  return found?.map((part) => ({ ...toPart(part), value: part.value.join('') }));
}

/** The length of the common beginning of two texts, in whole words. */
function sharedStart(before: string, after: string): number {
  const most = Math.min(before.length, after.length);
  let length = 0;
  while (length < most && before[length] === after[length]) length += 1;
  return Math.min(startOfWord(before, length), startOfWord(after, length));
}

function sharedEnd(before: string, after: string): number {
  const most = Math.min(before.length, after.length);
  let length = 0;
  while (length < most && before.at(-1 - length) === after.at(-1 - length)) length += 1;
  const rest = (text: string) => text.length - endOfWord(text, text.length - length);
  return Math.min(rest(before), rest(after));
}

/**
 * Compares two texts line by line; undefined if they differ too much. A line break at the end gives an empty
 * last line.
 */
export function lineParts(
  before: string,
  after: string,
): readonly DiffPart<string[]>[] | undefined {
  return diffArrays(before.split('\n'), after.split('\n'), effort)?.map(toPart);
}

/** Compares two lists item by item, by value; undefined if they differ too much. */
export function itemParts(
  before: readonly Json[],
  after: readonly Json[],
): readonly DiffPart<Json[]>[] | undefined {
  // Each item is converted to text once, since two items are compared many times and may be long.
  const found = diffArrays(before.map(canonicalJson), after.map(canonicalJson), effort);
  let [gone, come] = [0, 0];
  return found?.map((part) => {
    const { length } = part.value;
    const value = part.removed
      ? before.slice(gone, gone + length)
      : after.slice(come, come + length);
    if (!part.added) gone += length;
    if (!part.removed) come += length;
    return { ...toPart(part), value };
  });
}

/**
 * The field changes of a change as lines of a `diff` block: `-` the value on the platform, `+` the new one.
 */
export function diffLines(change: Change, look: Look): string[] {
  return change.action === 'create'
    ? newFields(change.after.fields, look)
    : change.fields.flatMap(fieldDiff);
}

/** One field change as lines of a `diff` block. */
export function fieldDiff(field: FieldChange): string[] {
  const path = pathText(field.path);
  if (field.kind === 'added') return [`+ ${path}: ${valueText(field.after)}`];
  return (
    multilineDiff(path, field.before, field.after) ?? [
      `- ${path}: ${valueText(field.before)}`,
      `+ ${path}: ${valueText(field.after)}`,
    ]
  );
}

const marks = { same: ' ', removed: '-', added: '+' } as const;

function multilineDiff(path: string, before: Json, after: Json): string[] | undefined {
  if (typeof before !== 'string' || typeof after !== 'string') return undefined;
  if (!`${before}${after}`.includes('\n')) return undefined;
  const parts = lineParts(before, after);
  return (
    parts && [
      `  ${path}:`,
      ...parts.flatMap(({ state, value }) =>
        firstOf(value, (more) => `... ${more} more lines`).map(
          (line) => `${marks[state]}   ${line}`,
        ),
      ),
    ]
  );
}

/** The longest value of a new node; longer ones are cut, since the manifest has them in full. */
const longestValue = 200;

function newFields(fields: JsonObject, look: Look): string[] {
  return Object.entries(fields).map(
    ([name, value]) => `+ ${pathText([name])}: ${cut(valueText(value), longestValue, look)}`,
  );
}

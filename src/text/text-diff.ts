import { diffArrays } from 'diff';
import { canonicalJson, type Json } from '../model/json.ts';
import { endOfWord, startOfWord, wordsOf } from './text-words.ts';

/** A stretch that stayed, went or came. */
export interface Part<T> {
  readonly state: 'same' | 'removed' | 'added';
  readonly value: T;
}

/** Of a stretch as long as a book the first lines, or entries, are shown and the others counted. */
const mostOfStretch = 200;

export function firstOf<T, U>(all: readonly T[], rest: (more: number) => U): readonly (T | U)[] {
  const more = all.length - mostOfStretch;
  return more > 1 ? [...all.slice(0, mostOfStretch), rest(more)] : all;
}

/** Texts with more differences than this are two texts, and comparing them would take for ever. */
const effort = { maxEditLength: 500 };

interface Found<T> {
  readonly added: boolean;
  readonly removed: boolean;
  readonly value: T;
}

function toPart<T>({ added, removed, value }: Found<T>): Part<T> {
  return { state: added ? 'added' : removed ? 'removed' : 'same', value };
}

/** Word by word, blanks included. Undefined where less than half stayed: that reads as noise. */
export function wordParts(before: string, after: string): readonly Part<string>[] | undefined {
  const parts = compareWords(before, after) ?? [];
  const same = parts
    .filter(({ state }) => state === 'same')
    .reduce((length, { value }) => length + value.trim().length, 0);
  return same * 2 >= Math.min(before.length, after.length) ? parts : undefined;
}

/** Cutting a text into words takes seconds from some length on. */
const longestCompared = 20_000;

/** Of long texts only what differs is cut into words: often a few of them in the middle. */
function compareWords(before: string, after: string): readonly Part<string>[] | undefined {
  if (Math.max(before.length, after.length) <= longestCompared) return diffWords(before, after);
  const start = sharedStart(before, after);
  const end = sharedEnd(before.slice(start), after.slice(start));
  const [removed, added] = [before, after].map((text) => text.slice(start, text.length - end));
  if (removed === undefined || added === undefined) return undefined;
  if (Math.max(removed.length, added.length) > longestCompared) return undefined;
  return [
    { state: 'same', value: before.slice(0, start) },
    ...(diffWords(removed, added) ?? []),
    { state: 'same', value: before.slice(before.length - end) },
  ];
}

function diffWords(before: string, after: string): readonly Part<string>[] | undefined {
  const found = diffArrays([...wordsOf(before)], [...wordsOf(after)], effort);
  return found?.map((part) => ({ ...toPart(part), value: part.value.join('') }));
}

/** How much two texts have in common, in whole words. */
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

/** Line by line. A line break at the end shows as an empty last line. */
export function lineParts(before: string, after: string): readonly Part<string[]>[] | undefined {
  return diffArrays(before.split('\n'), after.split('\n'), effort)?.map(toPart);
}

/** Item by item, by value. */
export function itemParts(
  before: readonly Json[],
  after: readonly Json[],
): readonly Part<Json[]>[] | undefined {
  // Each item as text once: two items are compared many times, and one alone may be long.
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

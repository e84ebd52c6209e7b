import { diffArrays, diffWordsWithSpace } from 'diff';
import { canonicalJson, type Json } from '../model/json.ts';

/** A stretch that stayed, went or came. */
export interface Part<T> {
  readonly state: 'same' | 'removed' | 'added';
  readonly value: T;
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
  const parts = diffWordsWithSpace(before, after, effort)?.map(toPart) ?? [];
  const same = parts
    .filter(({ state }) => state === 'same')
    .reduce((length, { value }) => length + value.trim().length, 0);
  return same * 2 >= Math.min(before.length, after.length) ? parts : undefined;
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
  const comparator = (a: Json, b: Json) => canonicalJson(a) === canonicalJson(b);
  return diffArrays([...before], [...after], { ...effort, comparator })?.map(toPart);
}

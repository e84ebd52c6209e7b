import { isAscii } from '../../model/ascii.ts';
import type { Json } from '../../model/json.ts';
import type { Place } from '../place.ts';
import { isKey } from './key.ts';
import { readScalar } from './scalar.ts';

/** A value with the offsets of all its parts. */
export interface PlainRead {
  readonly value: Json;
  readonly place: Place;
}

/** Longer text is left to the full parser, for the reason given in scalar.ts. */
const longest = 65_536;

/**
 * Reads a list or map on one line from an offset on, such as `[Reading, "5"]` or `{ totalXp: 10 }`.
 */
export function readFlow(source: string, offset: number): PlainRead | undefined {
  if (source.length > longest) return undefined;
  const leaf = isAscii(source) ? asciiLeaf : anyLeaf;
  const cursor: Cursor = { source, leaf, at: 0, base: offset, depth: 0 };
  const read = readValue(cursor, undefined);
  return cursor.at === source.length ? read : undefined;
}

interface Cursor {
  readonly source: string;
  /** Matches a value that is neither list nor map. */
  readonly leaf: RegExp;
  at: number;
  /** Offset of the source in the text. */
  readonly base: number;
  depth: number;
}

const deepest = 20;

function readValue(cursor: Cursor, key: number | undefined): PlainRead | undefined {
  const start = cursor.at + cursor.base;
  const at = { key: key ?? start, value: start };
  switch (cursor.source[cursor.at]) {
    case '[':
      return readList(cursor, at);
    case '{':
      return readMap(cursor, at);
    default:
      return readLeaf(cursor, at);
  }
}

/** A plain text in brackets ends at `,` or a bracket. Anything else is left to the full parser. */
const anyLeaf = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[\p{L}\p{N}][^,[\]{}:#"'\n]*/uy;
const asciiLeaf = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[A-Za-z\d][^,[\]{}:#"'\n]*/y;

function readLeaf(cursor: Cursor, at: Place): PlainRead | undefined {
  cursor.leaf.lastIndex = cursor.at;
  const [found] = cursor.leaf.exec(cursor.source) ?? [];
  const source = found?.trimEnd();
  const read = source && readScalar(source);
  if (!read) return undefined;
  cursor.at += source.length;
  const { value, written } = read;
  return { value, place: written === undefined ? at : { ...at, written } };
}

function readList(cursor: Cursor, at: Place): PlainRead | undefined {
  const value: Json[] = [];
  const inner = new Map<number, Place>();
  const isRead = readItems(cursor, ']', () => {
    const item = readValue(cursor, undefined);
    if (!item) return false;
    inner.set(value.length, item.place);
    value.push(item.value);
    return true;
  });
  return isRead ? { value, place: { ...at, inner } } : undefined;
}

const keyAt = /[A-Za-z_][A-Za-z0-9_-]{0,99}(?=: )/y;

function readMap(cursor: Cursor, at: Place): PlainRead | undefined {
  const value: { [key: string]: Json } = {};
  const inner = new Map<string, Place>();
  const isRead = readItems(cursor, '}', () => {
    keyAt.lastIndex = cursor.at;
    const [key] = keyAt.exec(cursor.source) ?? [];
    if (key === undefined || !isKey(key) || inner.has(key)) return false;
    const offset = cursor.at + cursor.base;
    cursor.at += key.length + 1;
    skipBlanks(cursor);
    const entry = readValue(cursor, offset);
    if (!entry) return false;
    inner.set(key, entry.place);
    value[key] = entry.value;
    return true;
  });
  return isRead ? { value, place: { ...at, inner } } : undefined;
}

/** Reads items between brackets, separated by one comma each. */
function readItems(cursor: Cursor, end: ']' | '}', readItem: () => boolean): boolean {
  if (cursor.depth === deepest) return false;
  cursor.depth += 1;
  cursor.at += 1;
  skipBlanks(cursor);
  for (let isFirst = true; cursor.source[cursor.at] !== end; isFirst = false) {
    if (!isFirst) {
      if (cursor.source[cursor.at] !== ',') return false;
      cursor.at += 1;
      skipBlanks(cursor);
    }
    if (!readItem()) return false;
    skipBlanks(cursor);
  }
  cursor.at += 1;
  cursor.depth -= 1;
  return true;
}

function skipBlanks(cursor: Cursor): void {
  while (cursor.source[cursor.at] === ' ') cursor.at += 1;
}

import type { Json } from '../../model/json.ts';
import type { Place } from '../place.ts';
import { type PlainRead, readFlow } from './flow.ts';
import { type Line, linesOf } from './lines.ts';
import { readScalar } from './scalar.ts';

/**
 * Reads the part of YAML that nearly all manifests use, many times faster than the full parser:
 * maps and lists by indentation, values on one line, comments on lines of their own. Returns
 * undefined for anything else and for any fault, which the full parser then handles. Both give the
 * same values and positions.
 */
export function readPlain(text: string): PlainRead | undefined {
  const lines = linesOf(text);
  if (!lines || lines.length === 0) return undefined;
  const cursor: Cursor = { lines, at: 0, depth: 0 };
  const read = readBlock(cursor, 0);
  return cursor.at === lines.length ? read : undefined;
}

interface Cursor {
  readonly lines: Line[];
  at: number;
  depth: number;
}

/** Far below the limit of the full parser. */
const deepest = 30;

/** Reads a map or list whose entries have the same indentation. */
function readBlock(cursor: Cursor, indent: number, key?: number): PlainRead | undefined {
  const line = cursor.lines[cursor.at];
  if (!line || line.indent !== indent || cursor.depth === deepest) return undefined;
  cursor.depth += 1;
  const read = line.isItem ? readList(cursor, line, key) : readMap(cursor, line, key);
  cursor.depth -= 1;
  return read;
}

function readMap(cursor: Cursor, first: Line, key = first.offset): PlainRead | undefined {
  const { indent } = first;
  const value: { [key: string]: Json } = {};
  const inner = new Map<string, Place>();
  for (;;) {
    const line = cursor.lines[cursor.at];
    if (!line || line.indent < indent) break;
    if (line.indent > indent || line.isItem || line.key === undefined) return undefined;
    if (inner.has(line.key)) return undefined;
    cursor.at += 1;
    const entry = line.rest === '' ? nested(cursor, line) : readRest(cursor, line, line.offset);
    if (!entry) return undefined;
    value[line.key] = entry.value;
    inner.set(line.key, entry.place);
  }
  return { value, place: { key, value: first.offset, inner } };
}

/** Reads the value below a key. A list may have the indentation of its key. */
function nested(cursor: Cursor, { indent, offset }: Line): PlainRead | undefined {
  const next = cursor.lines[cursor.at];
  if (!next || next.indent < indent || (next.indent === indent && !next.isItem)) return undefined;
  return readBlock(cursor, next.indent, offset);
}

function readList(cursor: Cursor, first: Line, key = first.offset): PlainRead | undefined {
  const { indent } = first;
  const value: Json[] = [];
  const inner = new Map<number, Place>();
  for (;;) {
    const line = cursor.lines[cursor.at];
    if (!line || line.indent < indent || (line.indent === indent && !line.isItem)) break;
    if (line.indent > indent) return undefined;
    const item = readItem(cursor, line);
    if (!item) return undefined;
    inner.set(value.length, item.place);
    value.push(item.value);
  }
  return { value, place: { key, value: first.offset, inner } };
}

function readItem(cursor: Cursor, line: Line): PlainRead | undefined {
  const { item } = line;
  if (!item) return undefined;
  if (item.key === undefined) {
    cursor.at += 1;
    return readRest(cursor, line, undefined);
  }
  // A map that begins behind the dash: its first line is read as a line of its own.
  cursor.lines[cursor.at] = item;
  return readBlock(cursor, item.indent);
}

/** Reads a value behind a key or dash. Deeper lines below would continue it. */
function readRest(cursor: Cursor, line: Line, key: number | undefined): PlainRead | undefined {
  const next = cursor.lines[cursor.at];
  if (next && next.indent > line.indent) return undefined;
  const { rest, restOffset } = line.item ?? line;
  const at = { key: key ?? restOffset, value: restOffset };
  if (rest[0] === '[' || rest[0] === '{') {
    const read = readFlow(rest, restOffset);
    return read && { value: read.value, place: { ...read.place, key: at.key } };
  }
  const read = readScalar(rest);
  if (!read) return undefined;
  const { value, written } = read;
  return { value, place: written === undefined ? at : { ...at, written } };
}

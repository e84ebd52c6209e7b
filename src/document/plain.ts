import { type Json, numberFromText } from '../model/json.ts';
import { isAscii } from '../model/text.ts';
import type { ValuePlace } from './place.ts';
import { yamlHazardOf } from './tree.ts';

/** Words that YAML does not read as texts, and names that JavaScript objects inherit. */
const refused = /^(?:true|false|null|__proto__|constructor|prototype)$/i;

/** Whether every reader takes a word of letters, digits, `_`, `.` and `-` for a key. */
function isKey(word: string): boolean {
  return !refused.test(word);
}

interface Line {
  /** The number of spaces before the content; behind a dash, the columns up to the content. */
  readonly indent: number;
  /** The offset of the first character that is not a space. */
  readonly offset: number;
  /** Whether the line begins with a dash. */
  readonly isItem: boolean;
  /** The content behind the dash, as a line. */
  readonly item?: Line;
  readonly key?: string;
  /** The content behind the key, or all content if there is no key, without spaces at its ends. */
  readonly rest: string;
  readonly restOffset: number;
}

/** Control characters, unusual line breaks, byte order marks and lone surrogates. */
const isUnusual =
  /[^\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;

/** The lines with content; undefined if the text needs the full parser. */
function plainLinesOf(text: string): Line[] | undefined {
  if (isUnusual.test(text)) return undefined;
  const lines: Line[] = [];
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    let offset = start;
    while (text.charCodeAt(offset) === blank) offset += 1;
    if (offset < end && text.charCodeAt(offset) !== hash) {
      const line = lineAt(text, { offset, end, indent: offset - start });
      if (!line) return undefined;
      lines.push(line);
    }
    start = end + 1;
  }
  return lines;
}

const blank = 32;
const hash = 35;
const dash = 45;

interface Stretch {
  readonly offset: number;
  readonly end: number;
  readonly indent: number;
}

function lineAt(text: string, { offset, end, indent }: Stretch): Line | undefined {
  if (text.charCodeAt(offset) !== dash) return keyed(text, { offset, end, indent });
  if (text.charCodeAt(offset + 1) !== blank) return undefined;
  let inner = offset + 2;
  while (text.charCodeAt(inner) === blank) inner += 1;
  // A dash behind a dash is a nested list on one line, which the full parser reads.
  if (inner >= end || text.charCodeAt(inner) === dash || text.charCodeAt(inner) === hash) {
    return undefined;
  }
  const item = keyed(text, { offset: inner, end, indent: indent + inner - offset });
  return item && { indent, offset, isItem: true, item, rest: '', restOffset: inner };
}

const keyAt = /([A-Za-z_][A-Za-z0-9_.-]{0,99}):(?= |$)/my;

function keyed(text: string, { offset, end, indent }: Stretch): Line | undefined {
  keyAt.lastIndex = offset;
  const [, key] = keyAt.exec(text) ?? [];
  if (key !== undefined && !isKey(key)) return undefined;
  let restOffset = key === undefined ? offset : offset + key.length + 1;
  while (restOffset < end && text.charCodeAt(restOffset) === blank) restOffset += 1;
  let last = end;
  while (last > restOffset && text.charCodeAt(last - 1) === blank) last -= 1;
  const rest = text.slice(restOffset, last);
  const base = { indent, offset, isItem: false, rest, restOffset };
  return key === undefined ? base : { ...base, key };
}

/** A value on one line. `written` is the source of a plain value that is not a text. */
interface PlainScalar {
  readonly value: Json;
  readonly written?: string;
}

/**
 * The longest text for the regular expressions of this file, which backtrack and are too slow for
 * megabytes. The full parser, which has no such expressions, reads longer ones.
 */
const longest = 65_536;

/**
 * Reads the value on a line; undefined if the full parser is needed: flow maps, block scalars,
 * tags, unusual numbers, and values that readers disagree about.
 */
function readScalar(source: string): PlainScalar | undefined {
  if (source.length > longest) return undefined;
  switch (source[0]) {
    case '"':
      return doubleQuoted(source);
    case "'":
      return singleQuoted(source);
    default:
      return unquoted(source);
  }
}

const words: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);
/** Matches the numbers of YAML, and texts that some readers take for numbers. */
const isNumeric = /^[-+]?[\d.][\d._:+]*(?:[eE][-+]?\d*)?$|^0[xo]/;
const isNumber = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;

/**
 * Reads a value without quotes. It must begin with a letter or digit, and must hold neither a mapping (`:
 * `) nor a comment (` #`); undefined otherwise.
 */
function unquoted(source: string): PlainScalar | undefined {
  const begins = /^(?:[A-Za-z\d]|-(?=\d))/.test(source) || /^[\p{L}\p{N}]/u.test(source);
  if (!begins || !/^(?:[^:#\n]|:(?! |$)|(?<! )#)*$/.test(source)) return undefined;
  const word = words.get(source);
  if (word !== undefined) return { value: word, written: source };
  if (words.has(source.toLowerCase()) || yamlHazardOf(source) !== undefined) return undefined;
  if (!isNumeric.test(source)) return { value: source };
  if (!isNumber.test(source)) return undefined;
  return { value: numberFromText(source), written: source };
}

/** Reads a value in double quotes as JSON, whose escapes mean the same in YAML. */
function doubleQuoted(source: string): PlainScalar | undefined {
  if (source.length < 2 || !source.endsWith('"')) return undefined;
  const inner = source.slice(1, -1);
  if (!inner.includes('"') && !inner.includes('\\')) return { value: inner };
  try {
    const value: Json = JSON.parse(source);
    return typeof value === 'string' && value.isWellFormed() ? { value } : undefined;
  } catch {
    return undefined;
  }
}

function singleQuoted(source: string): PlainScalar | undefined {
  const [, inner] = /^'((?:[^']|'')*)'$/.exec(source) ?? [];
  return inner === undefined ? undefined : { value: inner.replaceAll("''", "'") };
}

/** A value with the offsets of all its parts. */
interface PlainRead {
  readonly value: Json;
  readonly place: ValuePlace;
}

/**
 * Reads a list or map on one line, such as `[Reading, "5"]` or `{ totalXp: 10 }`; undefined if the full
 * parser is needed. `offset` is that of the source in the text.
 */
function readFlow(source: string, offset: number): PlainRead | undefined {
  if (source.length > longest) return undefined;
  const leaf = isAscii(source) ? asciiLeaf : anyLeaf;
  const cursor: Cursor = { source, leaf, at: 0, base: offset, depth: 0 };
  const read = readValue(cursor, undefined);
  return cursor.at === source.length ? read : undefined;
}

interface Cursor {
  readonly source: string;
  /** Matches a value that is neither a list nor a map. */
  readonly leaf: RegExp;
  at: number;
  /** The offset of the source in the text. */
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

/** A plain text in brackets ends at `,` or a bracket. All other characters are left to the full parser. */
const anyLeaf = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[\p{L}\p{N}][^,[\]{}:#"'\n]*/uy;
const asciiLeaf = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[A-Za-z\d][^,[\]{}:#"'\n]*/y;

function readLeaf(cursor: Cursor, at: ValuePlace): PlainRead | undefined {
  cursor.leaf.lastIndex = cursor.at;
  const [found] = cursor.leaf.exec(cursor.source) ?? [];
  const source = found?.trimEnd();
  const read = source && readScalar(source);
  if (!read) return undefined;
  cursor.at += source.length;
  const { value, written } = read;
  return { value, place: written === undefined ? at : { ...at, written } };
}

function readList(cursor: Cursor, at: ValuePlace): PlainRead | undefined {
  const value: Json[] = [];
  const inner = new Map<number, ValuePlace>();
  const isRead = readItems(cursor, ']', () => {
    const item = readValue(cursor, undefined);
    if (!item) return false;
    inner.set(value.length, item.place);
    value.push(item.value);
    return true;
  });
  return isRead ? { value, place: { ...at, inner } } : undefined;
}

const flowKeyAt = /[A-Za-z_][A-Za-z0-9_-]{0,99}(?=: )/y;

function readMap(cursor: Cursor, at: ValuePlace): PlainRead | undefined {
  const value: { [key: string]: Json } = {};
  const inner = new Map<string, ValuePlace>();
  const isRead = readItems(cursor, '}', () => {
    flowKeyAt.lastIndex = cursor.at;
    const [key] = flowKeyAt.exec(cursor.source) ?? [];
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

/**
 * Reads the part of YAML that nearly all manifests use, many times faster than the full parser: maps and
 * lists by indentation, values on one line, comments on lines of their own. Undefined for everything else
 * and for every fault, which the full parser then handles. Both give the same values and positions.
 */
export function readPlain(text: string): PlainRead | undefined {
  const lines = plainLinesOf(text);
  if (!lines || lines.length === 0) return undefined;
  const cursor: BlockCursor = { lines, at: 0, depth: 0 };
  const read = readBlock(cursor, 0);
  return cursor.at === lines.length ? read : undefined;
}

interface BlockCursor {
  readonly lines: Line[];
  at: number;
  depth: number;
}

/** The most levels that this reader takes, far below the limit of the full parser. */
const deepestBlock = 30;

/** Reads a map or list whose entries have the same indentation. */
function readBlock(cursor: BlockCursor, indent: number, key?: number): PlainRead | undefined {
  const line = cursor.lines[cursor.at];
  if (!line || line.indent !== indent || cursor.depth === deepestBlock) return undefined;
  cursor.depth += 1;
  const read = line.isItem ? readBlockList(cursor, line, key) : readBlockMap(cursor, line, key);
  cursor.depth -= 1;
  return read;
}

function readBlockMap(cursor: BlockCursor, first: Line, key = first.offset): PlainRead | undefined {
  const { indent } = first;
  const value: { [key: string]: Json } = {};
  const inner = new Map<string, ValuePlace>();
  for (;;) {
    const line = cursor.lines[cursor.at];
    if (!line || line.indent < indent) break;
    if (line.indent > indent || line.isItem || line.key === undefined) return undefined;
    if (inner.has(line.key)) return undefined;
    cursor.at += 1;
    const next = cursor.lines[cursor.at];
    // The value is below the key. A list may have the indentation of its key.
    const isBelow = next && (next.indent > indent || (next.indent === indent && next.isItem));
    const entry =
      line.rest !== ''
        ? readRest(cursor, line, line.offset)
        : isBelow && readBlock(cursor, next.indent, line.offset);
    if (!entry) return undefined;
    value[line.key] = entry.value;
    inner.set(line.key, entry.place);
  }
  return { value, place: { key, value: first.offset, inner } };
}

function readBlockList(
  cursor: BlockCursor,
  first: Line,
  key = first.offset,
): PlainRead | undefined {
  const { indent } = first;
  const value: Json[] = [];
  const inner = new Map<number, ValuePlace>();
  for (;;) {
    const line = cursor.lines[cursor.at];
    if (!line || line.indent < indent || (line.indent === indent && !line.isItem)) break;
    if (line.indent > indent) return undefined;
    const first = line.item;
    if (!first) return undefined;
    // If a map begins behind the dash, its first line is read as a line of its own.
    if (first.key !== undefined) cursor.lines[cursor.at] = first;
    else cursor.at += 1;
    const item =
      first.key !== undefined ? readBlock(cursor, first.indent) : readRest(cursor, line, undefined);
    if (!item) return undefined;
    inner.set(value.length, item.place);
    value.push(item.value);
  }
  return { value, place: { key, value: first.offset, inner } };
}

/** Reads the value behind a key or dash. Undefined if deeper lines below would continue it. */
function readRest(cursor: BlockCursor, line: Line, key: number | undefined): PlainRead | undefined {
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

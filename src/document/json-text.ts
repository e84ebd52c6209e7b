import {
  canonicalJson,
  ExactNumber,
  isObject,
  type Json,
  type JsonObject,
  parseJson,
} from '../model/json.ts';
import { endOfText } from './json-nodes.ts';

/** Whether a text is one JSON object. Such a text stays JSON, whoever writes into it. */
export function isJsonText(text: string): boolean {
  return text.trimStart().startsWith('{') && isObject(parseJson(text));
}

/**
 * The value of a text that `isJsonText`. It reads each key by itself: `JSON.parse` of V8 may take a
 * key of one escaped character, such as `"\\n"`, for its first sign.
 */
export function jsonValueOf(text: string): Json {
  return new Scanner(text).value().value;
}

/** A value as JSON on several lines, two blanks a level, with a line end. */
export function jsonTextOf(value: JsonObject): string {
  return `${written(value, '', { unit: '  ', gap: ' ' })}\n`;
}

/**
 * Makes a JSON text hold another value. What is unchanged keeps every byte: its lines, its order of
 * keys, its spelling. Objects in lists are recognised by `sourcedId` or `include`, wherever they
 * were. A new key comes behind the keys that `order` has before it.
 */
export function rewriteJson(text: string, wanted: JsonObject, order: readonly string[]): string {
  const root = new Scanner(text).value();
  const named = new Map<string, Piece>();
  gather(root, named);
  const fitting: Fitting = { text, named, order, style: styleOf(root) };
  const result = text.slice(0, root.start) + fitted(root, wanted, fitting) + text.slice(root.end);
  const says = isJsonText(result) && canonicalJson(jsonValueOf(result)) === canonicalJson(wanted);
  if (says) return result;
  throw new Error('a JSON text was written that does not say what it should');
}

/** A value of a JSON text. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly value: Json;
  /** Of an object or a list. */
  readonly members: readonly Member[];
  /** The blanks before the closing bracket. */
  readonly tail: string;
}

interface Member {
  /** The blanks before it. */
  readonly lead: string;
  /** The key with its colon; empty in a list. */
  readonly head: string;
  readonly key: string;
  readonly piece: Piece;
}

/** Reads a text that `parseJson` accepts. */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): Piece {
    this.#take(blank);
    const start = this.#at;
    const first = this.#text[start];
    if (first === '{' || first === '[') return this.#collection(start, first === '{');
    const value = parseJson(first === '"' ? this.#quoted() : this.#take(word)) ?? null;
    return { start, end: this.#at, value, members: [], tail: '' };
  }

  #collection(start: number, isMap: boolean): Piece {
    const members: Member[] = [];
    this.#at += 1;
    let lead = this.#take(blank);
    while (!isClosing(this.#text[this.#at])) {
      members.push(this.#member(lead, isMap));
      lead = this.#take(blank);
      if (this.#text[this.#at] !== ',') break;
      this.#at += 1;
      lead = this.#take(blank);
    }
    this.#at += 1;
    const values = members.map(({ key, piece }) => [key, piece.value] as const);
    const value = isMap ? Object.fromEntries(values) : values.map(([, one]) => one);
    return { start, end: this.#at, value, members, tail: lead };
  }

  #member(lead: string, isMap: boolean): Member {
    const from = this.#at;
    const key = isMap ? String(parseJson(this.#quoted())) : '';
    if (isMap) this.#take(colon);
    const head = this.#text.slice(from, this.#at);
    return { lead, head, key, piece: this.value() };
  }

  #quoted(): string {
    const start = this.#at;
    this.#at = endOfText(this.#text, start);
    return this.#text.slice(start, this.#at);
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ''] = pattern.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }
}

const blank = /[ \t\r\n]*/y;
const word = /[^\s,\]}]+/y;
const colon = /[ \t\r\n]*:[ \t\r\n]*/y;

/** Undefined, at the end of the text, closes everything. */
function isClosing(sign: string | undefined): boolean {
  return sign === undefined || sign === '}' || sign === ']';
}

/** How a text is laid out. */
interface Style {
  /** One level of indentation; absent if all stands on one line. */
  readonly unit?: string;
  /** The blank behind colons and commas, if there is one. */
  readonly gap: string;
}

function styleOf({ members: [first] }: Piece): Style {
  const gap = first === undefined || /:\s/.test(first.head) ? ' ' : '';
  const lines = first?.lead.split('\n') ?? [];
  return lines.length > 1 ? { unit: lines.at(-1) || '  ', gap } : { gap };
}

interface Fitting {
  readonly text: string;
  /** Objects of lists by `sourcedId` or `include`, each taken once. */
  readonly named: Map<string, Piece>;
  readonly order: readonly string[];
  readonly style: Style;
}

function gather(piece: Piece, named: Map<string, Piece>): void {
  for (const { piece: inner } of piece.members) {
    const name = Array.isArray(piece.value) ? nameOf(inner.value) : undefined;
    if (name !== undefined && !named.has(name)) named.set(name, inner);
    gather(inner, named);
  }
}

function nameOf(value: Json | undefined): string | undefined {
  if (!isObject(value)) return undefined;
  const { sourcedId, include } = value;
  if (typeof sourcedId === 'string') return `id ${sourcedId}`;
  return typeof include === 'string' ? `include ${include}` : undefined;
}

function fitted(piece: Piece, wanted: Json, fitting: Fitting): string {
  const { text, style } = fitting;
  if (canonicalJson(piece.value) === canonicalJson(wanted)) {
    return text.slice(piece.start, piece.end);
  }
  if (Array.isArray(wanted) && Array.isArray(piece.value)) {
    return joined('[]', piece, itemsFor(piece, wanted, fitting), fitting);
  }
  if (isObject(wanted) && isObject(piece.value)) {
    return joined('{}', piece, entriesFor(piece, wanted, fitting), fitting);
  }
  return written(wanted, indentAt(text, piece.start), style);
}

/** A member as it is to be written: one that was there, or a new one. */
interface Entry {
  readonly was?: Member;
  readonly head: string;
  readonly value: Json;
}

function entriesFor({ members }: Piece, wanted: JsonObject, { order, style }: Fitting): Entry[] {
  const entries = members
    .filter(({ key }) => Object.hasOwn(wanted, key))
    .map((was): Entry => ({ was, head: was.head, value: wanted[was.key] ?? null }));
  for (const [key, value] of Object.entries(wanted)) {
    if (members.some((member) => member.key === key)) continue;
    const before = order.slice(0, Math.max(0, order.indexOf(key)));
    const at = order.includes(key)
      ? entries.findLastIndex(({ was }) => was && before.includes(was.key)) + 1
      : entries.length;
    entries.splice(at, 0, { head: `${JSON.stringify(key)}:${style.gap}`, value });
  }
  return entries;
}

function itemsFor({ members }: Piece, wanted: readonly Json[], { named }: Fitting): Entry[] {
  const left = [...members];
  const names = new Set(wanted.map(nameOf));
  const isWanted = ({ piece }: Member) => {
    const name = nameOf(piece.value);
    return name !== undefined && names.has(name);
  };
  return wanted.map((value, index) => {
    const name = nameOf(value);
    const known = name === undefined ? undefined : named.get(name);
    if (name !== undefined && known) {
      named.delete(name);
      const was = members.find(({ piece }) => piece === known);
      return { was: was ?? { lead: '', head: '', key: '', piece: known }, head: '', value };
    }
    const same = canonicalJson(value);
    const at = left.findIndex(({ piece }) => canonicalJson(piece.value) === same);
    const [equal] = at === -1 ? [] : left.splice(at, 1);
    const there = members[index];
    // An object that gets its id here, or another one, is the one that stood in its place.
    const isSame = isObject(value) && there && isObject(there.piece.value) && !isWanted(there);
    const was = equal ?? (isSame ? there : undefined);
    return { ...(was && { was }), head: '', value };
  });
}

/** Members in brackets, in the style of those that are there. */
function joined(
  [open = '', close = '']: string,
  piece: Piece,
  entries: readonly Entry[],
  fitting: Fitting,
): string {
  const { text, style } = fitting;
  if (entries.length === 0) return `${open}${close}`;
  const [first, second] = piece.members;
  const base = indentAt(text, piece.start);
  const fresh = style.unit === undefined ? '' : `\n${base}${style.unit}`;
  const opening = first?.lead ?? fresh;
  const usual = second?.lead ?? (opening.includes('\n') || !first ? opening : style.gap);
  const further = usual === '' ? style.gap : usual;
  const lines = entries.map(({ was, head, value }, at) => {
    const isFirst = was !== undefined && was === first;
    const own = was && !isFirst && piece.members.includes(was) ? was.lead : further;
    const lead = at === 0 ? opening : own;
    const inner = lead.includes('\n') ? (lead.split('\n').at(-1) ?? '') : base;
    const layout = lead.includes('\n') ? style : { gap: style.gap };
    const said = was ? fitted(was.piece, value, fitting) : written(value, inner, layout);
    return `${lead}${head}${said}`;
  });
  const tail = first ? piece.tail : style.unit === undefined ? '' : `\n${base}`;
  return `${open}${lines.join(',')}${tail}${close}`;
}

/** The blanks that the line of an offset begins with. */
function indentAt(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, at))?.[0] ?? '';
}

/** A new value as JSON; numbers keep their text. */
function written(value: Json, indent: string, style: Style): string {
  if (value instanceof ExactNumber) return value.text;
  const isList = Array.isArray(value);
  if (!isList && !isObject(value)) return JSON.stringify(value);
  const inner = indent + (style.unit ?? '');
  const lines = isList
    ? value.map((item: Json) => written(item, inner, style))
    : Object.entries(value).map(
        ([key, item]) => `${JSON.stringify(key)}:${style.gap}${written(item, inner, style)}`,
      );
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (lines.length === 0) return `${open}${close}`;
  return style.unit === undefined
    ? `${open}${lines.join(`,${style.gap}`)}${close}`
    : `${open}\n${inner}${lines.join(`,\n${inner}`)}\n${indent}${close}`;
}

import {
  canonicalJson,
  ExactNumber,
  isObject,
  type Json,
  type JsonObject,
  parseJson,
} from '../model/json.ts';
import { endOfText } from './json-nodes.ts';

/** Whether a text is one JSON object. Every edit of such a text keeps it JSON. */
export function isJsonText(text: string): boolean {
  return text.trimStart().startsWith('{') && isObject(parseJson(text));
}

/**
 * The value of a text for which `isJsonText` is true. It reads each key by itself: `JSON.parse` of V8 may
 * take a key of one escaped character, such as `"\\n"`, for the first character of the escape.
 */
export function jsonValueOf(text: string): Json {
  return new Scanner(text).value().value;
}

/** A value as JSON on several lines, two spaces for each level, with a line end. */
export function jsonTextOf(value: JsonObject): string {
  return `${written(value, '', { unit: '  ', gap: ' ' })}\n`;
}

/**
 * Rewrites a JSON text so that it holds another value. Unchanged parts keep every byte: their lines, order
 * of keys and spelling. Objects in lists are recognised by `sourcedId` or `include`, wherever they were. A
 * new key is added behind the keys that `order` has before it. Throws an Error if the result would not hold
 * the value.
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

/** A value in a JSON text, with its offsets. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly value: Json;
  /** The members of an object or a list; empty for other values. */
  readonly members: readonly Member[];
  /** The white space before the closing bracket. */
  readonly tail: string;
}

interface Member {
  /** The white space before the member. */
  readonly lead: string;
  /** The key with its colon; empty in a list. */
  readonly head: string;
  readonly key: string;
  readonly piece: Piece;
}

/** Reads the values of a text that `parseJson` accepts, with their offsets. */
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
    // The end of the text closes everything.
    while (!['}', ']', undefined].includes(this.#text[this.#at])) {
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

/** The layout of a JSON text. */
interface Style {
  /** One level of indentation. Absent if everything is on one line. */
  readonly unit?: string;
  /** The space behind colons and commas; empty if there is none. */
  readonly gap: string;
}

function styleOf({ members: [first] }: Piece): Style {
  const gap = first === undefined || /:\s/.test(first.head) ? ' ' : '';
  const lines = first?.lead.split('\n') ?? [];
  return lines.length > 1 ? { unit: lines.at(-1) || '  ', gap } : { gap };
}

interface Fitting {
  readonly text: string;
  /** The objects of lists by `sourcedId` or `include`. Each is used once. */
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

/** A member to write: one that was in the text, or a new one. */
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
  const memberWith = new Map(members.map((member) => [member.piece, member]));
  /** The members by their values. Each is used once. */
  let equals: Map<string, Member[]> | undefined;
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
      const was = memberWith.get(known);
      return { was: was ?? { lead: '', head: '', key: '', piece: known }, head: '', value };
    }
    equals ??= Map.groupBy(members, ({ piece }) => canonicalJson(piece.value));
    const equal = equals.get(canonicalJson(value))?.shift();
    const there = members[index];
    // An object that gets an id here, or another one, is the one that was at its place before.
    const isSame = isObject(value) && there && isObject(there.piece.value) && !isWanted(there);
    const was = equal ?? (isSame ? there : undefined);
    return { ...(was && { was }), head: '', value };
  });
}

/** Writes members in brackets, in the style of those that the text has. */
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
  const members = new Set(piece.members);
  const lines = entries.map(({ was, head, value }, at) => {
    const isFirst = was !== undefined && was === first;
    const own = was && !isFirst && members.has(was) ? was.lead : further;
    const lead = at === 0 ? opening : own;
    const inner = lead.includes('\n') ? (lead.split('\n').at(-1) ?? '') : base;
    const layout = lead.includes('\n') ? style : { gap: style.gap };
    const said = was ? fitted(was.piece, value, fitting) : written(value, inner, layout);
    return `${lead}${head}${said}`;
  });
  const tail = first ? piece.tail : style.unit === undefined ? '' : `\n${base}`;
  return `${open}${lines.join(',')}${tail}${close}`;
}

/** The white space at the start of the line of an offset. */
function indentAt(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, at))?.[0] ?? '';
}

/** A new value as JSON. Exact numbers keep their text. */
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

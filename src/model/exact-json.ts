import { numberFromText } from './exact-number.ts';
import type { Json, JsonObject } from './json.ts';

/** Counts in a value from `JSON.parse`. */
export interface Measured {
  /** Number of keys in all objects. */
  members: number;
  /** Whether some number has no key before it. */
  listsNumbers: boolean;
}

const quote = 0x22;
const openList = 0x5b;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/** Digits up to which JavaScript numbers are exact. */
const keptDigits = 15;

/**
 * Whether `JSON.parse` may have lost the text of a number, or one of two equal keys. It jumps from
 * colon to colon, which takes a fraction of the time of parsing. It may suspect a text wrongly, but
 * never misses a loss.
 */
export function mayBeBent(text: string, { members, listsNumbers }: Measured): boolean {
  if (listsNumbers) return true;
  let keys = 0;
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) {
    let before = at - 1;
    while (isBlank(text.charCodeAt(before))) before -= 1;
    // A colon inside a string counts if a quote precedes it; that only raises the count.
    if (text.charCodeAt(before) !== quote) continue;
    keys += 1;
    if (isBentAfter(text, at)) return true;
  }
  return keys !== members;
}

function isBentAfter(text: string, at: number): boolean {
  let start = at + 1;
  while (isBlank(text.charCodeAt(start))) start += 1;
  let end = start;
  while (isDigit(text.charCodeAt(end))) end += 1;
  const digits = end - start;
  if (isOfNumber(text.charCodeAt(end))) {
    while (isOfNumber(text.charCodeAt(end))) end += 1;
  } else if (digits <= keptDigits) return false;
  const written = text.slice(start, end);
  return String(Number(written)) !== written;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Digits, signs, the point, and the exponent letter. */
function isOfNumber(code: number): boolean {
  return (
    isDigit(code) ||
    code === 0x2d ||
    code === 0x2b ||
    code === 0x2e ||
    code === 0x45 ||
    code === 0x65
  );
}

const numberAt = /[-+.\deE]+/y;

/**
 * Parses a text that `JSON.parse` accepts and that is not nested too deeply. Numbers keep their
 * text, and an object records a repeated key, of which the last value counts.
 */
export function readExactly(text: string): Json {
  let at = 0;
  return value();

  function value(): Json {
    skipBlanks();
    switch (text.charCodeAt(at)) {
      case openObject:
        return object();
      case openList:
        return list();
      case quote:
        return string();
      case 0x74:
        return word(true);
      case 0x66:
        return word(false);
      case 0x6e:
        return word(null);
      default:
        return number();
    }
  }

  function object(): JsonObject {
    const members: Record<string, Json> & Marked = {};
    while (goesOn(closeObject)) {
      const key = string();
      skipBlanks();
      at += 1;
      const held = value();
      if (Object.hasOwn(members, key)) members[repeated] ??= key;
      // A plain assignment would set the prototype.
      if (key === '__proto__') Object.defineProperty(members, key, { ...own, value: held });
      else members[key] = held;
    }
    return members;
  }

  function list(): readonly Json[] {
    const items: Json[] = [];
    while (goesOn(closeList)) items.push(value());
    return items;
  }

  /** Steps over an opening bracket or a comma to the next part, or over the end. */
  function goesOn(end: number): boolean {
    skipBlanks();
    const isOver = text.charCodeAt(at) === end;
    at += 1;
    if (isOver) return false;
    skipBlanks();
    if (text.charCodeAt(at) !== end) return true;
    at += 1;
    return false;
  }

  function string(): string {
    const start = at;
    let end = text.indexOf('"', at + 1);
    while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
    at = end + 1;
    const inner = text.slice(start + 1, end);
    return inner.includes('\\') ? JSON.parse(text.slice(start, at)) : inner;
  }

  function word<Word extends boolean | null>(said: Word): Word {
    at += String(said).length;
    return said;
  }

  function number(): Json {
    numberAt.lastIndex = at;
    const [written = ''] = numberAt.exec(text) ?? [];
    at += written.length;
    return numberFromText(written);
  }

  function skipBlanks(): void {
    while (isBlank(text.charCodeAt(at))) at += 1;
  }
}

const own = { enumerable: true, writable: true, configurable: true };

/** Whether the character is behind an odd number of backslashes. */
function isEscaped(text: string, at: number): boolean {
  let start = at;
  while (text[start - 1] === '\\') start -= 1;
  return (at - start) % 2 === 1;
}

/**
 * Key under which an object records its repeated key. JSON does not show it; a copy by `...` keeps
 * it.
 */
const repeated: unique symbol = Symbol('repeated key');

interface Marked {
  [repeated]?: string;
}

/** Path of a repeated key in a JSON value; undefined if there is none. */
export function repeatedKeyIn(value: Json): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const key = (value as Marked)[repeated];
  if (key !== undefined) return [key];
  const inside = value as { readonly [step: string]: Json };
  for (const step in inside) {
    const found = repeatedKeyIn(inside[step] ?? null);
    if (found) return [step, ...found];
  }
  return undefined;
}

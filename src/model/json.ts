/**
 * JSON as a value. A number is an `ExactNumber` if a JavaScript number would lose its text:
 * `12345678901234567890`, `1e400`, `1.0`, `-0`. For both, `Number(String(value))` is the nearest JavaScript
 * number. Objects read from outside text cannot change prototypes.
 */
export type Json = null | boolean | number | ExactNumber | string | readonly Json[] | JsonObject;
/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

/** Whether a value is a JSON object: no list, no null, no `ExactNumber`. */
export function isObject(value: Json | undefined): value is JsonObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof ExactNumber)
  );
}

/** Whether a value is a number, plain or exact. */
export function isNumber(value: Json | undefined): value is number | ExactNumber {
  return typeof value === 'number' || value instanceof ExactNumber;
}

/** The most levels of lists and objects. Real records have far fewer; deeper JSON is damaged or hostile. */
export const deepestJson = 100;

/**
 * Parses a JSON text and keeps the exact text of numbers; undefined if it is invalid or nested too deeply.
 */
export function parseJson(text: string): Json | undefined {
  try {
    const json: Json = JSON.parse(text);
    const measured = { members: 0, listsNumbers: typeof json === 'number' };
    if (!measure(json, deepestJson, measured)) return undefined;
    return mayBeBent(text, measured) ? readExactly(text) : json;
  } catch {
    return undefined;
  }
}

/**
 * Counts members, and tells whether the value keeps within `levels`. Every answer of a platform passes
 * here: listing the content of each object would take five times as long.
 */
function measure(json: Json, levels: number, measured: Measured): boolean {
  if (typeof json !== 'object' || json === null) return true;
  if (levels === 0) return false;
  if (Array.isArray(json)) {
    for (const inner of json) {
      if (typeof inner === 'number') measured.listsNumbers = true;
      else if (!measure(inner, levels - 1, measured)) return false;
    }
    return true;
  }
  const object = json as JsonObject;
  for (const key in object) {
    measured.members += 1;
    if (!measure(object[key] ?? null, levels - 1, measured)) return false;
  }
  return true;
}

/**
 * The own key of an object that equals `key`, also in another Unicode form, since some platforms change the
 * form; undefined if there is none. Inherited keys such as `toString` do not count.
 */
export function keyIn(object: JsonObject, key: string): string | undefined {
  if (Object.hasOwn(object, key)) return key;
  if (!/[^\p{ASCII}]/u.test(key)) return undefined;
  const form = key.normalize('NFC');
  return Object.keys(object).find((held) => held.normalize('NFC') === form);
}

/** The value under the key that `keyIn` finds; undefined if there is none. */
export function heldIn(object: JsonObject, key: string): Json | undefined {
  const held = keyIn(object, key);
  return held === undefined ? undefined : object[held];
}

/** The texts in a list; empty if the value is no list. */
export function textsIn(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/**
 * JSON with sorted keys and canonical numbers: equal values give equal text, and `12`, `12.0` and
 * `1.2e1` are equal.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value instanceof ExactNumber) return canonicalNumber(value);
  if (!isObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  const isPlain = keys.every((key) => {
    const held = value[key];
    return held !== undefined && (typeof held !== 'object' || held === null);
  });
  // This is much faster, and most objects are plain, such as thousands of nodes in a plan.
  if (isPlain) return JSON.stringify(value, keys);
  const pairs = keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${pairs.join(',')}}`;
}

/** Whether two values have the same `canonicalJson`, without making the texts. */
export function isSameJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (isNumber(a) && isNumber(b)) return canonicalNumber(a) === canonicalNumber(b);
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, at) => isSameJson(item, b[at] ?? null));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSameJson(a[key] ?? null, b[key] ?? null))
  );
}

/** A value with all numbers as JavaScript numbers, for calculations. Some may be infinite. */
export function withPlainNumbers(value: Json): Json {
  if (value instanceof ExactNumber) return Number(value.text);
  if (!holdsExactNumber(value)) return value;
  if (Array.isArray(value)) return value.map(withPlainNumbers);
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withPlainNumbers(inner)]));
}

/** Whether a value contains an ExactNumber. */
export function holdsExactNumber(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof ExactNumber) return true;
  if (Array.isArray(value)) return value.some(holdsExactNumber);
  const object = value as JsonObject;
  for (const key in object) if (holdsExactNumber(object[key] ?? null)) return true;
  return false;
}

/** Counts in a value from `JSON.parse`. */
interface Measured {
  /** The number of keys in all objects. */
  members: number;
  /** Whether a number is outside of every object, or directly in a list. */
  listsNumbers: boolean;
}

const quote = 0x22;
const openList = 0x5b;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/** The number of digits that a JavaScript number always keeps. */
const keptDigits = 15;

/**
 * Whether `JSON.parse` may have lost the text of a number, or one of two equal keys. It goes from colon to
 * colon, which takes a fraction of the time of parsing. It may suspect a text wrongly, but misses no loss.
 */
function mayBeBent(text: string, { members, listsNumbers }: Measured): boolean {
  if (listsNumbers) return true;
  let keys = 0;
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) {
    let before = at - 1;
    while (isBlank(text.charCodeAt(before))) before -= 1;
    // A colon inside of a string counts if a quote is before it; that only raises the count.
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

/** Whether a character can be in a number: a digit, a sign, the point, or the letter of the exponent. */
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
 * Parses a text that `JSON.parse` accepts and that is not nested too deeply. Numbers keep their text. For a
 * repeated key the last value counts, and the object records the key.
 */
function readExactly(text: string): Json {
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

  /** Steps over an opening bracket or a comma; false if the end follows. */
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

/** Whether the character at an offset is behind an odd number of backslashes. */
function isEscaped(text: string, at: number): boolean {
  let start = at;
  while (text[start - 1] === '\\') start -= 1;
  return (at - start) % 2 === 1;
}

/** The key under which an object records a repeated key. JSON does not show it; a copy by `...` keeps it. */
const repeated: unique symbol = Symbol('repeated key');

interface Marked {
  [repeated]?: string;
}

/** The path of a repeated key in a JSON value; undefined if there is none. */
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

/**
 * A number that keeps its text, such as `12345678901234567890`, `1e400`, `1.0` or `-0`, which JavaScript
 * would write back as another text and often as another number.
 *
 * Reading JSON gives an ExactNumber only if `String(Number(text))` is another text; all others are plain
 * numbers. `JSON.stringify` and templates write the text. `Number(exact.text)` is the nearest JavaScript
 * number, which may be infinite.
 */
export class ExactNumber {
  /** The text of the number in JSON syntax. */
  readonly text: string;

  /** Throws a SyntaxError if the text is not a JSON number. */
  constructor(text: string) {
    if (!json.test(text)) throw new SyntaxError(`${text} is no number of JSON`);
    this.text = text;
  }

  /** Makes `JSON.stringify` write the text itself. */
  toJSON(): unknown {
    return rawJSON(this.text);
  }

  toString(): string {
    return this.text;
  }
}

const json = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/** Every supported version of Node has it, but TypeScript's types do not. */
const { rawJSON } = JSON as typeof JSON & { readonly rawJSON: (text: string) => unknown };

/** The number of a JSON text: plain if JavaScript writes it back as the same text, otherwise exact. */
export function numberFromText(text: string): number | ExactNumber {
  const plain = Number(text);
  return String(plain) === text ? plain : new ExactNumber(text);
}

/** The number as JavaScript calculates with it; undefined for other values and for numbers out of range. */
export function plainNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (!(value instanceof ExactNumber)) return undefined;
  const plain = Number(value.text);
  return Number.isFinite(plain) ? plain : undefined;
}

/** The canonical text of a number: equal for equal numbers, to the last digit. */
function canonicalNumber(value: number | ExactNumber): string {
  if (typeof value === 'number') return JSON.stringify(value);
  const decimal = decimalOf(value.text);
  const plain = Number(value.text);
  const isPlain = Number.isFinite(plain) && decimalOf(String(plain)) === decimal;
  return isPlain ? JSON.stringify(plain) : decimal;
}

/** Digits without leading and trailing zeros, with their power of ten. */
function decimalOf(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(text) ?? [];
  const written = `${whole}${fraction}`;
  let start = 0;
  let end = written.length;
  while (written[start] === '0') start += 1;
  if (start === end) return '0';
  while (written[end - 1] === '0') end -= 1;
  const power = BigInt(exponent.replace('+', '')) + BigInt(whole.length - end);
  return `${sign}${written.slice(start, end)}e${power}`;
}

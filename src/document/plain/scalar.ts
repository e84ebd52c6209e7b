import { numberFromText } from '../../model/exact-number.ts';
import type { Json } from '../../model/json.ts';
import { hazardOf } from '../hazard.ts';

/** A value on one line; `written` where a plain one is no text, as its author wrote it. */
export interface PlainScalar {
  readonly value: Json;
  readonly written?: string;
}

/**
 * The expressions here try a choice again and again, which a text of some megabytes has too many
 * places for. What is longer is left to the other reader, which has none of them.
 */
const longest = 65_536;

/**
 * Reads what stands on one line as a value, or gives undefined where it takes more than this to
 * know what YAML makes of it: flow maps, block texts, tags, numbers in unusual notations, and all
 * that readers disagree about.
 */
export function readScalar(source: string): PlainScalar | undefined {
  if (source.length > longest) return undefined;
  switch (source[0]) {
    case '"':
      return doubleQuoted(source);
    case "'":
      return singleQuoted(source);
    default:
      return isPlain(source) ? unquoted(source) : undefined;
  }
}

/** Begins with a letter or digit, and holds neither a mapping (`: `) nor a comment (` #`). */
function isPlain(source: string): boolean {
  const begins = /^(?:[A-Za-z\d]|-(?=\d))/.test(source) || /^[\p{L}\p{N}]/u.test(source);
  return begins && /^(?:[^:#\n]|:(?! |$)|(?<! )#)*$/.test(source);
}

const words: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);
/** What YAML reads as a number, and what might be one for some reader. */
const isNumeric = /^[-+]?[\d.][\d._:+]*(?:[eE][-+]?\d*)?$|^0[xo]/;
const isNumber = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;

function unquoted(source: string): PlainScalar | undefined {
  const word = words.get(source);
  if (word !== undefined) return { value: word, written: source };
  if (words.has(source.toLowerCase()) || hazardOf(source) !== undefined) return undefined;
  if (!isNumeric.test(source)) return { value: source };
  if (!isNumber.test(source)) return undefined;
  return { value: numberFromText(source), written: source };
}

/** The escapes of JSON mean the same in YAML. */
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

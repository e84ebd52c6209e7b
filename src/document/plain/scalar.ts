import { numberFromText } from '../../model/exact-number.ts';
import type { Json } from '../../model/json.ts';
import { hazardOf } from '../hazard.ts';

/** A value on one line. `written`: the source of a plain value that is not a text. */
export interface PlainScalar {
  readonly value: Json;
  readonly written?: string;
}

/**
 * The regular expressions here backtrack, which is too slow for texts of megabytes. Longer texts
 * are left to the full parser, which has no such expressions.
 */
const longest = 65_536;

/**
 * Reads the value on a line; undefined if the full parser is needed: flow maps, block scalars,
 * tags, unusual numbers, and values that readers disagree about.
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

/**
 * Whether a text begins with a letter or digit, and holds neither a mapping (`: `) nor a comment (`
 * #`).
 */
function isPlain(source: string): boolean {
  const begins = /^(?:[A-Za-z\d]|-(?=\d))/.test(source) || /^[\p{L}\p{N}]/u.test(source);
  return begins && /^(?:[^:#\n]|:(?! |$)|(?<! )#)*$/.test(source);
}

const words: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);
/** Matches numbers of YAML, and texts that some readers take for numbers. */
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

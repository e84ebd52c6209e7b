import { isKey } from './key.ts';

/** The parts of a line with content. */
export interface Line {
  /** Blanks before the content; after a dash, the columns up to the content. */
  readonly indent: number;
  /** Offset of the first character that is not a blank. */
  readonly offset: number;
  /** Whether the line begins with a dash. */
  readonly isItem: boolean;
  /** The content behind the dash. */
  readonly item?: Line;
  /** The key of the line, if it has one. */
  readonly key?: string;
  /** The content behind the key, or all of it, without blanks at its ends. */
  readonly rest: string;
  readonly restOffset: number;
}

/** Control characters, unusual line breaks, byte order marks and lone surrogates. */
const isUnusual =
  /[^\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * The lines with content, without comments and empty lines; undefined if the text needs the full
 * parser.
 */
export function linesOf(text: string): Line[] | undefined {
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
  // A dash behind a dash is a nested list on one line.
  if (inner >= end || text.charCodeAt(inner) === dash || text.charCodeAt(inner) === hash) {
    return undefined;
  }
  const item = keyed(text, { offset: inner, end, indent: indent + inner - offset });
  return item && { indent, offset, isItem: true, item, rest: '', restOffset: inner };
}

const keyAt = /([A-Za-z_][A-Za-z0-9_-]{0,99}):(?= |$)/my;

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

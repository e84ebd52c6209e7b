import { isAscii, mayHoldSpelling, spelling } from '../model/text.ts';
import type { Look } from './look.ts';
import { longestText, shorten, shortForms } from './words/names.ts';

/**
 * Characters that a screen obeys or hides, by Unicode category: control (ESC and all of C0 and C1), format
 * (bidirectional controls, zero-width marks), lone surrogates, line and paragraph separators. Noncharacters
 * are no text, and XML must not hold them.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;
const unseenInAscii = /[^ -~]/g;

function spelledOut(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}

/**
 * Replaces each character that a screen obeys or hides by the result of `shown`, unless it is part of the
 * spelling.
 */
export function withUnseen(text: string, shown: (character: string) => string): string {
  if (isAscii(text)) return text.replace(unseenInAscii, shown);
  if (!mayHoldSpelling(text)) return text.replace(unseen, shown);
  spelledOrUnseen ??= new RegExp(`(${spelling})|${unseen.source}`, 'gu');
  return text.replace(spelledOrUnseen, (found, spelled?: string) => spelled ?? shown(found));
}

/** Made when first needed: compiling its character classes takes V8 milliseconds. */
let spelledOrUnseen: RegExp | undefined;

/**
 * Makes such characters visible without shortening the text; only for `terminal`, which shortens it itself.
 */
function visible(text: string): string {
  return withUnseen(text, (found) => shortForms.get(found) ?? spelledOut(found));
}

/** The most characters that `shorten` adds after the beginning of a text. */
const room = 100;

/** Escapes for a screen. A text of invisible characters becomes six times as long, so it is cut once more. */
function terminal(text: string): string {
  const shown = visible(shorten(text));
  return shown.length > longestText + room ? shorten(shown) : shown;
}

const entity = (character: string) => `&#${character.codePointAt(0)};`;

/**
 * Characters that may be structure in Markdown. A character reference is never structure (CommonMark, section
 * 2.5), unlike a backslash escape.
 */
const markdownStructure = /[&<>\\`*_[\]#|~@$]/g;

/**
 * Structure only at the beginning of a line: a list item, a numbered item, an underline of a heading, blanks.
 */
const startOfStructure = /^[-+= ]|^\d(?=\d*[.)])/;

/**
 * Beginnings of mentions, issue numbers, addresses, full commit ids, and names of emoji such as `:b:`. GitHub
 * replaces them in the finished page, in which references are plain characters again, so a zero-width space
 * separates them.
 */
const linkedLater =
  /@(?=\w)|#(?=\w)|:(?=\/\/|(?:\d?[a-z][\w+-]*|[+-]1|100|1234):)|www(?=\.)|\bGH(?=-\d)|\b[\da-f]{3}(?=[\da-f]{37}\b)/gi;
const mark = '\u200b';

function markdown(text: string, startsLine = true): string {
  const inLine = terminal(text)
    .replace(linkedLater, `$&${mark}`)
    .replace(markdownStructure, entity)
    .replaceAll(mark, entity(mark));
  return startsLine ? inLine.replace(startOfStructure, entity) : inLine;
}

function html(text: string): string {
  return terminal(text).replace(/[&<>"']/g, entity);
}

const percent = (character: string) =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

function workflowMessage(text: string): string {
  return withUnseen(shorten(text), (found) =>
    /[\r\n]/.test(found) ? found : spelledOut(found),
  ).replace(/[%\r\n]/g, percent);
}

/**
 * Makes text from outside (titles, ids, file names, answers of servers) harmless for each medium. Each
 * function returns one line that reads like the original, or like its beginning.
 */
export const escapeFor = {
  /**
   * For a screen: characters that it would obey or hide become visible, such as `\u001b`. Escape before
   * colouring.
   */
  terminal,
  /** For running text in GitHub's Markdown, at the start of a line or inside one, but not inside code. */
  markdown,
  /** For HTML text and attribute values in either kind of quotes. */
  html,
  /** For GitHub's workflow commands: `::error PROPERTY=property::message`. */
  workflow: {
    message: workflowMessage,
    property: (text: string): string => workflowMessage(text).replace(/[:,]/g, percent),
  },
} as const;

/** Places where a command of a CI system may begin. */
const marks = /::|##(?=\w*\[)/g;

/**
 * Escapes commands of CI systems in a finished text, so that a reader sees them and no log obeys them:
 * GitHub's `::name::…` at the beginning of a line (after blanks and colours), and anywhere `##[name]`
 * (GitHub, Azure), `##vso[…]` and `##teamcity[…]`. The tool's own words contain none. In JSON the meaning
 * stays the same, since `##` occurs only in strings.
 */
export function withoutCiCommands(text: string): string {
  return text.replace(marks, (mark, at: number) => {
    if (mark === '##') return '\\u0023#';
    return isAtStart(text, at) ? '\\u003a:' : mark;
  });
}

/**
 * Whether only blanks and colours stand before a place in its line. Searches backwards, so that text between
 * two marks is read once.
 */
function isAtStart(text: string, place: number): boolean {
  for (let at = place; at > 0; ) {
    const before = text[at - 1] ?? '';
    if (/[\n\r\u2028\u2029]/.test(before)) return true;
    const width = /\s/.test(before) ? 1 : colourBefore(text, at);
    if (width === 0) return false;
    at -= width;
  }
  return true;
}

/** The length of a colour change such as ESC[31m that ends at a place; 0 if there is none. */
function colourBefore(text: string, end: number): number {
  if (text[end - 1] !== 'm') return 0;
  let digits = end - 1;
  while (/\d/.test(text[digits - 1] ?? '')) digits -= 1;
  const isColour =
    digits < end - 1 && text[digits - 1] === '[' && /\p{Cc}/u.test(text[digits - 2] ?? '');
  return isColour ? end - digits + 2 : 0;
}

/** Letters of scripts from right to left, which may reorder the text beside them. */
const turning = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Characters after which a quote does not open. */
const beforeNone = /[\p{L}\p{N}"\\]$/u;

const first = '\u2068';
const left = '\u2066';
const pop = '\u2069';

/**
 * Isolates (FSI … PDI) each quoted text with letters from right to left in a finished text for a terminal, so
 * that it does not reorder its surroundings, such as the arrow between an old and a new title or the id after
 * a title. The isolates stand outside of the quotes, so that copying the quoted text does not copy them.
 */
export function isolated(text: string, { isScreen = false }: Pick<Look, 'isScreen'>): string {
  if (!isScreen || isAscii(text)) return text;
  // Text that was isolated before its line was broken stays as it is: part of a quote has no quotes to find.
  return text
    .split(/([\u2066\u2068][^\n\u2066\u2068\u2069]*\u2069)/)
    .map((part, at) =>
      at % 2 === 1 ? part : quotesApart(part, (quote) => first + quote + pop, String).join(''),
    )
    .join('');
}

/**
 * Isolates a line of text without quotes, if it has letters from right to left: in the direction of its first
 * letter, or as a line of a file, with its indentation at the left.
 */
export function apart(text: string, look: Pick<Look, 'isScreen'>, of: 'text' | 'file'): string {
  if (!look.isScreen || isAscii(text) || !turning.test(text)) return text;
  return (of === 'file' ? left : first) + text + pop;
}

/** Splits a text into quoted texts with letters from right to left, and all other parts, in order. */
export function quotesApart<T>(
  text: string,
  turned: (quote: string) => T,
  other: (part: string) => T,
): T[] {
  if (isAscii(text)) return [other(text)];
  const parts: T[] = [];
  let done = 0;
  let at = 0;
  for (let open = text.indexOf('"'); open !== -1; open = text.indexOf('"', at)) {
    const opens = !beforeNone.test(text.slice(Math.max(0, open - 2), open));
    const end = opens ? endOfQuoted(text, open) : undefined;
    const found = text.slice(open, end ?? open + 1);
    at = open + found.length;
    if (end === undefined || !turning.test(found)) continue;
    parts.push(other(text.slice(done, open)), turned(found));
    done = at;
  }
  return [...parts, other(text.slice(done))];
}

/**
 * The position after the closing quote on the same line; a quote inside has a backslash before it. Undefined
 * if there is no closing quote.
 */
function endOfQuoted(text: string, open: number): number | undefined {
  for (let at = open + 1; at < text.length; at += 1) {
    if (text[at] === '"') return at + 1;
    if (text[at] === '\n') return undefined;
    if (text[at] === '\\') at += 1;
  }
  return undefined;
}

import { isAscii } from '../model/text.ts';
import type { Look } from './look.ts';
import { longestText, shorten, shortForms } from './words/names.ts';

/**
 * Scripts whose spelling needs U+200C and U+200D: Persian writes its plurals with the one, Sinhala and
 * Malayalam letters with the other. Between Latin letters both can only hide.
 */
const scripts = [
  ...['Arabic', 'Syriac', 'Mongolian', 'Nko', 'Mandaic', 'Adlam', 'Hanifi_Rohingya', 'Phags_Pa'],
  ...['Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada'],
  ...['Malayalam', 'Sinhala', 'Khmer', 'Myanmar', 'Tibetan', 'Balinese', 'Javanese', 'Sundanese'],
  ...['Grantha', 'Tirhuta', 'Newa', 'Meetei_Mayek', 'Chakma', 'Sharada', 'Brahmi', 'Kaithi'],
]
  .map((script) => `\\p{Script_Extensions=${script}}`)
  .join('');

/** A letter, or a mark on one, of these scripts. */
const letter = `(?=[\\p{L}\\p{M}])[${scripts}]`;
const emoji = '\\p{Extended_Pictographic}';
/** What may stand between an emoji and the next one that it is joined with. */
const emojiEnd = `${emoji}[\\ufe0f\\p{Emoji_Modifier}]?`;

/** The flags of England, Scotland and Wales are spelled with letters that nobody sees. */
const flags = ['gbeng', 'gbsct', 'gbwls']
  .map((name) => `${[...name].map((each) => tag(each.charCodeAt(0))).join('')}${tag(0x7f)}`)
  .join('|');

const joiners = '[\\u200c\\u200d]';

/**
 * Characters without a shape of their own that are spelling where they stand, as a regular expression:
 * joiners between two letters or two emoji, and the rest of a flag. Anywhere else they hide something.
 */
const spelling = [
  // What stands before is looked at last, as it is seldom worth a look.
  `${joiners}(?<=${letter}${joiners})(?=${letter})`,
  `\\u200d(?<=${emojiEnd}\\u200d)(?=${emoji})`,
  `(?:${flags})(?<=\\u{1f3f4}(?:${flags}))`,
].join('|');

/** Whether a text holds one of them at all: most do not. */
function mayHoldSpelling(text: string): boolean {
  return /\u200c|\u200d|\u{e0067}/u.test(text);
}

function tag(code: number): string {
  return `\\u{${(0xe0000 + code).toString(16)}}`;
}

/**
 * Characters that a screen obeys or hides instead of showing, by Unicode category: control (ESC and
 * all of C0 and C1), format (bidirectional controls, zero-width marks), lone surrogates, line and
 * paragraph separators.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const unseenInAscii = /[^ -~]/g;

function spelledOut(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}

/** Shows each character that a screen obeys or hides as `shown` has it, but where it is spelling. */
export function withUnseen(text: string, shown: (character: string) => string): string {
  if (isAscii(text)) return text.replace(unseenInAscii, shown);
  if (!mayHoldSpelling(text)) return text.replace(unseen, shown);
  spelledOrUnseen ??= new RegExp(`(${spelling})|${unseen.source}`, 'gu');
  return text.replace(spelledOrUnseen, (found, spelled?: string) => spelled ?? shown(found));
}

/** Made when it is needed: for its classes of letters V8 takes milliseconds. */
let spelledOrUnseen: RegExp | undefined;

/** For what is cut by other rules; all else goes through `escapeFor`. */
function visible(text: string): string {
  return withUnseen(text, (found) => shortForms.get(found) ?? spelledOut(found));
}

/** What `shorten` says behind a beginning takes less than this. */
const room = 100;

/** A text of nothing but escapes is six times as long once they are spelled out, and cut again. */
function terminal(text: string): string {
  const shown = visible(shorten(text));
  return shown.length > longestText + room ? shorten(shown) : shown;
}

const entity = (character: string) => `&#${character.codePointAt(0)};`;

/** A character reference can never be structure (CommonMark 2.5), unlike a backslash escape. */
const markdownStructure = /[&<>\\`*_[\]#|~@$]/g;

/** What is structure only if it starts a line: an item of a list, a number of one, an underline, blanks. */
const startOfStructure = /^[-+= ]|^\d(?=\d*[.)])/;

/**
 * GitHub links mentions, issue numbers, addresses and the full ids of commits in the finished
 * page, where a reference is a plain character again. A zero-width space keeps them apart.
 */
const linkedLater =
  /@(?=\w)|#(?=\w)|:(?=\/\/)|www(?=\.)|\bGH(?=-\d)|\b[\da-f]{3}(?=[\da-f]{37}\b)/gi;
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
 * Makes text from outside (titles, ids, file names, what a server said) harmless where it is shown.
 * Each gives one line of text that reads as the original did, or as its beginning does.
 */
export const escapeFor = {
  /** What a screen would obey or hide becomes visible, such as `\u001b`. Comes before colouring. */
  terminal,
  /** For running text in GitHub's Markdown, at the start of a line or within one; not for inside code. */
  markdown,
  /** For text and for attribute values in either kind of quotes. */
  html,
  /** For GitHub's workflow commands: `::error PROPERTY=property::message`. */
  workflow: {
    message: workflowMessage,
    property: (text: string): string => workflowMessage(text).replace(/[:,]/g, percent),
  },
} as const;

/** Where a command may begin. */
const marks = /::|##(?=\w*\[)/g;

/**
 * A finished text with the commands of CI systems spelled so that a reader sees them and no log obeys
 * them: GitHub's `::name::…` wherever only blanks and colours stand before it in its line, and in any
 * place `##[name]` (GitHub, Azure), `##vso[…]` and `##teamcity[…]`. Our own words hold none. In JSON
 * this means the same as before, since there `##` stands in strings.
 */
export function withoutCiCommands(text: string): string {
  return text.replace(marks, (mark, at: number) => {
    if (mark === '##') return '\\u0023#';
    return isAtStart(text, at) ? '\\u003a:' : mark;
  });
}

/**
 * Whether nothing but blanks and colours stands before a place in its line. Looked at backwards, so
 * that what stands between two marks is looked at once.
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

/** The length of a change of colour that ends at a place, such as ESC[31m. */
function colourBefore(text: string, end: number): number {
  if (text[end - 1] !== 'm') return 0;
  let digits = end - 1;
  while (/\d/.test(text[digits - 1] ?? '')) digits -= 1;
  const isColour =
    digits < end - 1 && text[digits - 1] === '[' && /\p{Cc}/u.test(text[digits - 2] ?? '');
  return isColour ? end - digits + 2 : 0;
}

/** Letters that are written from right to left: they turn what stands beside them. */
const turning = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** What a quote that opens does not stand behind. */
const beforeNone = /[\p{L}\p{N}"\\]$/u;

const first = '\u2068';
const left = '\u2066';
const pop = '\u2069';

/**
 * A finished text for a terminal: each text in quotes that holds letters from right to left is shown
 * by itself (FSI … PDI), so that it turns nothing around it: not the arrow between an old and a new
 * title, and not the id behind one. Our titles stand in quotes, ids do not; the marks stand outside of
 * the quotes, so whoever copies what is between them copies no more than that.
 */
export function isolated(text: string, { isScreen = false }: Pick<Look, 'isScreen'>): string {
  if (!isScreen || isAscii(text)) return text;
  // What was isolated before its line was broken stays so: part of a quote is none.
  return text
    .split(/([\u2066\u2068][^\n\u2066\u2068\u2069]*\u2069)/)
    .map((part, at) =>
      at % 2 === 1 ? part : quotesApart(part, (quote) => first + quote + pop, String).join(''),
    )
    .join('');
}

/**
 * A line of somebody's text without quotes, shown by itself if it holds such letters: as its first letter has it,
 * or as a line of a file, whose indentation stands at its left.
 */
export function apart(text: string, look: Pick<Look, 'isScreen'>, of: 'text' | 'file'): string {
  if (!look.isScreen || isAscii(text) || !turning.test(text)) return text;
  return (of === 'file' ? left : first) + text + pop;
}

/** The parts of a text in order: those in quotes with letters from right to left, and all others. */
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

/** Behind the quote that closes, on the same line; a quote within has a back-slash before it. */
function endOfQuoted(text: string, open: number): number | undefined {
  for (let at = open + 1; at < text.length; at += 1) {
    if (text[at] === '"') return at + 1;
    if (text[at] === '\n') return undefined;
    if (text[at] === '\\') at += 1;
  }
  return undefined;
}

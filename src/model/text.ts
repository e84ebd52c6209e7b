/**
 * Whether a text is all ASCII. V8 takes milliseconds to compile patterns with Unicode classes, much of the
 * time of a short command. So code that runs in every command uses a simpler pattern for ASCII texts.
 */
export function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text);
}

/** The graphemes of a text: each letter with its marks, an emoji with all its parts. */
export function graphemesOf(text: string): readonly string[] {
  if (isAscii(text)) return text.split('');
  return Array.from(segmenter().segment(text), ({ segment }) => segment);
}

/** The most UTF-16 units of a grapheme, except in texts that are made to break programs. */
export const longestLetter = 64;

/** The beginning of a text with at most `most` UTF-16 units, which ends in a whole grapheme. */
export function startOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const from = Math.max(0, most - longestLetter);
  const around = text.slice(from, most + longestLetter);
  const letter = segmenter()
    .segment(around)
    .containing(most - from);
  // A grapheme longer than the examined part has no whole form to keep.
  const isWhole = letter !== undefined && letter.segment.length < longestLetter;
  const end = isWhole ? from + letter.index : most;
  return withoutJoiner(text.slice(0, end).replace(/[\ud800-\udbff]$/, ''));
}

/** Removes a final joiner, which would otherwise join the next character. */
export function withoutJoiner(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\u200c' || text[end - 1] === '\u200d') end -= 1;
  return text.slice(0, end);
}

let known: Intl.Segmenter | undefined;

/** Created on demand: it takes milliseconds, and most runs do not need it. */
function segmenter(): Intl.Segmenter {
  known ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return known;
}

/**
 * Removes all occurrences of a character from the end of a text. The pattern `/x+$/` would take quadratic
 * time if many of them are in the middle.
 */
export function withoutTrailing(text: string, mark: string): string {
  let end = text.length;
  while (text[end - 1] === mark) end -= 1;
  return text.slice(0, end);
}

/** Characters of the classes letter and sign that are invisible: fillers, and the blank of braille. */
const unseen = /[\u115f\u1160\u2800\u3164\uffa0]/gu;

/**
 * Whether people can recognise a node by a title: it has a letter, a digit or a sign such as + or
 * an emoji.
 */
export function isTitle(text: string): boolean {
  if (/[0-9a-z]/i.test(text)) return true;
  return isAscii(text)
    ? /[$+<=>^`|~]/.test(text)
    : /[\p{L}\p{N}\p{S}]/u.test(text.replace(unseen, ''));
}

/**
 * Whether Windows takes a name for a device, with any extension: no file of that name can be checked out or
 * opened there.
 */
export function isDeviceName(name: string): boolean {
  return /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])$/i.test(name.split('.')[0]?.trimEnd() ?? '');
}

/** A text, cut if it is longer than `most` characters. */
export function cutText(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text;
}

/** The first of some texts, and the number of the others: `a, b and 3 more`. */
export function firstFew(texts: readonly string[], most: number): string {
  const more = texts.length - most;
  return `${texts.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The text with a capital first letter, as a sentence begins. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/**
 * The first difference between two texts that look the same on a screen, in words: other blanks, or letters
 * that are composed in another way. Undefined if they are equal, or look different.
 */
export function alikeCharacters(before: string, after: string): string | undefined {
  if (before === after || asSeen(before) !== asSeen(after)) return undefined;
  const [old, now] = [[...before], [...after]];
  const at = old.findIndex((character, index) => character !== now[index]);
  const place = at < 0 ? old.length : at;
  return `character ${place + 1} is ${codeOf(old[place])} before and ${codeOf(now[place])} after`;
}

/** A text as it looks on a screen: letters in one Unicode form, and a single space for blanks. */
export function asSeen(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

function codeOf(character: string | undefined): string {
  return character === undefined ? 'absent' : codePointText(character);
}

/** The code point of a character: `U+00A0`. */
export function codePointText(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * Scripts that need U+200C and U+200D for spelling: Persian plurals need the one, Sinhala and Malayalam
 * letters the other. Between Latin letters, these characters can only hide something.
 */
const scripts = [
  ...['Arabic', 'Syriac', 'Mongolian', 'Nko', 'Mandaic', 'Adlam', 'Hanifi_Rohingya', 'Phags_Pa'],
  ...['Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada'],
  ...['Malayalam', 'Sinhala', 'Khmer', 'Myanmar', 'Tibetan', 'Balinese', 'Javanese', 'Sundanese'],
  ...['Grantha', 'Tirhuta', 'Newa', 'Meetei_Mayek', 'Chakma', 'Sharada', 'Brahmi', 'Kaithi'],
]
  .map((script) => `\\p{Script_Extensions=${script}}`)
  .join('');

/** A letter of these scripts, or a mark on one. */
export const joinedLetter = `(?=[\\p{L}\\p{M}])[${scripts}]`;
const emoji = '\\p{Extended_Pictographic}';
/** The end of an emoji, before it is joined with the next one. */
const emojiEnd = `${emoji}[\\ufe0f\\p{Emoji_Modifier}]?`;

/** The flags of England, Scotland and Wales are spelled with invisible letters. */
const flags = ['gbeng', 'gbsct', 'gbwls']
  .map((name) => `${[...name].map((each) => tag(each.charCodeAt(0))).join('')}${tag(0x7f)}`)
  .join('|');

const joiners = '[\\u200c\\u200d]';

/**
 * A regular expression for invisible characters that are part of the spelling: joiners between two letters or
 * two emoji, and the invisible letters of a flag. Anywhere else these characters hide something.
 */
export const spelling = [
  // The look-behind comes last, since it is seldom needed.
  `${joiners}(?<=${joinedLetter}${joiners})(?=${joinedLetter})`,
  `\\u200d(?<=${emojiEnd}\\u200d)(?=${emoji})`,
  `(?:${flags})(?<=\\u{1f3f4}(?:${flags}))`,
].join('|');

/** Whether a text may hold such spelling at all; most texts do not. */
export function mayHoldSpelling(text: string): boolean {
  return /\u200c|\u200d|\u{e0067}/u.test(text);
}

function tag(code: number): string {
  return `\\u{${(0xe0000 + code).toString(16)}}`;
}

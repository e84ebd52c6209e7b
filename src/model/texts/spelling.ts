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

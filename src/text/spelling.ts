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
export const spelling = [
  // What stands before is looked at last, as it is seldom worth a look.
  `${joiners}(?<=${letter}${joiners})(?=${letter})`,
  `\\u200d(?<=${emojiEnd}\\u200d)(?=${emoji})`,
  `(?:${flags})(?<=\\u{1f3f4}(?:${flags}))`,
].join('|');

/** Whether a text holds one of them at all: most do not. */
export function mayHoldSpelling(text: string): boolean {
  return /\u200c|\u200d|\u{e0067}/u.test(text);
}

function tag(code: number): string {
  return `\\u{${(0xe0000 + code).toString(16)}}`;
}

/** Letters of scripts that are written in one stroke: a mark in the middle changes their forms. */
export const cursive =
  /^[\p{Script_Extensions=Arabic}\p{Script_Extensions=Syriac}\p{Script_Extensions=Mongolian}\p{Script_Extensions=Nko}\p{Script_Extensions=Mandaic}\p{Script_Extensions=Adlam}\p{Script_Extensions=Hanifi_Rohingya}\p{Script_Extensions=Phags_Pa}\p{Script_Extensions=Manichaean}\p{Script_Extensions=Sogdian}]/u;

import { quoteShort } from '../document/place.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { type Problem, problem } from '../model/problem.ts';
import {
  codePointText,
  isAscii,
  isTitle,
  joinedLetter,
  mayHoldSpelling,
  spelling,
} from '../model/text.ts';
import { spanIn, type WrittenNode, writtenTitleOf } from './manifest.ts';

/**
 * The problems of the texts of nodes: titles that show nothing or span several lines, and slips that people
 * do not see. Each text has at most one problem.
 */
export function checkTexts(nodes: readonly WrittenNode[]): Problem[] {
  return nodes.flatMap((node) => {
    const suspected = looked.filter((field) => node.value[field] && mayHaveSlip(node.value[field]));
    return [
      ...titleProblems(node),
      ...suspected.flatMap((field) => slipsIn(node, [field], node.value[field] ?? null)),
    ];
  });
}

const none: readonly Problem[] = [];

const breaks: readonly (readonly [RegExp, string])[] = [
  [/[\n\r\u0085\u2028\u2029]/, 'a line break'],
  [/\p{Cc}/u, 'a control character'],
];

function titleProblems(node: WrittenNode): readonly Problem[] {
  const { title } = node.value;
  // The schema reports titles that are empty or not texts.
  if (typeof title !== 'string' || title === '') return none;
  const isBlank = !isTitle(title);
  // Control characters are suspect, too.
  if (!isBlank && !mayHaveSlip(title)) return none;
  const [, by] = breaks.find(([form]) => form.test(title)) ?? [];
  if (!isBlank && by === undefined) return slipsIn(node, ['title'], title);
  // Only now: every title passes here, and looking up its place takes longer than all of this.
  const span = spanIn(node, ['title'], 'value');
  if (isBlank) {
    const detail = `The title of this ${node.kind} has no letter, digit or symbol, so nobody can recognise it.`;
    return [problem('title/blank', { detail, hint: 'Write the name that people use.', span })];
  }
  const detail = `The title of the ${writtenTitleOf(node)} has ${by}. Apps show that in different ways.`;
  const hint = 'Write it on one line, with spaces between the words.';
  return [problem('title/broken', { detail, hint, span })];
}

type Path = readonly [string, ...(string | number)[]];

/** The texts of a node other than its title, ids and children. */
const looked = [
  ...['courseCode', 'org', 'primaryApp', 'level', 'subjects', 'grades', 'subjectCodes'],
  ...['metadata', 'additional'],
] as const;

function slipsIn(node: WrittenNode, path: Path, value: Json): Problem[] {
  if (typeof value === 'string') {
    const slip = textSlipIn(value, useOf(path));
    return slip ? [slipProblem(node, path, value, slip)] : [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((inner: Json, at) => slipsIn(node, [...path, at], inner));
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => slipsIn(node, [...path, key], inner));
}

function useOf([field]: Path): TextUse {
  if (field === 'metadata' || field === 'additional') return 'text';
  return field === 'title' ? 'name' : 'code';
}

function slipProblem(
  node: WrittenNode,
  path: Path,
  value: string,
  { type, what, at, hint }: NonNullable<ReturnType<typeof textSlipIn>>,
): Problem {
  const name = writtenTitleOf(node);
  const subject =
    path.join() === 'title'
      ? `The title of the ${name}`
      : `The text ${quoteShort(value)} under ${path.filter((step) => typeof step === 'string').join('.')} of the ${name}`;
  const { document, file } = node.manifest;
  const start = document.pointWithin([...node.path, ...path], at);
  return problem(`text/${type}`, { detail: `${subject} ${what}.`, hint, span: { file, start } });
}

/** Slips in texts that people read, and that they cannot see or do not notice. */
type TextSlipType = 'unseen' | 'damaged' | 'look-alike' | 'placeholder' | 'address';

/** The first slip of a text. */
interface TextSlip {
  readonly type: TextSlipType;
  /** Completes the sentence "The title …". */
  readonly what: string;
  /** The index of the character in question. */
  readonly at: number;
  readonly hint: string;
}

/** What a text is for: a name is one line that programs compare; a code has no letters of two alphabets. */
type TextUse = 'name' | 'code' | 'text';

/** What each slip has at least. Few texts have any of it, and the others need no further look. */
const suspect =
  /[^\x20-\x7e]|&|^ | $|^(?:https?:|[[{(<$%]|insert|enter|your|todo|tbd|fixme|xxx|placeholder|lorem)/i;

/**
 * Whether any text of a value may have a slip. Every text of a catalog passes here, and few go on: listing
 * the content of each object would take several times as long.
 */
function mayHaveSlip(value: Json): boolean {
  if (typeof value === 'string') return suspect.test(value);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(mayHaveSlip);
  const object = value as JsonObject;
  for (const key in object) if (mayHaveSlip(object[key] ?? null)) return true;
  return false;
}

/** The first slip of a text; undefined if it has none. A pure function of the text and its use. */
function textSlipIn(text: string, use: TextUse): TextSlip | undefined {
  if (!suspect.test(text)) return undefined;
  const found = unseenIn(text, use) ?? damageIn(text, use) ?? mixtureIn(text) ?? addressIn(text);
  return found ?? (use === 'text' ? undefined : (endsIn(text) ?? placeholderIn(text)));
}

/** The names of characters that nobody sees. */
const names: readonly (readonly [RegExp, string])[] = [
  [/\u200b/, 'a zero-width space'],
  [/[\u200c\u200d]/, 'a joiner'],
  [/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/, 'a direction mark'],
  [/\ufeff/, 'a byte order mark'],
  [/\u00ad/, 'a soft hyphen'],
];

/** Characters without a glyph. Control characters of one line have a problem of their own. */
const unseen =
  /[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0001}\u{e0020}-\u{e007f}]/gu;

/** Letters of scripts from right to left: in their texts, direction marks say where a number belongs. */
const turning = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
/** Scripts without spaces between words, in which U+200B says where a line may break. */
const unspaced =
  '[\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Tai_Tham}\\p{Script=Javanese}\\p{Script=Balinese}\\p{Script=Tibetan}]';

/** A character that nobody sees, and the neighbours or texts in which it is part of the spelling. */
interface Spelt {
  readonly of: RegExp;
  readonly beside?: string;
  readonly in?: RegExp;
}

const spelt: readonly Spelt[] = [
  // At the end of a word, a joiner shows a letter in its joined form.
  { of: /[\u200c\u200d]/, beside: joinedLetter },
  { of: /\u200b/, beside: unspaced },
  { of: /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/, in: turning },
  { of: /[\u115f\u1160]/, beside: '[\\u1100-\\u11ff\\ua960-\\ua97f\\ud7b0-\\ud7ff]' },
  { of: /\u180e/, beside: '\\p{Script=Mongolian}' },
  { of: /\u2800/, in: /[\u2801-\u28ff]/ },
  // Flags of regions are spelled with such letters.
  { of: /[\u{e0020}-\u{e007f}]/u, in: /\u{1f3f4}[\u{e0030}-\u{e007a}]+\u{e007f}/u },
];

/** In long texts these say where a word or formula may break, and do no harm. */
const breaking = /[\u00ad\u2060-\u2064]/;

function unseenIn(text: string, use: TextUse): TextSlip | undefined {
  if (isAscii(text)) return undefined;
  // Characters of the same length keep the indices.
  const left = mayHoldSpelling(text)
    ? text.replace(new RegExp(spelling, 'gu'), (found) => '.'.repeat(found.length))
    : text;
  const holds = onceEach((form) => form.test(text));
  for (const { 0: found, index } of left.matchAll(unseen)) {
    if (use === 'text' && breaking.test(found)) continue;
    const isSpelt = ({ of, beside, in: within }: Spelt) =>
      of.test(found) && (within ? holds(within) : isBeside(beside, text, index));
    if (spelt.some(isSpelt)) continue;
    const name = names.find(([form]) => form.test(found))?.[1] ?? 'an invisible character';
    const before = text.slice(0, index).trimEnd();
    const [word] = /\S{1,30}$/.exec(before) ?? [];
    return {
      type: 'unseen',
      what: `has ${name} (${codePointText(found)}) ${word === undefined ? 'at its beginning' : `behind "${word.toWellFormed()}"`}`,
      at: index,
      hint: 'Remove it, or type the text again. Text copied from web pages often has such characters.',
    };
  }
  return undefined;
}

/** Gives a test that is carried out once for each form: a text may have thousands of such characters. */
function onceEach(test: (form: RegExp) => boolean): (form: RegExp) => boolean {
  const known = new Map<RegExp, boolean>();
  return (form) => {
    const is = known.get(form) ?? test(form);
    known.set(form, is);
    return is;
  };
}

function isBeside(beside: string | undefined, text: string, index: number): boolean {
  const around = new RegExp(`${beside}$`, 'u').test(text.slice(0, index).slice(-2));
  return around || new RegExp(`^.${beside}`, 'su').test(text.slice(index));
}

/** Spaces of any kind at the ends of one line. */
function endsIn(text: string): TextSlip | undefined {
  const trimmed = text.trim();
  if (trimmed === text || trimmed === '') return undefined;
  const isFirst = text !== text.trimStart();
  return {
    type: 'unseen',
    what: isFirst ? 'begins with a space' : 'ends with a space',
    at: isFirst ? 0 : text.trimEnd().length,
    hint: 'Remove it: programs compare such texts to the character.',
  };
}

/** UTF-8 that was read as Windows-1252: `Ã¤` for ä, `â€™` for an apostrophe. */
const misread =
  /\u00c3[\u0080-\u009f\u00a1-\u00a9\u00ac-\u00ae\u00b1-\u00b6\u00b8\u00bc-\u00bf]|\u00e2\u20ac[\u009d\u00a6\u0153\u02dc\u201c\u201d\u2122]|\u00e2\u0080[\u0080-\u00bf]/;
/** Characters as HTML writes them. */
const entity =
  /&(?:amp|nbsp|lt|gt|quot|apos|[rl][sd]quo|[mn]dash|hellip|#\d{1,7}|#x[\da-f]{1,6});/i;

function damageIn(text: string, use: TextUse): TextSlip | undefined {
  const lost = text.indexOf('\ufffd');
  if (lost !== -1) {
    return {
      type: 'damaged',
      what: 'has the character U+FFFD, which stands for one that was lost',
      at: lost,
      hint: 'Write the character that was there.',
    };
  }
  const found = isAscii(text) ? null : misread.exec(text);
  if (found) {
    return {
      type: 'damaged',
      what: `has "${found[0]}", as if UTF-8 had been read in another encoding`,
      at: found.index,
      hint: 'Write the character that was there.',
    };
  }
  const written = use === 'text' || !text.includes('&') ? null : entity.exec(text);
  if (!written) return undefined;
  return {
    type: 'damaged',
    what: `has "${written[0]}", as HTML writes a character`,
    at: written.index,
    hint: 'Write the character itself: apps show the text as it is.',
  };
}

/** Cyrillic letters that look like Latin ones, and Latin ones that look like Cyrillic ones. */
const [cyrillicAlike, latinAlike] = ['АВЕЅІЈКМНОРСТУХаеорсухѕіј', 'ABEKMHOPCTXYIaeopcyxi'];

/** A word of two alphabets, one of which has only letters that look like those of the other. */
function mixtureIn(text: string): TextSlip | undefined {
  if (isAscii(text) || !/[\u0400-\u045f]/.test(text) || !/[A-Za-z]/.test(text)) return undefined;
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{M}]+/gu)) {
    const letters = [...word];
    const cyrillic = letters.filter((letter) => /[\u0400-\u04ff]/.test(letter));
    const latin = letters.filter((letter) => /[A-Za-z]/.test(letter));
    if (cyrillic.length === 0 || latin.length === 0) continue;
    const [few, alphabet] = cyrillic.every((letter) => cyrillicAlike.includes(letter))
      ? [cyrillic, 'Cyrillic']
      : latin.every((letter) => latinAlike.includes(letter))
        ? [latin, 'Latin']
        : [];
    const [first] = few ?? [];
    if (first === undefined) continue;
    return {
      type: 'look-alike',
      what: `has the ${alphabet} letter ${first} (${codePointText(first)}) in "${word.slice(0, 60)}"`,
      at: index + word.indexOf(first),
      hint: 'Type the word again, in one alphabet.',
    };
  }
  return undefined;
}

/** An address with one space in or beside it, which no program opens as it is meant. Other texts are prose. */
const address = /^( ?)https?:\/\/\S+(?: (?!https?:)[^\s()[\]]+\.[a-z\d]{2,5})?( ?)$/i;

function addressIn(text: string): TextSlip | undefined {
  const [, before, after] = (text.length > longestAddress ? null : address.exec(text)) ?? [];
  if (before === undefined || !text.includes(' ')) return undefined;
  const isEnd = before !== '' || after !== '';
  return {
    type: 'address',
    what: `is a web address with a space ${isEnd ? 'at its end' : 'in it'}`,
    at: before === '' ? (isEnd ? text.length - 1 : text.indexOf(' ')) : 0,
    hint: isEnd ? 'Remove the space.' : 'Write `%20` in its place.',
  };
}

/** The longest web address that browsers open. */
const longestAddress = 2000;

/** Names that a template, or an author, left for later. */
const placeholders: readonly RegExp[] = [
  /^(?:\{\{[^{}]*\}\}|\$\{[^{}]*\}|%[A-Z]+_[A-Z_]+%)$/,
  // `Todo` is a Spanish word, and XXX a number.
  /^(?:TODO|todo|TBD|tbd|FIXME|fixme|xxx+|XXXX+|[Pp]laceholder|[Ll]orem ipsum)[^\p{L}\p{N}]*$/u,
];

function placeholderIn(text: string): TextSlip | undefined {
  if (text.length > longestPlaceholder) return undefined;
  const trimmed = text.trim();
  if (!placeholders.some((form) => form.test(trimmed)) && !isNameOfField(trimmed)) return undefined;
  return {
    type: 'placeholder',
    what: 'is a placeholder',
    at: 0,
    hint: 'Write the text that people are to read.',
  };
}

const longestPlaceholder = 100;

/** The words of texts that stand for others: `[Lesson title]`. */
const ofField = new Set(
  ['insert', 'enter', 'your', 'a', 'the', 'new', 'here'].concat([
    'course',
    'unit',
    'lesson',
    'title',
    'name',
    'text',
    'description',
  ]),
);

/**
 * Whether a text only names a field, in brackets or as an order: `[Lesson title]`, `<<Lesson>>`, `Insert title
 * here`. `<title>` is an element of HTML.
 */
function isNameOfField(text: string): boolean {
  if (/^(?:insert|enter|your) .{1,60} here$/i.test(text)) return isOfField(wordsIn(text));
  const isDouble = /^<<.*>>$/.test(text);
  if (!isDouble && !/^[[{(<].*[\]})>]$/.test(text)) return false;
  const inner = isDouble ? text.slice(2, -2) : text.slice(1, -1);
  const words = wordsIn(inner);
  const isField = isOfField(words);
  const isNamed = isDouble || words.includes('title') || words.includes('name');
  return isField && isNamed && (text[0] !== '<' || isDouble || words.length > 1);
}

const wordsIn = (text: string) => text.toLowerCase().trim().split(' ');

function isOfField(words: readonly string[]): boolean {
  return words.every((one) => ofField.has(one));
}

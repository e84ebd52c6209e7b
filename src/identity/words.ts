import { isAscii } from '../model/ascii.ts';

/**
 * A title as a reader takes it: Unicode form, case, blanks and punctuation do not count. Signs such
 * as `+` and `#` do, since C, C++ and C# are three subjects.
 */
export function normalTitle(title: string): string {
  return wordsOf(title).join(' ');
}

export function wordsOf(text: string): readonly string[] {
  const folded = text.normalize('NFKC').toLowerCase();
  const word = isAscii(folded) ? /[a-z\d$+<=>^`|~#]+/g : /[\p{L}\p{M}\p{N}\p{S}#]+/gu;
  return folded.match(word) ?? folded.match(/\S+/gu) ?? [];
}

/** Scripts that set no blanks between words. */
const withoutBlanks =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu;

/**
 * The words of a text. Where a script sets no blanks between them, every two letters that meet stand
 * for a word: a dictionary would be another one in each version of the language.
 */
export function termsOf(text: string): readonly string[] {
  const words = wordsOf(text);
  return isAscii(text) ? words : words.flatMap(inTerms);
}

function inTerms(word: string): readonly string[] {
  if (word.search(withoutBlanks) < 0) return [word];
  const others = word.split(withoutBlanks).filter((each) => each !== '');
  return [...others, ...(word.match(withoutBlanks) ?? []).flatMap(inPairs)];
}

function inPairs(run: string): readonly string[] {
  const letters = [...run];
  const pairs = letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
  return pairs.length > 0 ? pairs : letters;
}

/** How many words two texts share: 0 none, 1 all; the order of the words does not count. */
export function wordLikeness(a: string, b: string): number {
  return overlap(new Set(termsOf(a)), new Set(termsOf(b)));
}

/** Twice what two sets share, over what they hold together: 0 to 1, and 0 where both are empty. */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 0;
  const shared = [...a].filter((each) => b.has(each)).length;
  return (2 * shared) / (a.size + b.size);
}

/**
 * As `wordLikeness`, for titles: a word counts as the same with another ending ("ratio", "ratios"),
 * and an apostrophe parts no word ("Pascal's", "Pascals").
 */
export function titleLikeness(a: string, b: string): number {
  const [ours, theirs] = [titleWords(a), titleWords(b)];
  if (ours.size + theirs.size === 0) return 0;
  const known = [...ours].filter((each) => theirs.has(each));
  const left = [...theirs].filter((each) => !ours.has(each));
  const inflected = [...ours].filter((each) => {
    if (theirs.has(each)) return false;
    const at = left.findIndex((other) => differInEndingOnly(each, other));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  return (2 * (known.length + inflected.length)) / (ours.size + theirs.size);
}

function titleWords(title: string): ReadonlySet<string> {
  return new Set(termsOf(title.replace(/(?<=\p{L})['’ʼ](?=\p{L})/gu, '')));
}

/** Shorter beginnings in common are chance. */
const shortestStem = 4;
const longestEnding = 2;

function differInEndingOnly(a: string, b: string): boolean {
  let stem = 0;
  while (stem < a.length && a[stem] === b[stem]) stem += 1;
  const endings = [a.slice(stem), b.slice(stem)];
  return (
    stem >= shortestStem &&
    endings.every((ending) => ending.length <= longestEnding && !/\p{N}/u.test(ending))
  );
}

/** "Lesson 3" and "Lesson 4": what a title becomes when something is inserted before it. */
export function differInNumberOnly(a: string, b: string): boolean {
  const numberless = (title: string) => normalTitle(title).replace(/\p{N}+/gu, '');
  return numberless(a) === numberless(b);
}

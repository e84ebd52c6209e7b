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

/** How many words two texts share: 0 none, 1 all; the order of the words does not count. */
export function wordLikeness(a: string, b: string): number {
  return overlap(new Set(wordsOf(a)), new Set(wordsOf(b)));
}

/** Twice what two sets share, over what they hold together: 0 to 1, and 0 where both are empty. */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 0;
  const shared = [...a].filter((each) => b.has(each)).length;
  return (2 * shared) / (a.size + b.size);
}

/** "Lesson 3" and "Lesson 4": what a title becomes when something is inserted before it. */
export function differInNumberOnly(a: string, b: string): boolean {
  const numberless = (title: string) => normalTitle(title).replace(/\p{N}+/gu, '');
  return numberless(a) === numberless(b);
}

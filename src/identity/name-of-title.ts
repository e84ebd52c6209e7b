import type { Kind } from '../model/kind.ts';

/** Letters that no decomposition takes apart. */
const asLatin: ReadonlyMap<string, string> = new Map([
  ['Æ', 'AE'],
  ['Œ', 'OE'],
  ['Ø', 'O'],
  ['Ł', 'L'],
  ['Đ', 'D'],
  ['Ð', 'D'],
  ['Þ', 'TH'],
  ['Ħ', 'H'],
  ['&', ' AND '],
]);

const longest = 48;

/**
 * A title as a constant: `Finding the main idea` is FINDING_THE_MAIN_IDEA. Where most of its letters
 * are not Latin, what would be left of it says nothing, and the id takes its place.
 */
export function nameOfTitle(title: string, kind: Kind, sourcedId: string): string {
  const plain = unaccented(title);
  const letters = plain.match(/\p{L}/gu)?.length ?? 0;
  const latin = plain.match(/[A-Z]/g)?.length ?? 0;
  const words = latin * 2 >= letters ? wordsOf(plain) : '';
  const name = words === '' ? nameOfId(sourcedId) : words;
  const isWhole = words !== '' && /^[A-Z]/.test(name);
  return isWhole ? name : [kind.toUpperCase(), name].filter((part) => part !== '').join('_');
}

function unaccented(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/[\p{M}'’ʼ]/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]/gu, (character) => asLatin.get(character) ?? character);
}

function wordsOf(plain: string): string {
  const [first = '', ...others] = plain.match(/[A-Z0-9]+/g) ?? [];
  let name = first.slice(0, longest);
  for (const word of others) {
    if (name.length + 1 + word.length > longest) break;
    name = `${name}_${word}`;
  }
  return name;
}

/** Enough of an id to tell it from others; that no two names are equal is seen to elsewhere. */
function nameOfId(sourcedId: string): string {
  return wordsOf(unaccented(sourcedId)).replaceAll('_', '').slice(0, 8);
}

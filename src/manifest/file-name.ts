/** Letters that do not decompose into a base letter and a mark. */
const plain: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
};

/** A file name from a title, without extension: Latin letters and digits, or `otherwise`. */
export function fileNameOf(title: string, otherwise: string): string {
  const name = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[łøđßæœ]/g, (letter) => plain[letter] ?? letter)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .replaceAll(' ', '-')
    .slice(0, 60)
    .replace(/-$/, '');
  return name || otherwise;
}

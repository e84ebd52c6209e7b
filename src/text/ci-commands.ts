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

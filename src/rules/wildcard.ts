/** Longer texts are compared by their first characters: a title with a mark has it near the start. */
const longest = 2000;

/**
 * Whether a text matches a pattern in which `*` stands for any text. Upper and lower case are equal. A
 * pattern comes from a config that a stranger may propose, so it is no regular expression: each piece
 * between stars is searched once, behind the one before.
 */
export function isLike(text: string, pattern: string): boolean {
  const shown = folded(text.slice(0, longest));
  const pieces = folded(pattern).split('*');
  const [first = ''] = pieces;
  const last = pieces.at(-1) ?? '';
  if (pieces.length === 1) return shown === first;
  if (!shown.startsWith(first)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = shown.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return shown.length - last.length >= at && shown.endsWith(last);
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/**
 * A text without the marks of one kind at its end. By hand: the expression for it, `/x+$/`, begins
 * anew at each of many marks that something else follows.
 */
export function withoutTrailing(text: string, mark: string): string {
  let end = text.length;
  while (text[end - 1] === mark) end -= 1;
  return text.slice(0, end);
}

/**
 * Removes all marks of one kind from the end of a text. The pattern `/x+$/` would take quadratic
 * time for many marks in the middle.
 */
export function withoutTrailing(text: string, mark: string): string {
  let end = text.length;
  while (text[end - 1] === mark) end -= 1;
  return text.slice(0, end);
}

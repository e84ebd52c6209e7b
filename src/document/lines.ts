import type { Point } from '../model/span.ts';

/** Offsets of the line starts of a text. */
export function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The line and column of an offset, by binary search. */
export function pointAtOffset(starts: readonly number[], offset: number): Point {
  let line = 0;
  let after = starts.length;
  while (after - line > 1) {
    const middle = (line + after) >>> 1;
    if ((starts[middle] ?? 0) <= offset) line = middle;
    else after = middle;
  }
  return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
}

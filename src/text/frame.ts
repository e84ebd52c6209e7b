import { frameOf } from '../document/place.ts';
import type { Problem } from '../model/problem.ts';
import { graphemesOf } from '../model/text.ts';
import { apart, escapeFor } from './escape.ts';
import { displayWidth } from './fold.ts';
import { ellipsis, type Look } from './look.ts';
import { fits } from './screen.ts';

/** The most columns before the caret that stay visible when a long line is cut. */
const longestLead = 30;

/** A range of one line to mark; `length` is at least one character. */
interface Mark {
  readonly offset: number;
  readonly length: number;
}

/** The source lines of a problem with numbers, and carets under the place; never coloured. */
export function frameLines(problem: Problem, look: Look): string[] {
  const { span } = problem;
  const frame = frameOf(problem, look.sources);
  if (!span || !frame) return [];
  const gutter = String(frame.firstLine + frame.lines.length - 1).length;
  const room = look.width - gutter - ' | '.length;
  const leadIn = Math.min(longestLead, Math.floor(room / 2));
  const marked = frame.lines[span.start.line - frame.firstLine] ?? '';
  const mark = markIn(marked, span.start, span.end);
  const from = mark.offset + mark.length > room ? Math.max(mark.offset - leadIn, 0) : 0;
  const empty = ' '.repeat(gutter);
  return frame.lines.flatMap((line, index) => {
    const number = frame.firstLine + index;
    const shown = apart(extract(visible(line), { from, room }, look).trimEnd(), look, 'file');
    const source = `${String(number).padStart(gutter)} | ${shown}`.trimEnd();
    if (number !== span.start.line) return [source];
    const carets = '^'.repeat(Math.max(Math.min(mark.length, from + room - mark.offset), 1));
    return [source, `${empty} | ${' '.repeat(mark.offset - from)}${carets}`];
  });
}

/** Shows a tab as one blank, so that the caret is under the right character. */
function visible(text: string): string {
  return escapeFor.terminal(text.replaceAll('\t', ' '));
}

type Point = NonNullable<Problem['span']>['start'];

function markIn(line: string, start: Point, end: Point | undefined): Mark {
  const offset = displayWidth(visible(line.slice(0, start.column - 1)));
  const last = end && (end.line > start.line ? line.length : end.column - 1);
  const length = displayWidth(visible(line.slice(start.column - 1, last ?? start.column)));
  return { offset, length: Math.max(length, 1) };
}

/** The part of a line from the column `from` on; columns stay the same, so that the caret below fits. */
function extract(
  text: string,
  { from, room }: { readonly from: number; readonly room: number },
  look: Look,
): string {
  const dots = ellipsis(look);
  const start = from > 0 ? from + dots.length : 0;
  const isCut = !fits(text, from + room);
  const end = from + room - (isCut ? dots.length : 0);
  let kept = '';
  let at = 0;
  for (const letter of graphemesOf(text)) {
    const next = at + displayWidth(letter);
    if (next > end) break;
    if (at >= start) kept += letter;
    // A character of two columns is left out if only its second column would be visible.
    else if (next > start) kept += ' '.repeat(next - start);
    at = next;
  }
  return `${from > 0 ? dots : ''}${kept}${isCut ? dots : ''}`;
}

import { frameOf } from '../document/place.ts';
import type { Problem } from '../model/problem.ts';
import { graphemesOf } from '../model/text.ts';
import { apart, escapeFor } from './escape.ts';
import { displayWidth } from './fold.ts';
import { ellipsis, type Look } from './look.ts';
import { fits } from './screen.ts';

/** Most columns of the marked line that stay visible before the caret when a long line is cut. */
const longestLead = 30;

/** A stretch of one line to point at; `length` is at least one character. */
interface Mark {
  readonly offset: number;
  readonly length: number;
}

/** The source lines of a problem with their numbers, and carets under the place; never coloured. */
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

/** One blank for a tab, so that the caret stands where the reader sees the character. */
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

/** What stands in the columns of a line from `from` on, so that the caret below stays in place. */
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
    // Of a letter of two columns the first is left out.
    else if (next > start) kept += ' '.repeat(next - start);
    at = next;
  }
  return `${from > 0 ? dots : ''}${kept}${isCut ? dots : ''}`;
}

import { lineStartsOf, pointAtOffset } from './lines.ts';

/** A text by its lines, which count from zero here. */
export interface Page {
  readonly text: string;
  /** What stands behind the last line break is a line only where it is not empty. */
  readonly lines: number;
  /** The line that an offset is on. */
  lineAt(offset: number): number;
  /** Where a line starts; behind the last one, where the text ends. */
  startOf(line: number): number;
  /** Without its line break. */
  textOf(line: number): string;
  isBlank(line: number): boolean;
  /** Of a line that holds nothing but a comment, how far it is indented. */
  commentIndent(line: number): number | undefined;
}

export function pageOf(text: string): Page {
  const starts = lineStartsOf(text);
  const isEnded = starts.at(-1) === text.length;
  const startOf = (line: number) => starts[line] ?? text.length;
  const textOf = (line: number) =>
    text.slice(startOf(line), startOf(line + 1)).replace(/\r?\n$/, '');
  return {
    text,
    lines: isEnded ? starts.length - 1 : starts.length,
    lineAt: (offset) => pointAtOffset(starts, offset).line - 1,
    startOf,
    textOf,
    isBlank: (line) => textOf(line).trim() === '',
    commentIndent: (line) => /^ *(?=#)/.exec(textOf(line))?.[0].length,
  };
}

/** A stretch of a text and what comes in its place. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with edits that do not overlap. */
export function edited(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let done = 0;
  for (const { start, end, text: instead } of [...edits].sort((a, b) => a.start - b.start)) {
    pieces.push(text.slice(done, start), instead);
    done = end;
  }
  return [...pieces, text.slice(done)].join('');
}

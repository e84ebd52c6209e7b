import type { Frame, Problem } from '../model/problem.ts';
import type { Point } from '../model/span.ts';
import { decode } from './decode.ts';

/** The lines of files, by the names that spans have: renderers look source lines up here. */
export interface SourceLines {
  /** Undefined if the file was not read, is not text, or must not be shown. */
  linesOf(file: string): readonly string[] | undefined;
}

/** For problems that are about no file, or that bring their lines along. */
export const noSources: SourceLines = { linesOf: () => undefined };

/**
 * The files that a run has read. Every function that reads files of a catalog adds them, so a
 * problem needs to know its place only: its source lines are looked up when it is shown.
 */
export class ReadSources implements SourceLines {
  readonly #bytes = new Map<string, Uint8Array>();
  readonly #lines = new Map<string, readonly string[] | undefined>();
  readonly #hidden = new Set<string>();

  /** Adds files, or the next texts of files that are known. */
  add(files: Iterable<{ readonly file: string; readonly bytes: Uint8Array }>): void {
    for (const { file, bytes } of files) {
      if (this.#bytes.get(file) === bytes) continue;
      this.#bytes.set(file, bytes);
      this.#lines.delete(file);
    }
  }

  /** Never shows lines of a file: one of the config may hold a secret in the wrong place. */
  hide(file: string): void {
    this.#hidden.add(file);
  }

  linesOf(file: string): readonly string[] | undefined {
    const bytes = this.#hidden.has(file) ? undefined : this.#bytes.get(file);
    if (!bytes) return undefined;
    if (!this.#lines.has(file)) {
      const text = decode(file, bytes);
      this.#lines.set(file, text.ok ? text.value.split(/\r?\n/) : undefined);
    }
    return this.#lines.get(file);
  }
}

/** Characters kept behind the place pointed at; what follows in a long line is cut off. */
const keptBehind = 200;

/** A place farther right than this is on no line that a person reads: it gets no frame. */
const farthestColumn = 2000;

/** The source lines around a problem; those that it brought along from a saved plan come first. */
export function frameOf({ span, frame }: Problem, sources: SourceLines): Frame | undefined {
  if (frame || !span) return frame;
  const lines = sources.linesOf(span.file);
  return lines && frameAround(lines, span.start);
}

/** A problem with its source lines, for a value that leaves the run: a saved plan stands alone. */
export function withFrame(problem: Problem, sources: SourceLines): Problem {
  const frame = frameOf(problem, sources);
  return frame ? { ...problem, frame } : problem;
}

function frameAround(lines: readonly string[], { line, column }: Point): Frame | undefined {
  if (line > lines.length || column > farthestColumn) return undefined;
  const firstLine = Math.max(line - 1, 1);
  const around = lines.slice(firstLine - 1, line + 1);
  const isLastEmpty = around.length > 1 && line < lines.length && around.at(-1) === '';
  const shown = isLastEmpty ? around.slice(0, -1) : around;
  return { firstLine, lines: shown.map((text) => cut(text, column + keptBehind)) };
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length).toWellFormed()}…`;
}

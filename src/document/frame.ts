import type { Frame, Problem } from '../model/problem.ts';
import type { Point } from '../model/span.ts';

/** Characters kept after the marked place. The rest of a long line is cut off. */
const keptBehind = 200;

/** Places in columns beyond this get no frame: no person reads such lines. */
const farthestColumn = 2000;

/** Adds source lines to each problem whose file `textOf` knows. */
export function withFrames(
  problems: readonly Problem[],
  textOf: (file: string) => string | undefined,
): Problem[] {
  const cache = new Map<string, readonly string[] | undefined>();
  return problems.map((problem) => {
    const { span } = problem;
    if (!span || problem.frame) return problem;
    if (!cache.has(span.file)) cache.set(span.file, textOf(span.file)?.split(/\r?\n/));
    const lines = cache.get(span.file);
    const frame = lines && frameAround(lines, span.start);
    return frame ? { ...problem, frame } : problem;
  });
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

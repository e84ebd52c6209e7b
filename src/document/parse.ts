import type { Json } from '../model/json.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { Point } from '../model/span.ts';
import { lineStartsOf, pointAtOffset } from './lines.ts';
import { nearestPlace, type Path } from './place.ts';
import { readText } from './read-text.ts';
import type { TreeFault } from './tree.ts';

/** A YAML document as plain JSON that still knows where each value was written. */
export interface LocatedDocument {
  readonly value: Json;
  /**
   * The place of the key at a path (of the item itself in a list), or of its value. Where there is
   * nothing at the path, the place of the nearest ancestor.
   */
  pointAt(path: Path, what?: 'key' | 'value'): Point;
  /** A number, boolean or null as its author wrote it without quotes: `1.10`, `08`. */
  writtenAt(path: Path): string | undefined;
}

/** Reads one YAML 1.2 document of plain maps, lists and scalars. */
export function parse(file: string, text: string): Checked<LocatedDocument> {
  const lineStarts = lineStartsOf(text);
  const { read, faults } = readText(text);
  const document: LocatedDocument = {
    value: read.value,
    pointAt: (path, what = 'key') =>
      pointAtOffset(lineStarts, nearestPlace(read.place, path).place[what]),
    writtenAt: (path) => {
      const { place, isExact } = nearestPlace(read.place, path);
      return isExact ? place.written : undefined;
    },
  };
  return checked(
    document,
    faults.map((fault) => toProblem(fault, { file, lineStarts })),
  );
}

function toProblem(
  { code, offset, first, detail, hint }: TreeFault,
  { file, lineStarts }: { readonly file: string; readonly lineStarts: readonly number[] },
): Problem {
  const spanAt = (place: number) => ({ file, start: pointAtOffset(lineStarts, place) });
  return problem(code, {
    detail,
    ...(hint !== undefined && { hint }),
    span: spanAt(offset),
    ...(first !== undefined && { related: { span: spanAt(first), note: 'first written here' } }),
  });
}

import { isObject, type Json } from '../model/json.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { Point } from '../model/span.ts';
import { conflictMarks, markLines } from './conflict.ts';
import { lineStartsOf, pointAtOffset } from './lines.ts';
import { nearestPlace, type Path } from './place.ts';
import { readText } from './read-text.ts';
import type { TreeFault } from './tree.ts';

/** A YAML document as plain JSON, with the position of every value. */
export interface LocatedDocument {
  readonly value: Json;
  /**
   * The position of the key at a path (in lists: of the item) or of its value. If the path does not
   * exist, the position of its nearest ancestor.
   */
  pointAt(path: Path, what?: 'key' | 'value'): Point;
  /** The source of an unquoted number, boolean or null: `1.10`, `08`. */
  writtenAt(path: Path): string | undefined;
}

/** Reads one YAML 1.2 document of plain maps, lists and scalars. */
export function parse(file: string, text: string): Checked<LocatedDocument> {
  const lineStarts = lineStartsOf(text);
  const { read, faults: found } = readText(text);
  const isDoubtful = found.length > 0 || !isObject(read.value);
  const merged = isDoubtful ? mergedFault(text) : undefined;
  const faults = merged ? [merged] : found;
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

/** Reports conflict marks as the one cause of all faults between them. */
function mergedFault(text: string): TreeFault | undefined {
  const marks = conflictMarks(text);
  return (
    marks && {
      code: 'file/conflict',
      offset: marks.offset,
      detail: `The marks of a merge stand in ${markLines(marks)}: git found two versions of what is between them and left both.`,
      hint: 'Keep what is to stay of both versions, each node with the sourcedId that it has, and remove the marks.',
    }
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

import { type SourceLines, withFrame } from '../../document/place.ts';
import type { JsonObject } from '../../model/json.ts';
import {
  type Frame,
  inReadingOrder,
  type Point,
  type Problem,
  type Span,
} from '../../model/problem.ts';
import { type ProblemCode, problemCodes } from '../../model/problem-codes.ts';
import { type Form, form, type ObjectForm } from './read-json.ts';

const { address, as, list, map, number, object, oneOf, optional, text } = form;

/** A position in a file: line and column, counted from one. */
export const pointForm: ObjectForm<Point> = {
  // Written out for speed, since each change of a plan has positions.
  read: (json) => {
    const { line, column } = map.read(json);
    return { line: number.read(line), column: number.read(column) };
  },
  write: ({ line, column }) => ({ line, column }),
};

const span = object<Span>({
  file: as('filename', text),
  start: pointForm,
  end: optional(pointForm),
});

const lines: Form<readonly string[]> = {
  read: (json) => text.read(json).split('\n'),
  write: (several) => several.join('\n'),
};

const isCode = (code: string): code is ProblemCode => Object.hasOwn(problemCodes, code);

/** A problem in the shape of `terraform validate -json`. */
export const problemForm = object<Omit<Problem, 'written' | 'lacks' | 'choice'>>({
  severity: oneOf(['error', 'warning']),
  code: oneOf(Object.keys(problemCodes).filter(isCode)),
  summary: text,
  detail: text,
  hint: optional(text),
  address: optional(address),
  span: as('range', optional(span)),
  frame: as(
    'snippet',
    optional(object<Frame>({ lines: as('code', lines), firstLine: as('start_line', number) })),
  ),
  related: optional(object({ note: text, span: as('range', span) })),
  all: optional(list(object({ address, span: as('range', span) }))),
});

/** A problem with its source lines. */
export function problemToJson(of: Problem, sources: SourceLines): JsonObject {
  return problemForm.write(withFrame(of, sources));
}

/** Problems in reading order, each with its source lines. */
export function diagnosticsToJson(of: readonly Problem[], sources: SourceLines): JsonObject[] {
  return inReadingOrder(of).map((one) => problemToJson(one, sources));
}

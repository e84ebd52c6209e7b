import { frameOf, type SourceLines } from '../../document/place.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Point, Problem, Span } from '../../model/problem.ts';
import { type ProblemCode, problemCodes } from '../../model/problem-codes.ts';
import {
  addressFrom,
  listFrom,
  numberFrom,
  objectFrom,
  oneOf,
  optional,
  textFrom,
} from './read-json.ts';

/** A problem in the shape that readers of `terraform validate -json` know. */
export function problemToJson(problem: Problem, sources: SourceLines): JsonObject {
  const { severity, code, summary, detail, hint, address, span, related, all } = problem;
  const frame = frameOf(problem, sources);
  return {
    severity,
    code,
    summary,
    detail,
    ...(hint !== undefined && { hint }),
    ...(address !== undefined && { address }),
    ...(span && { range: spanToJson(span) }),
    ...(frame && { snippet: { code: frame.lines.join('\n'), start_line: frame.firstLine } }),
    ...(related && { related: { note: related.note, range: spanToJson(related.span) } }),
    ...(all && { all: all.map((one) => ({ address: one.address, range: spanToJson(one.span) })) }),
  };
}

/** Throws `Unreadable`. */
export function problemFromJson(json: Json | undefined): Problem {
  const object = objectFrom(json);
  const hint = optional(object['hint'], textFrom);
  const address = optional(object['address'], addressFrom);
  const span = optional(object['range'], spanFromJson);
  const frame = optional(object['snippet'], frameFromJson);
  const related = optional(object['related'], relatedFromJson);
  const all = optional(object['all'], (list) => listFrom(list, concernedFromJson));
  return {
    severity: oneOf(object['severity'], ['error', 'warning']),
    code: oneOf(object['code'], codes),
    summary: textFrom(object['summary']),
    detail: textFrom(object['detail']),
    ...(hint !== undefined && { hint }),
    ...(address !== undefined && { address }),
    ...(span && { span }),
    ...(frame && { frame }),
    ...(related && { related }),
    ...(all && { all }),
  };
}

const isCode = (text: string): text is ProblemCode => Object.hasOwn(problemCodes, text);
const codes = Object.keys(problemCodes).filter(isCode);

function frameFromJson(json: Json | undefined): NonNullable<Problem['frame']> {
  const object = objectFrom(json);
  return {
    firstLine: numberFrom(object['start_line']),
    lines: textFrom(object['code']).split('\n'),
  };
}

function concernedFromJson(json: Json | undefined): NonNullable<Problem['all']>[number] {
  const object = objectFrom(json);
  return { address: addressFrom(object['address']), span: spanFromJson(object['range']) };
}

function relatedFromJson(json: Json | undefined): NonNullable<Problem['related']> {
  const object = objectFrom(json);
  return { note: textFrom(object['note']), span: spanFromJson(object['range']) };
}

function spanToJson({ file, start, end }: Span): JsonObject {
  return { filename: file, start: pointToJson(start), ...(end && { end: pointToJson(end) }) };
}

function spanFromJson(json: Json | undefined): Span {
  const object = objectFrom(json);
  const end = optional(object['end'], pointFromJson);
  return {
    file: textFrom(object['filename']),
    start: pointFromJson(object['start']),
    ...(end && { end }),
  };
}

/** A place in a file, counted from one. */
export function pointToJson({ line, column }: Point): JsonObject {
  return { line, column };
}

/** Throws `Unreadable`. */
export function pointFromJson(json: Json | undefined): Point {
  const object = objectFrom(json);
  return { line: numberFrom(object['line']), column: numberFrom(object['column']) };
}

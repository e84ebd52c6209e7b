import { decode } from '../document/decode.ts';
import { nearest } from '../document/nearest.ts';
import { type LocatedDocument, parse } from '../document/parse.ts';
import { validate } from '../document/validate.ts';
import { quoted } from '../document/wording.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import { type Kind, kinds } from '../model/kind.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { SourceFile } from './source-file.ts';
import { isKind } from './structure.ts';

/** A YAML file that states its kind. It may still break its schema. */
export interface Manifest {
  readonly file: string;
  readonly kind: Kind;
  readonly value: JsonObject;
  readonly document: LocatedDocument;
}

export interface Reading {
  readonly file: string;
  /** Absent if the bytes are not text. */
  readonly text?: string;
  /** Absent if the file is no YAML map with a kind. */
  readonly manifest?: Manifest;
  readonly problems: readonly Problem[];
}

/** Reads one file as far as possible, with every problem that needs no other file. */
export function readManifest({ file, bytes }: SourceFile): Reading {
  const text = decode(file, bytes);
  if (!text.ok) return { file, problems: text.problems };
  const parsed = parse(file, text.value);
  const base = { file, text: text.value };
  if (!parsed.ok) return { ...base, problems: parsed.problems };
  const document = parsed.value;
  const { value } = document;
  if (!isObject(value)) return { ...base, problems: [notAMap(document, file)] };
  const { kind } = value;
  if (!isKind(kind)) return { ...base, problems: [unknownKind(document, file)] };
  const errors = validate(kind, document, file);
  const hazards = parsed.problems.filter((warning) => !errors.some(isAtSamePlace(warning)));
  return { ...base, manifest: { file, kind, value, document }, problems: [...hazards, ...errors] };
}

/** Drops a warning if there is an error about the same value. */
function isAtSamePlace({ span: a }: Problem): (other: Problem) => boolean {
  return ({ span: b }) => a?.start.line === b?.start.line && a?.start.column === b?.start.column;
}

function notAMap(document: LocatedDocument, file: string): Problem {
  return problem('schema/wrong-type', {
    detail: 'A manifest is a map of fields, `kind: course` for example, and this file is none.',
    span: { file, start: document.pointAt([]) },
  });
}

function unknownKind(document: LocatedDocument, file: string): Problem {
  const kind = isObject(document.value) ? document.value['kind'] : undefined;
  const near = typeof kind === 'string' ? nearest(kind, kinds) : undefined;
  const found = typeof kind === 'string' ? quoted(kind) : 'this';
  return problem('schema/unknown-kind', {
    detail:
      kind === undefined
        ? 'The file does not say what it holds.'
        : `There are no manifests of the kind ${found}.`,
    hint: near === undefined ? `Write one of: ${kinds.join(', ')}.` : `Did you mean "${near}"?`,
    span: { file, start: document.pointAt(['kind']) },
  });
}

import type { ErrorObject } from 'ajv';
import { isObject, type Json, withPlainNumbers } from '../model/json.ts';
import type { Problem } from '../model/problem.ts';
import { validators } from './generated/validators.js';
import type { LocatedDocument } from './parse.ts';
import { schemaProblem } from './schema-problem.ts';
import { withoutEchoes } from './union.ts';

/** A schema of schemas/ as code. `errors` holds the faults of the last call. */
export interface Validator {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null;
}

/** Kinds of documents that authors write. */
export type DocumentKind = keyof typeof validators;

/** Every violation of the schema for this kind of document. */
export function validate(
  kind: DocumentKind,
  document: LocatedDocument,
  file: string,
): readonly Problem[] {
  return validateWith(validators[kind], document, file);
}

/** Every violation of any other schema. */
export function validateWith(
  isValid: Validator,
  document: LocatedDocument,
  file: string,
): readonly Problem[] {
  // Schemas know only numbers of JavaScript.
  const value = withPlainNumbers(document.value);
  if (isValid(value)) return [];
  return withoutEchoes(isValid.errors ?? []).map((error) =>
    schemaProblem({ error, document, ...locate(error, value) }, file),
  );
}

/** The value of an error, and its JSON pointer as a path. */
function locate({ instancePath }: ErrorObject, root: Json) {
  const path: (string | number)[] = [];
  let value = root;
  for (const part of instancePath.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const step = Array.isArray(value) ? Number(key) : key;
    path.push(step);
    value = inside(value, step) ?? null;
  }
  return { path, value };
}

function inside(value: Json, step: string | number): Json | undefined {
  if (typeof step === 'string') return isObject(value) ? value[step] : undefined;
  return Array.isArray(value) ? value[step] : undefined;
}

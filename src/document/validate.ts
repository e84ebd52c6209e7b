import type { ErrorObject } from 'ajv';
import { isObject, type Json, withPlainNumbers } from '../model/json.ts';
import type { Problem } from '../model/problem.ts';
import { validators } from './generated/validators.js';
import type { LocatedDocument } from './parse.ts';
import { schemaProblem } from './schema-problem.ts';
import { withoutEchoes } from './union.ts';

/** A schema of schemas/ as code. Leaves what it found in `errors` until it is called again. */
export interface Validator {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null;
}

/** Every kind of document that authors write. */
export type DocumentKind = keyof typeof validators;

/** Everything in which a document differs from the schema of its kind. */
export function validate(
  kind: DocumentKind,
  document: LocatedDocument,
  file: string,
): readonly Problem[] {
  return validateWith(validators[kind], document, file);
}

/** The same for a schema that is not among them. */
export function validateWith(
  isValid: Validator,
  document: LocatedDocument,
  file: string,
): readonly Problem[] {
  // A schema knows the numbers of JavaScript only.
  const value = withPlainNumbers(document.value);
  if (isValid(value)) return [];
  return withoutEchoes(isValid.errors ?? []).map((error) =>
    schemaProblem({ error, document, ...locate(error, value) }, file),
  );
}

/** The value that an error is about, and the JSON pointer to it as a path. */
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

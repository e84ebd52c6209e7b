import { isNumber, isObject, type Json, type JsonObject } from '../model/json.ts';

/** The type of a field. A reference is an object with the `sourcedId` of a record named `to`. */
export type FieldType =
  | { readonly is: 'text' | 'number' | 'truth' | 'dateTime' | 'object' | 'list' | 'texts' }
  | { readonly is: 'word'; readonly words: readonly string[] }
  | { readonly is: 'reference' | 'references'; readonly to: string };
export type FieldRule = FieldType & { readonly required?: true };
/** Rules of the known fields of a record. Other fields are accepted as sent. */
export type FieldRules = Readonly<Record<string, FieldRule>>;

export interface FieldProblem {
  readonly field: string;
  readonly message: string;
  /** The value is well-formed but refers to a record that does not exist. */
  readonly dangling?: true;
}

/** Whether the client can see a record of this name and id. */
export type Exists = (name: string, sourcedId: string) => boolean;

/** Every fault in the known fields of a record, in the order of the rules. */
export function fieldProblems(
  record: JsonObject,
  rules: FieldRules,
  exists: Exists,
): readonly FieldProblem[] {
  return Object.entries(rules).flatMap(([field, rule]) => {
    const value = Object.hasOwn(record, field) ? record[field] : undefined;
    if (value === undefined || value === null) {
      return rule.required ? [{ field, message: 'is required' }] : [];
    }
    const message = wrongType(value, rule);
    return message === undefined
      ? danglingReferences(field, value, { rule, exists })
      : [{ field, message }];
  });
}

const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

function wrongType(value: Json, rule: FieldRule): string | undefined {
  const unless = (right: boolean, message: string) => (right ? undefined : message);
  switch (rule.is) {
    case 'text':
      return unless(
        typeof value === 'string' && value !== '',
        'must be a string that is not empty',
      );
    case 'number':
      return unless(isNumber(value), 'must be a number');
    case 'truth':
      return unless(isTruth(value), 'must be true or false, or one of them as a string');
    case 'dateTime':
      return unless(isDateTime(value), 'must be an ISO 8601 date and time with a time zone');
    case 'object':
      return unless(isObject(value), 'must be an object');
    case 'list':
      return unless(Array.isArray(value), 'must be a list');
    case 'texts':
      return unless(isListOf(value, isScalar), 'must be a list of strings');
    case 'word':
      return unless(
        rule.words.some((word) => word === value),
        `must be one of ${rule.words.join(', ')}`,
      );
    case 'reference':
      return unless(isReference(value), 'must be an object with a sourcedId');
    case 'references':
      return unless(isListOf(value, isReference), 'must be a list of objects with a sourcedId');
  }
}

function isDateTime(value: Json): boolean {
  return typeof value === 'string' && dateTime.test(value) && !Number.isNaN(Date.parse(value));
}

/** A boolean, or its text: the guide writes `"true"`, OneRoster allows both. */
function isTruth(value: Json): boolean {
  return typeof value === 'boolean' || value === 'true' || value === 'false';
}

/** A text or a number: the documents write grades as strings, and some clients send numbers. */
function isScalar(value: Json): boolean {
  return typeof value === 'string' || isNumber(value);
}

function isListOf(value: Json, isElement: (element: Json) => boolean): boolean {
  return Array.isArray(value) && value.every(isElement);
}

export function isReference(
  value: Json | undefined,
): value is { readonly sourcedId: string } & JsonObject {
  return isObject(value) && typeof value['sourcedId'] === 'string' && value['sourcedId'] !== '';
}

function danglingReferences(
  field: string,
  value: Json,
  { rule, exists }: { readonly rule: FieldRule; readonly exists: Exists },
): readonly FieldProblem[] {
  if (rule.is !== 'reference' && rule.is !== 'references') return [];
  const references: readonly Json[] = Array.isArray(value) ? value : [value];
  return references
    .filter(isReference)
    .filter(({ sourcedId }) => !exists(rule.to, sourcedId))
    .map(({ sourcedId }) => ({
      field: `${field}.sourcedId`,
      message: `names "${sourcedId}", and there is no such ${rule.to}`,
      dangling: true,
    }));
}

/**
 * Whether a record under these rules can hold a comparable value at a path such as
 * `course.sourcedId`.
 */
export function isKnownPath([field, ...inner]: readonly string[], rules: FieldRules): boolean {
  const rule = field !== undefined && Object.hasOwn(rules, field) ? rules[field] : undefined;
  if (rule === undefined) return false;
  switch (rule.is) {
    case 'object':
      return true;
    case 'reference':
    case 'references':
      return inner.length === 1 && ['sourcedId', 'href', 'type'].includes(inner[0] ?? '');
    default:
      return inner.length === 0;
  }
}

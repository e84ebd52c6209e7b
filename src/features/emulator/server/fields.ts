import { isNumber, isObject, isSameJson, type Json, type JsonObject } from '../../../model/json.ts';
import { isMatching, isText, type JsonTest, listOfAll } from '../../../model/json-values.ts';
import type { EmulatorAnswer } from './http.ts';

/**
 * The type of a field. A `name` is a text that is not empty; a reference is an object with the `sourcedId` of
 * a record named `to`; a part is an object with fields of its own; `someParts` is a list with at least one
 * part; `texts` may be numbers, and `strings` may not.
 */
type FieldType =
  | {
      readonly is: 'text' | 'name' | 'number' | 'truth' | 'date' | 'dateTime' | 'email' | 'address';
    }
  | { readonly is: 'object' | 'list' }
  | { readonly is: 'texts' | 'strings' }
  | { readonly is: 'word' | 'words'; readonly words: readonly string[] }
  | { readonly is: 'reference' | 'references'; readonly to: string }
  | { readonly is: 'part' | 'parts' | 'someParts'; readonly fields: FieldRules };
/**
 * The rule of a field. `neverNull`: the document does not allow null; in all other optional fields, null
 * means absence.
 */
type FieldRule = FieldType & { readonly required?: true; readonly neverNull?: true };
/** Rules of the known fields of a record. Other fields are accepted as sent. */
export type FieldRules = Readonly<Record<string, FieldRule>>;

export interface FieldProblem {
  readonly field: string;
  readonly message: string;
  /** Whether the value is well-formed but refers to a record that does not exist. */
  readonly dangling?: true;
}

/** Whether the client can see a record of this name and id. */
type Exists = (name: string, sourcedId: string) => boolean;

/** Every fault in the known fields of a record, in the order of the rules. */
export function fieldProblems(
  record: JsonObject,
  rules: FieldRules,
  exists: Exists,
): readonly FieldProblem[] {
  return Object.entries(rules).flatMap(([field, rule]) => {
    const value = Object.hasOwn(record, field) ? record[field] : undefined;
    if (value === undefined || value === null) {
      const isWrong = rule.required || (value === null && rule.neverNull);
      return isWrong
        ? [{ field, message: value === null ? 'must not be null' : 'is required' }]
        : [];
    }
    const message = wrongType(value, rule);
    if (message !== undefined) return [{ field, message }];
    return 'fields' in rule
      ? partProblems(field, value, { rules: rule.fields, exists })
      : danglingReferences(field, value, { rule, exists });
  });
}

function partProblems(
  field: string,
  value: Json,
  { rules, exists }: { readonly rules: FieldRules; readonly exists: Exists },
): readonly FieldProblem[] {
  const parts: readonly Json[] = Array.isArray(value) ? value : [value];
  return parts
    .filter(isObject)
    .flatMap((part) => fieldProblems(part, rules, exists))
    .map((found) => ({ ...found, field: `${field}.${found.field}` }));
}

const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

const isList: JsonTest = (value) => Array.isArray(value);
/** A text or a number: the documents write grades as strings, and some clients send numbers. */
const isScalar: JsonTest = (value) => isText(value) || isNumber(value);

/**
 * For each type a test of a value, and words for what the value must be; other types have their words in the
 * rule.
 */
const types: Readonly<
  Record<Exclude<FieldRule['is'], 'word' | 'words'>, readonly [is: JsonTest, must: string]>
> = {
  text: [isText, 'must be a string'],
  name: [isMatching(/./s), 'must be a string that is not empty'],
  number: [isNumber, 'must be a number'],
  // A boolean, or its text: the guide writes `"true"`, OneRoster allows both.
  truth: [
    (value) => typeof value === 'boolean' || value === 'true' || value === 'false',
    'must be true or false, or one of them as a string',
  ],
  email: [isMatching(/^[^\s@]+@[^\s@]+$/), 'must be an e-mail address'],
  address: [(value) => typeof value === 'string' && URL.canParse(value), 'must be an address'],
  date: [isMatching(/^\d{4}-\d\d-\d\d$/), 'must be a date, YYYY-MM-DD'],
  dateTime: [
    (value) => isMatching(dateTime)(value) && !Number.isNaN(Date.parse(String(value))),
    'must be an ISO 8601 date and time with a time zone',
  ],
  object: [isObject, 'must be an object'],
  part: [isObject, 'must be an object'],
  parts: [listOfAll(isObject), 'must be a list of objects'],
  someParts: [
    (value) => listOfAll(isObject)(value) && !isSameJson(value, []),
    'must be a list of objects that is not empty',
  ],
  list: [isList, 'must be a list'],
  texts: [listOfAll(isScalar), 'must be a list of strings'],
  strings: [listOfAll(isText), 'must be a list of strings, and of no numbers'],
  reference: [isLink, 'must be an object with a sourcedId'],
  references: [listOfAll(isLink), 'must be a list of objects with a sourcedId'],
};

function wrongType(value: Json, rule: FieldRule): string | undefined {
  if (rule.is !== 'word' && rule.is !== 'words') {
    const [is, must] = types[rule.is];
    return is(value) ? undefined : must;
  }
  const isWord: JsonTest = (one) => isScalar(one) && rule.words.includes(String(one));
  const isOne = rule.is === 'word';
  if (isOne ? isText(value) && isWord(value) : listOfAll(isWord)(value)) return undefined;
  return `must be ${isOne ? 'one' : 'a list of some'} of ${rule.words.join(', ')}`;
}

/** Whether a value is a reference. An empty id counts too, although no record has it. */
function isLink(value: Json | undefined): value is { readonly sourcedId: string } & JsonObject {
  return isObject(value) && typeof value['sourcedId'] === 'string';
}

export function isReference(
  value: Json | undefined,
): value is { readonly sourcedId: string } & JsonObject {
  return isLink(value) && value.sourcedId !== '';
}

function danglingReferences(
  field: string,
  value: Json,
  { rule, exists }: { readonly rule: FieldRule; readonly exists: Exists },
): readonly FieldProblem[] {
  if (rule.is !== 'reference' && rule.is !== 'references') return [];
  const references: readonly Json[] = Array.isArray(value) ? value : [value];
  return references
    .filter(isLink)
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
    case 'part':
    case 'parts':
    case 'someParts':
      return isKnownPath(inner, rule.fields);
    case 'reference':
    case 'references':
      return inner.length === 1 && ['sourcedId', 'href', 'type'].includes(inner[0] ?? '');
    default:
      return inner.length === 0;
  }
}

const minorCodes: Readonly<Record<number, string>> = {
  401: 'unauthorisedrequest',
  403: 'forbidden',
  404: 'unknownobject',
  429: 'server_busy',
  500: 'internal_server_error',
  502: 'internal_server_error',
  503: 'server_busy',
  504: 'server_busy',
};

/**
 * The error body of the BeyondAI OneRoster API, used for the Partner API as well, whose own is not
 * documented. `details` has one entry for each wrong field.
 */
export function imsxRefusal(
  status: number,
  description: string,
  details: readonly FieldProblem[] = [],
): EmulatorAnswer {
  const minor = {
    imsx_codeMinorFieldName: 'TargetEndSystem',
    imsx_codeMinorFieldValue: minorCodes[status] ?? 'invaliddata',
  };
  return {
    status,
    body: {
      imsx_codeMajor: 'failure',
      imsx_severity: 'error',
      imsx_description: description.toWellFormed(),
      imsx_CodeMinor: { imsx_codeMinorField: [minor] },
      imsx_error_details: details.map(({ field, message }) => ({
        field,
        message: message.toWellFormed(),
      })),
    },
  };
}

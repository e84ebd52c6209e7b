import {
  type ExactNumber,
  isNumber,
  isObject,
  type Json,
  type JsonObject,
  keyIn,
  numberFromText,
} from '../../../model/json.ts';
import type { EmulatorAnswer } from './http.ts';

/**
 * The type of a field. A `name` is a text that is not empty; a reference is an object with the
 * `sourcedId` of a record named `to`; a part is an object with fields of its own.
 */
type FieldType =
  | { readonly is: 'text' | 'name' | 'number' | 'truth' | 'dateTime' | 'email' }
  | { readonly is: 'object' | 'list' }
  | { readonly is: 'texts' | 'strings' }
  | { readonly is: 'word' | 'words'; readonly words: readonly string[] }
  | { readonly is: 'reference' | 'references'; readonly to: string }
  | { readonly is: 'part' | 'parts'; readonly fields: FieldRules };
/** `neverNull`: null is refused; in all other optional fields it means the same as absence. */
type FieldRule = FieldType & { readonly required?: true; readonly neverNull?: true };
/** Rules of the known fields of a record. Other fields are accepted as sent. */
export type FieldRules = Readonly<Record<string, FieldRule>>;

export interface FieldProblem {
  readonly field: string;
  readonly message: string;
  /** The value is well-formed but refers to a record that does not exist. */
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
    return rule.is === 'part' || rule.is === 'parts'
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

function wrongType(value: Json, rule: FieldRule): string | undefined {
  const unless = (right: boolean, message: string) => (right ? undefined : message);
  switch (rule.is) {
    case 'text':
      return unless(typeof value === 'string', 'must be a string');
    case 'name':
      return unless(
        typeof value === 'string' && value !== '',
        'must be a string that is not empty',
      );
    case 'number':
      return unless(isNumber(value), 'must be a number');
    case 'truth':
      return unless(isTruth(value), 'must be true or false, or one of them as a string');
    case 'email':
      return unless(isEmail(value), 'must be an e-mail address');
    case 'dateTime':
      return unless(isDateTime(value), 'must be an ISO 8601 date and time with a time zone');
    case 'object':
    case 'part':
      return unless(isObject(value), 'must be an object');
    case 'parts':
      return unless(isListOf(value, isObject), 'must be a list of objects');
    case 'list':
      return unless(Array.isArray(value), 'must be a list');
    case 'texts':
      return unless(isListOf(value, isScalar), 'must be a list of strings');
    case 'strings':
      return unless(isListOf(value, isString), 'must be a list of strings, and of no numbers');
    case 'word':
      return unless(
        rule.words.some((word) => word === value),
        `must be one of ${rule.words.join(', ')}`,
      );
    case 'words':
      return unless(
        isListOf(value, (one) => isScalar(one) && rule.words.includes(String(one))),
        `must be a list of some of ${rule.words.join(', ')}`,
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

function isEmail(value: Json): boolean {
  return typeof value === 'string' && /^[^\s@]+@[^\s@]+$/.test(value);
}

/** A boolean, or its text: the guide writes `"true"`, OneRoster allows both. */
function isTruth(value: Json): boolean {
  return typeof value === 'boolean' || value === 'true' || value === 'false';
}

/** A text or a number: the documents write grades as strings, and some clients send numbers. */
function isScalar(value: Json): boolean {
  return typeof value === 'string' || isNumber(value);
}

function isString(value: Json): boolean {
  return typeof value === 'string';
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
    case 'part':
    case 'parts':
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

/**
 * The sent metadata, with entries that only the existing metadata has added at every depth. Keys
 * that differ in Unicode form count as equal, so that a client can change what a platform shows in
 * one form.
 */
export function mergeMetadata(sent: JsonObject, existing: JsonObject | undefined): JsonObject {
  const before = existing?.['metadata'];
  const after = sent['metadata'];
  if (!isObject(before)) return sent;
  if (after === undefined) return { ...sent, metadata: before };
  return isObject(after) ? { ...sent, metadata: mergeLeaves(before, after) } : sent;
}

function mergeLeaves(before: JsonObject, after: JsonObject): JsonObject {
  const merged = Object.entries(after).map(([key, value]) => {
    const held = keyIn(before, key) ?? key;
    const earlier = Object.hasOwn(before, held) ? before[held] : undefined;
    return [held, isObject(earlier) && isObject(value) ? mergeLeaves(earlier, value) : value];
  });
  return { ...before, ...Object.fromEntries(merged) };
}

/** The record without null fields, at every depth of objects. */
export function dropNulls(record: JsonObject): JsonObject {
  const kept = Object.entries(record).filter(([, value]) => value !== null);
  return Object.fromEntries(
    kept.map(([key, value]) => [key, isObject(value) ? dropNulls(value) : value]),
  );
}

/** The record without 0, false and "" at every depth of objects, except in required fields. */
export function dropZeros(record: JsonObject, rules: FieldRules): JsonObject {
  const isNeeded = (field: string) => rules[field]?.required === true;
  return Object.fromEntries(
    Object.entries(record).flatMap(([field, value]) =>
      isNeeded(field) ? [[field, value]] : Object.entries(withoutZero({ [field]: value })),
    ),
  );
}

function withoutZero(map: JsonObject): JsonObject {
  const kept = Object.entries(map).flatMap(([key, value]): [string, Json][] => {
    if (value === 0 || value === false || value === '') return [];
    if (!isObject(value) || Object.keys(value).length === 0) return [[key, value]];
    const inner = withoutZero(value);
    return Object.keys(inner).length === 0 ? [] : [[key, inner]];
  });
  return Object.fromEntries(kept);
}

/** The record with null for every known field that it lacks. */
export function fillNulls(record: JsonObject, rules: FieldRules): JsonObject {
  const nulls = Object.keys(rules).map((field) => [field, null]);
  return { ...Object.fromEntries(nulls), ...record };
}

const defaults = {
  AlphaLearn: { DailyXPGoal: 25 },
  goals: { dailyXp: 25, dailyLessons: 1, dailyActiveMinutes: 25, dailyAccuracy: 80 },
};

/** Adds the metadata that the BeyondAI API gives to every course. Null metadata stays null. */
export function withDefaultMetadata(course: JsonObject): JsonObject {
  const metadata = course['metadata'] === undefined ? {} : course['metadata'];
  return isObject(metadata) ? { ...course, metadata: { ...defaults, ...metadata } } : course;
}

/** The record with one field mapped, if present. */
export function mapField(
  record: JsonObject,
  field: string,
  map: (value: Json) => Json,
): JsonObject {
  const value = record[field];
  return value === undefined ? record : { ...record, [field]: map(value) };
}

/** A list reversed; any other value unchanged. */
export function reversed(value: Json): Json {
  return Array.isArray(value) ? value.toReversed() : value;
}

/** A list with texts of whole numbers turned into numbers. */
export function numbered(value: Json): Json {
  const toNumber = (element: Json) =>
    typeof element === 'string' && /^-?\d+$/.test(element)
      ? numberFromText(String(BigInt(element)))
      : element;
  return Array.isArray(value) ? value.map(toNumber) : value;
}

/** A number, or the numbers of a list, as texts. */
export function asText(value: Json): Json {
  if (Array.isArray(value)) return value.map(asText);
  return isNumber(value) ? String(value) : value;
}

/** A text in decomposed Unicode form (NFD); any other value unchanged. */
export function decomposed(value: Json): Json {
  return typeof value === 'string' ? value.normalize('NFD') : value;
}

/** The record with references in the long form of the Platform API: href, sourcedId and type. */
export function withHrefs(
  record: JsonObject,
  rules: FieldRules,
  hrefOf: (name: string, sourcedId: string) => string,
): JsonObject {
  return mapReferences(record, rules, (reference, to) => ({
    ...reference,
    href: hrefOf(to, reference.sourcedId),
    type: to,
  }));
}

/**
 * The record with references in the short form of the Partner API's examples: the sourcedId alone.
 */
export function bareReferences(record: JsonObject, rules: FieldRules): JsonObject {
  return mapReferences(record, rules, ({ sourcedId }) => ({ sourcedId }));
}

type Reference = JsonObject & { readonly sourcedId: string };

function mapReferences(
  record: JsonObject,
  rules: FieldRules,
  map: (reference: Reference, to: string) => JsonObject,
): JsonObject {
  const mapped = ([field, value]: [string, Json]): [string, Json] => {
    const rule = Object.hasOwn(rules, field) ? rules[field] : undefined;
    if (rule?.is === 'part' || rule?.is === 'parts') {
      const part = (inner: Json) =>
        isObject(inner) ? mapReferences(inner, rule.fields, map) : inner;
      return [field, Array.isArray(value) ? value.map(part) : part(value)];
    }
    if (rule?.is !== 'reference' && rule?.is !== 'references') return [field, value];
    const one = (link: Json) => (isReference(link) ? map(link, rule.to) : link);
    return [field, Array.isArray(value) ? value.map(one) : one(value)];
  };
  return Object.fromEntries(Object.entries(record).map(mapped));
}

/** Maps every text in a value at any depth, except keys. */
export function mapTexts(value: Json, map: (text: string) => Json): Json {
  return mapScalars(value, (scalar) => (typeof scalar === 'string' ? map(scalar) : scalar));
}

type Scalar = string | number | ExactNumber | boolean;

/** Maps every text, number and boolean in a value at any depth. */
export function mapScalars(value: Json, map: (scalar: Scalar) => Json): Json {
  if (typeof value !== 'object' || isNumber(value)) return map(value);
  if (Array.isArray(value)) return value.map((item: Json) => mapScalars(item, map));
  if (!isObject(value)) return null;
  return mapEntries(value, (key, inner) => [key, mapScalars(inner, map)]);
}

/** A value in one Unicode form, keys of maps included. */
export function inUnicodeForm(value: Json, form: 'NFC' | 'NFD'): Json {
  if (typeof value === 'string') return value.normalize(form);
  if (Array.isArray(value)) return value.map((item: Json) => inUnicodeForm(item, form));
  if (!isObject(value)) return value;
  return mapEntries(value, (key, inner) => [key.normalize(form), inUnicodeForm(inner, form)]);
}

/** A value with every list in it reversed. */
export function reversedWithin(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversedWithin).toReversed();
  if (!isObject(value)) return value;
  return mapEntries(value, (key, inner) => [key, reversedWithin(inner)]);
}

/** A text without blanks at its ends, and single blanks inside. */
export function trimmed(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

/** A date without time as midnight of that day; any other text unchanged. */
export function asFullDate(text: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00.000Z` : text;
}

/** A value as a list of one; null as an empty list. */
export function asList(value: Json): Json {
  return value === null ? [] : [value];
}

/** A record with one field renamed. An existing field of the new name is replaced. */
export function renamed(record: JsonObject, from: string, to: string): JsonObject {
  const { [from]: value, ...others } = record;
  return value === undefined ? record : { ...others, [to]: value };
}

function mapEntries(map: JsonObject, change: (key: string, value: Json) => [string, Json]) {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => change(key, value)));
}

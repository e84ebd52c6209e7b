import {
  type ExactNumber,
  isNumber,
  isObject,
  type Json,
  type JsonObject,
  keyIn,
  numberFromText,
} from '../../../model/json.ts';
import { sdkSubjects } from '../../../model/sdk/values.ts';
import { type FieldRules, isReference } from './fields.ts';

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
    if (rule && 'fields' in rule) {
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

type Rule = FieldRules[string];

export function mapRules(rules: FieldRules, map: (rule: Rule, field: string) => Rule): FieldRules {
  return Object.fromEntries(
    Object.entries(rules).map(([field, rule]) => [field, map(rule, field)]),
  );
}

export function filled(rule: Rule): Rule {
  return rule.is === 'text' ? { ...rule, is: 'name' } : rule;
}

/** The lists that the newer pages and the official SDK have, if the OpenAPI document has none. */
const listed: Readonly<Record<string, readonly string[]>> = {
  grades: Array.from({ length: 15 }, (_, index) => String(index - 1)),
  subjects: sdkSubjects,
};

export function asListed(rule: Rule, field: string): Rule {
  const words = listed[field];
  return words ? { ...rule, is: 'words', words } : rule;
}

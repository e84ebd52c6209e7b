import { canonicalJson, isObject, type Json } from '../model/json.ts';
import { type LocatedDocument, parse } from './parse.ts';
import { type Path, valueAt } from './place.ts';

/** A text for one field of a map. */
export interface Field {
  /** Path of the map. */
  readonly path: Path;
  readonly key: string;
  readonly text: string;
}

/**
 * Writes one field of a map: replaces its value, or adds it as the first field behind `kind`. Every
 * other byte stays.
 *
 * Undefined if that is not possible in place, such as for a value with escapes; ask a person then.
 */
export function writeField(text: string, field: Field): string | undefined {
  const document = parse('', text);
  if (!document.ok) return undefined;
  const wanted = canonicalJson(withField(document.value.value, field.path, field));
  const attempts = attemptsFor(text, document.value, field);
  // The match may have been a comment, so the result is compared: nothing else may change.
  return attempts.find((attempt) => {
    const after = parse('', attempt);
    return after.ok && canonicalJson(after.value.value) === wanted;
  });
}

function withField(value: Json, [step, ...rest]: Path, field: Field): Json {
  if (step === undefined) {
    return isObject(value) ? { ...value, [field.key]: field.text } : value;
  }
  if (Array.isArray(value)) {
    return value.map((inner: Json, at) => (at === step ? withField(inner, rest, field) : inner));
  }
  const inner = isObject(value) ? value[step] : undefined;
  return isObject(value) && inner !== undefined
    ? { ...value, [step]: withField(inner, rest, field) }
    : value;
}

function attemptsFor(text: string, document: LocatedDocument, field: Field): string[] {
  const { path, key } = field;
  const map = valueAt(document.value, path);
  if (!isObject(map)) return [];
  const present = map[key];
  if (present === undefined) return insertions(text, document, { field, map });
  const at = text.indexOf(String(present), offsetIn(text, document, [...path, key]));
  if (typeof present !== 'string' || present === '' || at < 0) return [];
  return formsOf(field.text).map(
    (form) => text.slice(0, at) + form + text.slice(at + present.length),
  );
}

/**
 * Spellings of a text: without quotes, and in quotes if it would not be read as a text otherwise.
 */
function formsOf(text: string): readonly string[] {
  return [text, JSON.stringify(text)];
}

function insertions(
  text: string,
  document: LocatedDocument,
  { field, map }: { readonly field: Field; readonly map: { readonly [key: string]: Json } },
): string[] {
  const { path, key } = field;
  const offsets = Object.keys(map)
    .filter((each) => each !== 'kind')
    .map((each) => offsetIn(text, document, [...path, each]));
  const at = Math.min(...offsets);
  if (!Number.isFinite(at)) return [];
  const indent = ' '.repeat(at - (text.lastIndexOf('\n', at - 1) + 1));
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  // On a line of its own, or within `{…}`.
  return [`${lineBreak}${indent}`, ', '].flatMap((separator) =>
    formsOf(field.text).map(
      (form) => `${text.slice(0, at)}${key}: ${form}${separator}${text.slice(at)}`,
    ),
  );
}

function offsetIn(text: string, document: LocatedDocument, path: Path): number {
  const { line, column } = document.pointAt(path);
  const above = text.split('\n', line - 1).join('\n');
  return above.length + (line > 1 ? 1 : 0) + column - 1;
}

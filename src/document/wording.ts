import { startOf } from '../model/graphemes.ts';
import { isObject, type Json } from '../model/json.ts';
import type { Path } from './place.ts';

/** Most characters of a value in a message. */
const longest = 60;

/** A value for a message: in quotes, cut if long. */
export function quoted(text: string): string {
  return text.length <= longest ? `"${text}"` : `"${startOf(text, longest).toWellFormed()}…"`;
}

/** The value at a path as the subject of a sentence. */
export function nameOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'The document';
  if (typeof last === 'string') return quoted(last);
  const list = path.findLast((step) => typeof step === 'string');
  return `Entry ${last + 1}${list === undefined ? '' : ` of ${quoted(list)}`}`;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of fields',
};

/** The allowed types in words, without null, which nobody writes by accident. */
export function typeList(types: readonly string[]): string[] {
  return types.flatMap((type) => typeNames[type] ?? []);
}

/** A value in words. `written`: its source, if that differs from JSON. */
export function foundValue(value: Json, written: string | undefined): string {
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'a map';
  if (value === null) return 'nothing';
  if (typeof value === 'string') return `the text ${quoted(value)}`;
  if (typeof value === 'boolean') return `the value ${value}`;
  const asWritten =
    written === undefined || written === String(value) ? '' : `, written ${written}`;
  return `the number ${value}${asWritten}`;
}

import { isObject, type Json } from '../../model/json.ts';
import { longestTitle, shorten } from './shorten.ts';

/** Text in double quotes on one line, so that a title cannot pretend to be part of the sentence. */
export function quoted(text: string): string {
  return `"${unquoted(text)}"`;
}

/** What stands between the quotes: as JSON and YAML write it, on one line. */
export function unquoted(text: string): string {
  return shorten(text).replace(/["\\\n\r\t]/g, (found) => shortForms.get(found) ?? `\\${found}`);
}

const shortForms: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** A key as it stands in a path: in quotes where a reader could mistake its ends. */
function keyText(key: string): string {
  return /^[^\s."\\\p{C}]+$/u.test(key) && key.length <= longestTitle ? key : quoted(key);
}

/** `metadata.metrics.totalXp` */
export function pathText(path: readonly string[]): string {
  return path.map(keyText).join('.');
}

/** A value on one line: `"text"`, `["a", "b"]`, `{xp: 10}`, `null`. */
export function valueText(value: Json): string {
  return shorten(wholeText(value));
}

function wholeText(value: Json): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(wholeText).join(', ')}]`;
  if (!isObject(value)) return String(value);
  const pairs = Object.entries(value).map(([key, item]) => `${keyText(key)}: ${wholeText(item)}`);
  return `{${pairs.join(', ')}}`;
}

import { startOf } from '../../model/graphemes.ts';
import { isObject, type Json } from '../../model/json.ts';

/** Longer than this no single text is shown: whoever needs all of it has the file or the JSON. */
export const longestText = 10_000;

/** A title names a node; its whole length is shown where it is compared. */
export const longestTitle = 200;

/** The beginning of a text that is longer than `most`, and how long all of it is. */
export function shorten(text: string, most = longestText): string {
  if (text.length <= most) return text;
  return `${startOf(text, most)}... (${text.length} characters)`;
}

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

import { isObject, type Json } from '../../model/json.ts';
import { type Address, type Kind, parseAddress } from '../../model/node.ts';
import type { Plan } from '../../model/plan.ts';
import type { Span } from '../../model/problem.ts';
import { startOf } from '../../model/text.ts';

/** The kind and the id in an address. Every address that was made or read by our code has both. */
export function partsOf(address: Address): { readonly kind: Kind; readonly sourcedId: string } {
  const parts = parseAddress(address);
  if (!parts) throw new Error(`not an address: ${address}`);
  return parts;
}

/** A node as people call it: `lesson "Finding the main idea"`. */
export function nameOf(address: Address, title: string): string {
  return `${partsOf(address).kind} ${quoted(shorten(title, longestTitle))}`;
}

/** The names of all nodes that a plan knows; the address stands for any other. */
export function namesIn(plan: Plan): (address: Address) => string {
  return namesOf([...plan.unmanaged, ...plan.context, ...plan.held, ...plan.changes]);
}

/** The names of these nodes, of two with one address the later; the address stands for any other. */
export function namesOf(
  nodes: readonly { readonly address: Address; readonly title: string }[],
): (address: Address) => string {
  const titles = new Map(nodes.map(({ address, title }) => [address, title]));
  return (address) => {
    const title = titles.get(address);
    return title === undefined ? address : nameOf(address, title);
  };
}

/** `catalog/a.yaml:12`, which editors and terminals turn into a link. */
export function placeOf({ file, start }: Span): string {
  return `${file}:${start.line}`;
}

/** `catalog/a.yaml:12:5` */
export function pointText({ file, start }: Span): string {
  return `${file}:${start.line}:${start.column}`;
}

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

/** Of line breaks and tabs. */
export const shortForms: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** A key as it stands in a path: in quotes if a reader could mistake its ends. */
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

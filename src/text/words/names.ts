import { isObject, type Json } from '../../model/json.ts';
import { type Address, type Kind, parseAddress } from '../../model/node.ts';
import type { Plan } from '../../model/plan.ts';
import type { Span } from '../../model/problem.ts';
import { firstFew, startOf } from '../../model/text.ts';

/** The kind and the id in an address. */
export function partsOf(address: Address): { readonly kind: Kind; readonly sourcedId: string } {
  const parts = parseAddress(address);
  if (!parts) throw new Error(`not an address: ${address}`);
  return parts;
}

/** A node as people name it: `lesson "Finding the main idea"`. */
export function nameOf(address: Address, title: string): string {
  return `${partsOf(address).kind} ${quoted(shorten(title, longestTitle))}`;
}

/** A function that names the nodes of a plan; any other node is named by its address. */
export function namesIn(plan: Plan): (address: Address) => string {
  return namesOf([...plan.unmanaged, ...plan.context, ...plan.held, ...plan.changes]);
}

/**
 * A function that names these nodes, by the later one if two have one address; any other node is named by its
 * address.
 */
export function namesOf(
  nodes: readonly { readonly address: Address; readonly title: string }[],
): (address: Address) => string {
  const titles = new Map(nodes.map(({ address, title }) => [address, title]));
  return (address) => {
    const title = titles.get(address);
    return title === undefined ? address : nameOf(address, title);
  };
}

/** The most nodes that are named. The others are counted. */
const mostNamed = 5;

/** The names of some nodes: `lesson "A", unit "B" and 3 more`. */
export function someNames(
  nodes: readonly { readonly address: Address; readonly title: string }[],
): string {
  return firstFew(
    nodes.map(({ address, title }) => nameOf(address, title)),
    mostNamed,
  );
}

/** A place as `catalog/a.yaml:12`, which editors and terminals turn into a link. */
export function placeOf({ file, start }: Span): string {
  return `${file}:${start.line}`;
}

/** A position as `catalog/a.yaml:12:5`. */
export function pointText({ file, start }: Span): string {
  return `${file}:${start.line}:${start.column}`;
}

/** The most characters of a text that are shown: the file or the JSON has all of it. */
export const longestText = 10_000;

/** The most characters of a title that names a node; comparisons show all of it. */
export const longestTitle = 200;

/** The beginning of a text that is longer than `most`, and its whole length; shorter texts are unchanged. */
export function shorten(text: string, most = longestText): string {
  if (text.length <= most) return text;
  return `${startOf(text, most)}... (${text.length} characters)`;
}

/** A text in double quotes on one line, so that a title cannot look like a part of the sentence. */
export function quoted(text: string): string {
  return `"${unquoted(text)}"`;
}

/** The text between the quotes, escaped as in JSON and YAML, on one line. */
export function unquoted(text: string): string {
  return shorten(text).replace(/["\\\n\r\t]/g, (found) => shortForms.get(found) ?? `\\${found}`);
}

/** The short escapes of line breaks and tabs. */
export const shortForms: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** A key as part of a path: in quotes if its ends could be mistaken. */
function keyText(key: string): string {
  return /^[^\s."\\\p{C}]+$/u.test(key) && key.length <= longestTitle ? key : quoted(key);
}

/** A path of keys: `metadata.metrics.totalXp`. */
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

import { isObject, type Json, type JsonObject, parseJson } from '../../../model/json.ts';
import { cleanTitle } from '../imported.ts';
import { childrenOf, type Element, readXml } from './xml.ts';

/** The files of one course, and which of them were read. */
export interface OlxFiles {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The folder of the course in the archive, with a slash at its end; empty at the top. */
  readonly root: string;
  /** The settings of blocks in `policies/RUN/policy.json`, by `TAG/NAME`; they win over all others. */
  readonly policy: JsonObject;
  /** Paths of files that elements refer to. */
  readonly read: Set<string>;
}

/** An element of a course with its attributes from its place, its own file and the policy. */
export interface OlxBlock {
  readonly tag: string;
  /** The permanent name, `url_name`; empty if it has none. */
  readonly name: string;
  /** The title that Open edX shows; empty without title and name. */
  readonly title: string;
  /** Why students do not see it; absent if they do. */
  readonly hidden?: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
  /** Paths of the files from which it was read. */
  readonly paths: readonly string[];
}

/** A block that cannot be read, and why. */
export interface BrokenOlxBlock {
  readonly tag: string;
  readonly name: string;
  readonly why: string;
}

/** Reads a block, from its own file if the element only points to one. */
export function blockOf(element: Element, files: OlxFiles, depth = 0): OlxBlock | BrokenOlxBlock {
  const tag = element.name;
  const name = nameOf(element.attributes);
  const defined = definitionOf(element, files);
  if ('why' in defined) return { tag, name, why: defined.why };
  const [only, ...others] = defined.element.children;
  // In the format of 2012, a section around a single block is that block, with the section's names.
  if (tag === 'section' && only && others.length === 0 && depth < 10) {
    const attributes = new Map([...only.attributes, ...defined.element.attributes]);
    return blockOf({ ...only, attributes }, files, depth + 1);
  }
  return described(tag, defined, files);
}

interface Definition {
  readonly element: Element;
  readonly paths: readonly string[];
}

function described(tag: string, { element, paths }: Definition, { policy }: OlxFiles): OlxBlock {
  const [meta] = childrenOf(element, 'meta');
  const metadata = meta ? parseJson(meta.text) : undefined;
  const attributes = new Map([...translated(element.attributes), ...entriesOf(metadata)]);
  const name = attributes.get('url_name') ?? '';
  const said = policy[`${tag}/${name}`];
  for (const [key, value] of entriesOf(said)) attributes.set(key, value);
  const hidden = whyHidden(attributes);
  return {
    ...{ tag, name, attributes, paths },
    title: titleOf(attributes, name),
    ...(hidden !== undefined && { hidden }),
    children: element.children.filter((child) => child !== meta),
  };
}

/** Names of attributes of 2012, which Open edX still reads. */
const earlier: ReadonlyMap<string, string> = new Map([
  ['slug', 'url_name'],
  ['name', 'display_name'],
]);

function translated(attributes: Iterable<readonly [string, string]>): [string, string][] {
  const pairs = [...attributes];
  const old = pairs.flatMap(([key, value]): [string, string][] => {
    const now = earlier.get(key);
    return now === undefined ? [] : [[now, value]];
  });
  const present = pairs.filter(([key]) => !earlier.has(key));
  return [...old, ...present.map(([key, value]): [string, string] => [key, value])];
}

function entriesOf(said: Json | undefined): [string, string][] {
  if (!isObject(said)) return [];
  const pairs = Object.entries(said).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' || typeof value === 'boolean' ? [[key, String(value)]] : [],
  );
  return translated(pairs);
}

function nameOf(attributes: ReadonlyMap<string, string>): string {
  return attributes.get('url_name') ?? attributes.get('slug') ?? '';
}

/** The title of a block, written as text or JSON; without one, its name with blanks. */
function titleOf(attributes: ReadonlyMap<string, string>, name: string): string {
  const written = attributes.get('display_name') ?? '';
  const value = /^\s*".*"\s*$/s.test(written) ? parseJson(written) : undefined;
  return (
    cleanTitle(typeof value === 'string' ? value : written) || cleanTitle(name.replaceAll('_', ' '))
  );
}

function whyHidden(attributes: ReadonlyMap<string, string>): string | undefined {
  const isSet = (key: string) => attributes.get(key)?.toLowerCase() === 'true';
  if (isSet('visible_to_staff_only')) return 'hidden from students: visible to staff only';
  return isSet('hide_from_toc') ? 'hidden from students: not in the table of contents' : undefined;
}

/** The element itself, or the one in the file that it points to. The name stays the same. */
function definitionOf(element: Element, source: OlxFiles): Definition | { readonly why: string } {
  const { root, files, read } = source;
  const name = nameOf(element.attributes);
  const fileName = element.attributes.get('filename');
  const isEmpty = element.children.length === 0 && element.text.trim() === '';
  if (fileName === undefined && (name === '' || !isEmpty)) return { element, paths: [] };
  const path = `${root}${element.name}/${(fileName ?? name).replaceAll(':', '/')}.xml`.normalize(
    'NFC',
  );
  const bytes = files.get(path);
  if (!bytes) {
    const isPointer = fileName !== undefined || namesOnly(element);
    return isPointer ? { why: `the export has no file ${path}` } : { element, paths: [] };
  }
  const found = readXml(path, bytes);
  read.add(path);
  if (!found.ok)
    return { why: found.problems[0]?.detail.replace(/\.$/, '') ?? `${path} cannot be read` };
  const own = [...element.attributes];
  const pairs = [...found.value.attributes];
  const attributes = new Map(fileName === undefined ? [...own, ...pairs] : [...pairs, ...own]);
  if (name !== '') attributes.set('url_name', name);
  return { element: { ...found.value, attributes }, paths: [path] };
}

function namesOnly({ attributes, name }: Element): boolean {
  const pointers = name === 'course' ? ['url_name', 'org', 'course'] : ['url_name'];
  return [...attributes.keys()].every((key) => pointers.includes(key));
}

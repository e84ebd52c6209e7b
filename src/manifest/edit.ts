import { removeItems } from '../document/edit.ts';
import type { Path } from '../document/place.ts';
import { isGlob } from '../model/glob.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { type IdKey, idKey, type Kind } from '../model/node.ts';
import { type Checked, checked, problem } from '../model/problem.ts';
import { resolveInclude } from './include.ts';
import {
  childLists,
  itemsOf,
  type Manifest,
  readManifest,
  type SourceFile,
  type WrittenItem,
  type WrittenNode,
} from './manifest.ts';

interface InList {
  readonly parent: WrittenNode;
  readonly list: string;
  readonly index: number;
}

/** A place in the manifests at which a new node can be written. */
export type InsertionPoint =
  /** The node becomes an item of a list. */
  | (InList & { readonly type: 'item' })
  /** The node gets a file of its own, in the folder of its neighbours, which an item of a list includes. */
  | (InList & { readonly type: 'file'; readonly folder: string })
  /** The node gets a file of its own, which a glob matches. */
  | { readonly type: 'by-name'; readonly folder: string; readonly extension: string };

/** The name of the list in which a parent holds nodes of a kind; undefined if it has no such list. */
export function listFor(parent: Kind, kind: Kind): string | undefined {
  return Object.entries(childLists[parent]).find(([, child]) => child === kind)?.[0];
}

/**
 * The insertion point behind a sibling, or at the end of the list if `after` is undefined, in the style of
 * the neighbours.
 */
export function insertionPointFor(
  parent: WrittenNode,
  list: string,
  after: WrittenNode | undefined,
  files: ReadonlySet<string>,
): InsertionPoint {
  const items = parent.value[list];
  const entries: readonly Json[] = Array.isArray(items) ? items : [];
  const at = after ? entryOf(after, { parent, list, entries, files }) : entries.length - 1;
  const entry = entries[at];
  const include = isObject(entry) ? entry['include'] : undefined;
  const index = at + 1;
  if (typeof include !== 'string') return { type: 'item', parent, list, index };
  const target = resolveInclude(include, parent.manifest.file, files);
  const [file = parent.manifest.file] = target.type === 'files' ? target.files : [];
  const folder = file.split('/').slice(0, -1).join('/');
  return isGlob(include)
    ? { type: 'by-name', folder, extension: file.split('.').at(-1) ?? 'yaml' }
    : { type: 'file', parent, list, index, folder };
}

interface Among {
  readonly parent: WrittenNode;
  readonly list: string;
  readonly entries: readonly Json[];
  readonly files: ReadonlySet<string>;
}

/** The index of the list item that is the node or includes its file. */
function entryOf(node: WrittenNode, { parent, entries, files }: Among): number {
  const isInline = node.manifest.file === parent.manifest.file && node.path.length > 0;
  if (isInline) return Number(node.path.at(-1));
  return entries.findIndex((entry) => {
    const include = isObject(entry) ? entry['include'] : undefined;
    if (typeof include !== 'string') return false;
    const target = resolveInclude(include, parent.manifest.file, files);
    return target.type === 'files' && target.files.includes(node.manifest.file);
  });
}

/** The file changes that remove nodes from the manifests. */
interface Removal {
  readonly changed: readonly { readonly file: string; readonly text: string }[];
  readonly deleted: readonly string[];
}

/**
 * Removes nodes from the manifests. A node within a file goes with everything below it; a node in its own
 * file goes with the file and with the include that names exactly this file. Gives a problem if a node
 * shares its lines with others.
 */
export function removeNodes(
  files: readonly SourceFile[],
  nodes: ReadonlySet<IdKey>,
): Checked<Removal> {
  const readings = files.map((source) => ({ source, ...readManifest(source) }));
  const deleted = new Set(
    readings.flatMap(({ file, manifest }) =>
      manifest && nodes.has(idKey(manifest.kind, String(manifest.value['sourcedId'])))
        ? [file]
        : [],
    ),
  );
  const names = new Set(files.map(({ file }) => file));
  const results = readings.flatMap(({ file, manifest, text = '' }) => {
    if (!manifest || deleted.has(file)) return [];
    const isDoomed = ({ kind, value }: WrittenItem) =>
      nodes.has(idKey(kind, String(value['sourcedId']))) ||
      includesOnly(value, manifest, names, deleted);
    const paths = outermost(manifest, isDoomed);
    return paths.length === 0 ? [] : [{ file, paths, text: removeItems(text, paths) }];
  });
  const problems = results.flatMap(({ file, text }) =>
    text === undefined ? [notOnOwnLines(file)] : [],
  );
  const changed = results.flatMap(({ file, text }) => (text === undefined ? [] : [{ file, text }]));
  return checked({ changed, deleted: [...deleted] }, problems);
}

function includesOnly(
  item: JsonObject,
  { file }: Manifest,
  names: ReadonlySet<string>,
  deleted: ReadonlySet<string>,
): boolean {
  const { include } = item;
  if (typeof include !== 'string' || isGlob(include)) return false;
  const target = resolveInclude(include, file, names);
  return target.type === 'files' && target.files.every((one) => deleted.has(one));
}

/** The paths of the outermost items to remove. Items below them are removed with them. */
function outermost(manifest: Manifest, isDoomed: (item: WrittenItem) => boolean): Path[] {
  const paths: Path[] = [];
  const [, ...items] = itemsOf(manifest);
  for (const item of items) {
    const isBelow = paths.at(-1)?.every((step, at) => step === item.path[at]);
    if (isBelow !== true && isDoomed(item)) paths.push(item.path);
  }
  return paths;
}

function notOnOwnLines(file: string) {
  return problem('retire/layout', {
    detail: `${file}: the node shares its lines with others, so it cannot be removed without changing them.`,
    hint: 'Write the list with one dash per node, or remove the node by hand and run the command again.',
    span: { file, start: { line: 1, column: 1 } },
  });
}

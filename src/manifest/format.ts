import { layOut, rewriteValue } from '../document/layout.ts';
import { parseYaml } from '../document/parse.ts';
import type { Path } from '../document/place.ts';
import { isObject, isSameJson, type Json, type JsonObject } from '../model/json.ts';
import type { Kind } from '../model/node.ts';
import { resourceOfEntry, type WrittenPlacement } from '../model/placements.ts';
import { type Checked, checked, hasErrors } from '../model/problem.ts';
import {
  itemsOf,
  type Manifest,
  manifestLayout,
  readManifest,
  type SourceFile,
  type WrittenItem,
} from './manifest.ts';

/** An id that `fmt` wrote into a file. `line` is its line in the new text. */
interface Minted {
  readonly kind: Kind;
  readonly title: string;
  readonly sourcedId: string;
  readonly line: number;
}

/** The result of formatting one manifest. */
export interface Formatted {
  readonly text: string;
  readonly changed: boolean;
  readonly minted: readonly Minted[];
}

/**
 * A manifest in the canonical layout, with an id from `mint` for each node without one. With `placements`,
 * each further placement of the same resource in a list gets an id as well: only one of them can do
 * without. A file that breaks its schema stays unchanged, and its problems are returned.
 */
export function formatManifest(
  source: SourceFile,
  mint: () => string,
  { placements = false }: { readonly placements?: boolean } = {},
): Checked<Formatted> {
  const { text = '', manifest, problems } = readManifest(source);
  if (!manifest || hasErrors(problems)) return { ok: false, problems };
  const named = itemsOf(manifest)
    .filter(({ value }) => !('sourcedId' in value || 'include' in value))
    .map((node) => ({ ...node, sourcedId: mint() }));
  const insertions = named.map(({ path, sourcedId }) => ({
    path,
    key: 'sourcedId',
    value: sourcedId,
  }));
  const further = placements ? furtherPlacements(manifest) : [];
  const all = [
    ...insertions,
    ...further.map((path) => ({ path, key: 'sourcedId', value: mint(), textAs: 'resource' })),
  ];
  const laidOut = layOut(text, manifestLayout(manifest.kind), all);
  const changed = laidOut !== text || hasMark(source);
  return checked({ text: laidOut, changed, minted: withLines(named, laidOut) }, problems);
}

/**
 * The text of a course with these numbers under `metadata.metrics`. Gives the same text if they are there,
 * or if it is no YAML map.
 */
export function writeMetrics(text: string, numbers: JsonObject): string {
  const parsed = parseYaml('', text);
  const value = parsed.ok ? parsed.value.value : undefined;
  if (!isObject(value)) return text;
  const metadata = isObject(value['metadata']) ? value['metadata'] : {};
  const metrics = isObject(metadata['metrics']) ? metadata['metrics'] : {};
  const isThere = Object.entries(numbers).every(([key, number]) =>
    isSameJson(metrics[key] ?? null, number),
  );
  if (isThere) return text;
  const wanted = { ...value, metadata: { ...metadata, metrics: { ...metrics, ...numbers } } };
  return rewriteValue(text, wanted, manifestLayout('course'));
}

/** The paths of entries without an id whose resource has another such entry before them. */
function furtherPlacements(manifest: Manifest): Path[] {
  return itemsOf(manifest).flatMap((item) => {
    const seen = new Set<string>();
    return entriesOf(item).flatMap(({ entry, path }) => {
      const resource = resourceOfEntry(entry);
      if (resource === undefined || (isObject(entry) && 'sourcedId' in entry)) return [];
      if (seen.has(resource)) return [path];
      seen.add(resource);
      return [];
    });
  });
}

/** The entries of `resources` of a lesson or unit, with their paths. */
function entriesOf({ kind, value, path }: WrittenItem) {
  const { resources } = value;
  const places = (kind === 'lesson' || kind === 'unit') && Array.isArray(resources);
  const entries: readonly Json[] = places ? resources : [];
  return entries.map((entry, index) => ({ entry, path: [...path, 'resources', index] }));
}

/** Adds the lines of the new ids, which only the new text shows. */
function withLines(
  named: readonly (WrittenItem & { readonly sourcedId: string })[],
  text: string,
): Minted[] {
  const parsed = named.length > 0 ? parseYaml('', text) : undefined;
  if (!parsed?.ok) return [];
  return named.map(({ kind, value, path, sourcedId }) => {
    const { line } = parsed.value.pointAt([...path, 'sourcedId']);
    return { kind, title: String(value['title']), sourcedId, line };
  });
}

/** Whether a file begins with a byte order mark, which is accepted and not written back. */
function hasMark({ bytes: [first, second, third] }: SourceFile): boolean {
  return first === 0xef && second === 0xbb && third === 0xbf;
}

/** An id as written in a manifest, with the kind of its node. */
export interface WrittenId {
  readonly kind: Kind;
  readonly sourcedId: string;
}

/** Every id in these files, including those of nodes that no course includes. */
export function idsInFiles(files: readonly SourceFile[]): readonly WrittenId[] {
  return files.flatMap(idsInFile);
}

/** Every id in one file; empty if the file cannot be read. */
export function idsInFile(file: SourceFile): readonly WrittenId[] {
  const { manifest } = readManifest(file);
  return (manifest ? itemsOf(manifest) : []).flatMap(({ kind, value: { sourcedId } }) =>
    typeof sourcedId === 'string' ? [{ kind, sourcedId }] : [],
  );
}

/** An entry of `resources`, its file and its path. */
interface FoundPlacement {
  readonly source: SourceFile;
  readonly path: Path;
  readonly written: WrittenPlacement;
}

/** Every entry of `resources` in lessons and units that have an id. */
export function placementsInFiles(files: readonly SourceFile[]): readonly WrittenPlacement[] {
  return foundPlacements(files).map(({ written }) => written);
}

/** The same entries with their places, in the order of the text. */
export function foundPlacements(files: readonly SourceFile[]): readonly FoundPlacement[] {
  return files.flatMap((source) => {
    const { manifest } = readManifest(source);
    const found = manifest ? itemsOf(manifest).flatMap(placementsAt) : [];
    return found.map((one) => ({ source, ...one }));
  });
}

/**
 * The text of a manifest in the canonical layout without the list entries at some paths; a list may become
 * empty. Undefined if there are none, or if the manifest breaks its schema.
 */
export function withoutEntries(source: SourceFile, paths: readonly Path[]): string | undefined {
  const { text = '', manifest, problems } = readManifest(source);
  if (!manifest || hasErrors(problems) || paths.length === 0) return undefined;
  return layOut(text, manifestLayout(manifest.kind), [], paths);
}

function placementsAt(item: WrittenItem): Omit<FoundPlacement, 'source'>[] {
  const { sourcedId: parent } = item.value;
  if (typeof parent !== 'string') return [];
  return entriesOf(item).flatMap(({ entry, path }) =>
    writtenPlacement(parent, entry).map((written) => ({ written, path })),
  );
}

/** An entry is the id of a resource, or an object that names it. */
function writtenPlacement(parent: string, entry: Json): WrittenPlacement[] {
  if (typeof entry === 'string') return [{ parent, resource: entry }];
  if (!isObject(entry) || typeof entry['resource'] !== 'string') return [];
  const { resource, sourcedId } = entry;
  return [{ parent, resource, ...(typeof sourcedId === 'string' && { sourcedId }) }];
}

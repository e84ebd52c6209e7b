import { layOut, rewriteValue } from '../document/layout.ts';
import { parseYaml } from '../document/parse.ts';
import type { Path } from '../document/place.ts';
import { isObject, isSameJson, type Json, type JsonObject } from '../model/json.ts';
import type { Kind } from '../model/node.ts';
import { type Checked, checked, hasErrors } from '../model/problem.ts';
import { childLists, manifestLayout, readManifest, type SourceFile } from './manifest.ts';

/** An id that was written into a file. `line` is its line in the new text. */
interface Minted {
  readonly kind: Kind;
  readonly title: string;
  readonly sourcedId: string;
  readonly line: number;
}

export interface Formatted {
  readonly text: string;
  readonly changed: boolean;
  readonly minted: readonly Minted[];
}

/**
 * A manifest in the canonical layout, with an id from `mint` for each node without one. A file that
 * breaks its schema stays unchanged and its problems are returned.
 */
export function formatManifest(source: SourceFile, mint: () => string): Checked<Formatted> {
  const { text = '', manifest, problems } = readManifest(source);
  if (!manifest || hasErrors(problems)) return { ok: false, problems };
  const named = withoutId(manifest, []).map((node) => ({ ...node, sourcedId: mint() }));
  const insertions = named.map(({ path, sourcedId }) => ({
    path,
    key: 'sourcedId',
    value: sourcedId,
  }));
  const laidOut = layOut(text.replaceAll('\r\n', '\n'), manifestLayout(manifest.kind), insertions);
  const result = text.includes('\r\n') ? laidOut.replaceAll('\n', '\r\n') : laidOut;
  const changed = result !== text || hasMark(source);
  return checked({ text: result, changed, minted: withLines(named, laidOut) }, problems);
}

/** The text of a course with numbers under `metadata.metrics`; the same text if it has them. */
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
  const laidOut = rewriteValue(text.replaceAll('\r\n', '\n'), wanted, manifestLayout('course'));
  return text.includes('\r\n') ? laidOut.replaceAll('\n', '\r\n') : laidOut;
}

interface Place {
  readonly kind: Kind;
  readonly value: JsonObject;
  readonly path: Path;
}

/** The nodes without id that are written in one file, in the order of lines. */
function withoutId({ kind, value }: Omit<Place, 'path'>, path: Path): Place[] {
  const own = 'sourcedId' in value || 'include' in value ? [] : [{ kind, value, path }];
  const inner = Object.entries(childLists[kind]).flatMap(([list, childKind]) => {
    const items = value[list];
    if (!Array.isArray(items)) return [];
    return items.flatMap((item: Json, index) =>
      isObject(item) ? withoutId({ kind: childKind, value: item }, [...path, list, index]) : [],
    );
  });
  return [...own, ...inner];
}

/** Adds the lines of minted ids, known only from the new text. */
function withLines(
  named: readonly (Place & { readonly sourcedId: string })[],
  text: string,
): Minted[] {
  const parsed = named.length > 0 ? parseYaml('', text) : undefined;
  if (!parsed?.ok) return [];
  return named.map(({ kind, value, path, sourcedId }) => {
    const { line } = parsed.value.pointAt([...path, 'sourcedId']);
    return { kind, title: String(value['title']), sourcedId, line };
  });
}

/** A byte order mark is accepted and not written back. */
function hasMark({ bytes: [first, second, third] }: SourceFile): boolean {
  return first === 0xef && second === 0xbb && third === 0xbf;
}

export interface WrittenId {
  readonly kind: Kind;
  readonly sourcedId: string;
}

/** Every id in these files, also of nodes below no course. */
export function idsInFiles(files: readonly SourceFile[]): readonly WrittenId[] {
  return files.flatMap(idsInFile);
}

/** The ids of one file; none if it cannot be read. */
export function idsInFile(file: SourceFile): readonly WrittenId[] {
  const { manifest } = readManifest(file);
  return manifest ? idsUnder(manifest.kind, manifest.value) : [];
}

/** The ids of a lesson and of a resource that it places. */
interface WrittenPlacement {
  readonly lesson: string;
  readonly resource: string;
}

/** Every resource placed by a lesson of these files that has an id. */
export function placementsInFiles(files: readonly SourceFile[]): readonly WrittenPlacement[] {
  return files.flatMap((file) => {
    const { manifest } = readManifest(file);
    return manifest ? placementsUnder(manifest.kind, manifest.value) : [];
  });
}

function placementsUnder(kind: Kind, value: JsonObject): WrittenPlacement[] {
  const { sourcedId: lesson, resources } = value;
  if (kind === 'lesson') {
    if (typeof lesson !== 'string' || !Array.isArray(resources)) return [];
    return resources.flatMap((resource: Json) =>
      typeof resource === 'string' ? [{ lesson, resource }] : [],
    );
  }
  return childrenOf(kind, value).flatMap(([child, item]) => placementsUnder(child, item));
}

function childrenOf(kind: Kind, value: JsonObject): (readonly [Kind, JsonObject])[] {
  return Object.entries(childLists[kind]).flatMap(([list, child]) => {
    const items = value[list];
    if (!Array.isArray(items)) return [];
    return items.flatMap((item: Json) => (isObject(item) ? [[child, item] as const] : []));
  });
}

function idsUnder(kind: Kind, value: JsonObject): WrittenId[] {
  const { sourcedId } = value;
  const own = typeof sourcedId === 'string' ? [{ kind, sourcedId }] : [];
  return [...own, ...childrenOf(kind, value).flatMap(([child, item]) => idsUnder(child, item))];
}

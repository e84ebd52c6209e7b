import { type Address, addressOf, idIn } from '../model/address.ts';
import type { Catalog, CatalogNode } from '../model/catalog.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';
import { parentKind } from '../model/kind.ts';
import { sourceOf } from './catalog-node.ts';
import type { WrittenNode } from './node.ts';
import { type Readings, readingOf } from './readings.ts';
import type { SourceFile } from './source-file.ts';
import { isKind } from './structure.ts';

/** Changes whenever these lines come to mean something else. */
const format = 1;

/** Nodes on a line: a line is little enough to be read between two answers of a platform. */
const perLine = 100;

/**
 * A catalog as lines of JSON, to be read again faster than its manifests: what it started from,
 * then its nodes in outline order. Where they stand in the manifests is not in it: that is looked up
 * there once it is needed.
 */
export function* catalogLines(
  { nodes }: Catalog,
  sources: readonly SourceFile[],
): Generator<string> {
  const numbers = new Map(sources.map(({ file }, index) => [file, index]));
  yield JSON.stringify({ format, nodes: nodes.size });
  let line: Json[] = [];
  for (const { entity, source, freeze = false } of nodes.values()) {
    const { kind, sourcedId, parent, fields } = entity;
    const parentId = parent === undefined ? null : idIn(parent);
    const { file, path } = source;
    line.push([kind, sourcedId, parentId, fields, numbers.get(file) ?? -1, path, freeze]);
    if (line.length < perLine) continue;
    yield JSON.stringify(line);
    line = [];
  }
  yield JSON.stringify(line);
}

/**
 * The catalog of such lines; undefined where they are not what `catalogLines` wrote. They must come
 * from the same manifests. May be stopped after each line.
 */
export function* catalogFromLines(
  lines: Iterable<string>,
  sources: readonly SourceFile[],
): Generator<undefined, Catalog | undefined> {
  const written = writtenNodes();
  const nodes = new Map<Address, CatalogNode>();
  let size: Json | undefined;
  for (const line of lines) {
    const read = parseJson(line);
    if (size === undefined) {
      if (!isObject(read) || read['format'] !== format) return undefined;
      size = read['nodes'] ?? null;
      continue;
    }
    if (!Array.isArray(read)) return undefined;
    for (const row of read) {
      const node = readRow(row, { nodes, sources, written });
      if (!node) return undefined;
      nodes.set(addressOf(node.entity.kind, node.entity.sourcedId), node);
    }
    yield;
  }
  return nodes.size === size ? { nodes } : undefined;
}

interface Around {
  readonly nodes: ReadonlyMap<Address, CatalogNode>;
  readonly sources: readonly SourceFile[];
  readonly written: ReturnType<typeof writtenNodes>;
}

function readRow(row: Json, { nodes, sources, written }: Around): CatalogNode | undefined {
  if (!Array.isArray(row)) return undefined;
  const [kind, sourcedId, parentId, fields, number, path, freeze]: readonly (Json | undefined)[] =
    row;
  if (!isKind(kind) || typeof sourcedId !== 'string' || !isObject(fields)) return undefined;
  const source = typeof number === 'number' ? sources[number] : undefined;
  if (!source || !isPath(path)) return undefined;
  const parent = parentOf(kind, parentId);
  if (parent && !nodes.has(parent)) return undefined;
  return {
    entity: { kind, sourcedId, ...(parent && { parent }), fields },
    source: sourceOf({ file: source.file, path, written: () => written(source, kind, path) }),
    ...(freeze === true && { freeze }),
  };
}

function parentOf(kind: Kind, id: Json | undefined): Address | undefined {
  const above = kind === 'unit' || kind === 'lesson' ? parentKind[kind] : undefined;
  return above && typeof id === 'string' ? addressOf(above, id) : undefined;
}

function isPath(path: Json | undefined): path is readonly (string | number)[] {
  return (
    Array.isArray(path) &&
    path.every((step) => typeof step === 'string' || typeof step === 'number')
  );
}

/** Finds nodes in the manifests themselves; each file is read once. */
function writtenNodes() {
  const readings: Readings = new WeakMap();
  return (source: SourceFile, kind: Kind, path: readonly (string | number)[]): WrittenNode => {
    const { manifest } = readingOf(source, readings);
    if (!manifest) throw new Error(`${source.file} can no longer be read`);
    return { kind, value: objectAt(manifest.value, path), manifest, path };
  };
}

function objectAt(root: JsonObject, path: readonly (string | number)[]): JsonObject {
  let at: Json | undefined = root;
  for (const step of path) {
    if (Array.isArray(at)) at = typeof step === 'number' ? at[step] : undefined;
    else at = isObject(at) && Object.hasOwn(at, step) ? at[step] : undefined;
  }
  return isObject(at) ? at : {};
}

import type { Catalog, CatalogNode, Defaults } from '../model/catalog.ts';
import { holdsExactNumber, isObject, type Json, parseJson } from '../model/json.ts';
import { type Address, addressOf, idIn, type Kind, parentKind, titleIn } from '../model/node.ts';
import { SourceInManifest } from './build.ts';
import {
  isKind,
  type ManifestReadings,
  readingOf,
  type SourceFile,
  type WrittenNode,
  writtenIdOf,
} from './manifest.ts';
import { nodesInFile } from './outline.ts';

/** The version of the lines. Raise it whenever their meaning changes. */
const format = 5;

/** The number of nodes on a line: few enough to read a line between two answers of a platform. */
const perLine = 100;

/**
 * A catalog as lines of JSON, which are read faster than manifests: its size, then its nodes in outline
 * order. The lines hold no positions in manifests; these are looked up when needed.
 */
export function* catalogLines(
  { nodes }: Catalog,
  sources: readonly SourceFile[],
): Generator<string> {
  const numbers = new Map(sources.map(({ file }, index) => [file, index]));
  yield JSON.stringify({ format, nodes: nodes.size });
  let line: Json[] = [];
  for (const { entity, source, freeze = false, within, defaults } of nodes.values()) {
    const { kind, sourcedId, parent = within, fields } = entity;
    const parentId = parent === undefined ? null : idIn(parent);
    const row = [kind, sourcedId, parentId, fields, numbers.get(source.file) ?? -1, freeze];
    line.push(defaults ? [...row, { ...defaults }] : row);
    if (line.length < perLine) continue;
    yield lineOf(line);
    line = [];
  }
  yield lineOf(line);
}

/** Marks a line with numbers that must keep their exact text. Such a line takes longer to read. */
const exactly = '{"exactly":';

function lineOf(rows: readonly Json[]): string {
  const json = JSON.stringify(rows);
  return holdsExactNumber(rows) ? `${exactly}${json}}` : json;
}

function lineFrom(line: string): Json {
  if (!line.startsWith(exactly)) return JSON.parse(line);
  const read = parseJson(line);
  return isObject(read) ? (read['exactly'] ?? null) : null;
}

/**
 * Reads the lines of `catalogLines`, which must come from the same manifests; undefined if they are other
 * lines. It can be paused after each line. Throws if a line is not JSON.
 */
export function* catalogFromLines(
  lines: Iterable<string>,
  sources: readonly SourceFile[],
): Generator<undefined, Catalog | undefined> {
  const nodes = new Map<Address, CatalogNode>();
  const context = { nodes, sources, find: finder() };
  let size: Json | undefined;
  for (const line of lines) {
    const read = lineFrom(line);
    if (size === undefined) {
      if (!isObject(read) || read['format'] !== format) return undefined;
      size = read['nodes'] ?? null;
      continue;
    }
    if (!Array.isArray(read)) return undefined;
    for (const row of read) {
      const node = readRow(row, context);
      if (!node) return undefined;
      nodes.set(addressOf(node.entity.kind, node.entity.sourcedId), node);
    }
    yield;
  }
  return nodes.size === size ? { nodes } : undefined;
}

interface LineContext {
  readonly nodes: ReadonlyMap<Address, CatalogNode>;
  readonly sources: readonly SourceFile[];
  readonly find: (source: SourceFile, sourcedId: string) => WrittenNode;
}

function readRow(row: Json, { nodes, sources, find }: LineContext): CatalogNode | undefined {
  if (!Array.isArray(row)) return undefined;
  // Destructuring the row would take as long as everything else.
  const kind = row[0];
  const sourcedId = row[1];
  const parentId = row[2];
  const fields = row[3];
  const number = row[4];
  const freeze = row[5];
  const defaults = row[6];
  if (!isKind(kind) || typeof sourcedId !== 'string' || !isObject(fields)) return undefined;
  const source = typeof number === 'number' ? sources[number] : undefined;
  const parent = typeof parentId === 'string' ? parentOf(kind, parentId, nodes) : undefined;
  if (!source || (parent && !nodes.has(parent))) return undefined;
  const title = titleIn(fields);
  return {
    entity: parent
      ? { kind, sourcedId, title, parent, fields }
      : { kind, sourcedId, title, fields },
    source: new SourceInManifest(source.file, () => find(source, sourcedId)),
    ...(freeze === true && { freeze }),
    ...(kind === 'resource' &&
      typeof parentId === 'string' && { within: addressOf('course', parentId) }),
    ...(isObject(defaults) && { defaults: defaults as Defaults }),
  };
}

function parentOf(kind: Kind, id: string, above: LineContext['nodes']): Address | undefined {
  if (kind !== 'unit' && kind !== 'lesson') return undefined;
  const usual = addressOf(parentKind[kind], id);
  // A lesson may be in a lesson.
  return kind === 'unit' || above.has(usual) ? usual : addressOf(kind, id);
}

/** Finds nodes in the manifests by id. Each file is read once. */
function finder(): LineContext['find'] {
  const readings: ManifestReadings = new WeakMap();
  const found = new Map<SourceFile, ReadonlyMap<string | undefined, WrittenNode>>();
  return (source, sourcedId) => {
    const known = found.get(source);
    const nodes = known ?? new Map(nodesIn(source).map((node) => [writtenIdOf(node), node]));
    if (!known) found.set(source, nodes);
    const node = nodes.get(sourcedId);
    if (!node) throw new Error(`${source.file} does not hold "${sourcedId}" any more`);
    return node;
  };

  function nodesIn(source: SourceFile): readonly WrittenNode[] {
    const { manifest } = readingOf(source, readings);
    return manifest ? nodesInFile(manifest) : [];
  }
}

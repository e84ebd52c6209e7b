import type { Catalog } from '../model/catalog.ts';
import { type Checked, checked, inReadingOrder, type Problem, problem } from '../model/problem.ts';
import { catalogNode } from './catalog-node.ts';
import { checkFileTwins } from './file-twins.ts';
import { checkIdentity } from './identity.ts';
import type { Reading } from './manifest.ts';
import { naturalOrder } from './natural-order.ts';
import type { WrittenNode } from './node.ts';
import { buildOutline } from './outline.ts';
import { checkPrerequisites } from './prerequisites.ts';
import { type Readings, readingOf } from './readings.ts';
import { checkReferences } from './references.ts';
import type { SourceFile } from './source-file.ts';
import { checkTitles } from './titles.ts';

export interface ManifestSet {
  readonly files: readonly SourceFile[];
  /** The `catalog` globs of the config, for messages. */
  readonly globs: string;
  /** Readings to share with another state of the catalog; new ones are added. */
  readonly readings?: Readings;
}

/**
 * What the manifests say the platform should hold, or everything that is wrong in them, in reading
 * order. The order of the files means nothing.
 */
export function buildCatalog(set: ManifestSet): Checked<Catalog> {
  if (set.files.length === 0) return { ok: false, problems: [noFiles(set.globs)] };
  const { catalog, problems } = readNodes(set);
  return checked(catalog, problems);
}

/**
 * The same where nothing may stop for errors: what could be read, and all that is wrong. Of nodes
 * with one address the first counts. The catalog may hold references that lead nowhere.
 */
export function readNodes({ files, globs, readings: known = new WeakMap() }: ManifestSet): {
  readonly catalog: Catalog;
  readonly problems: readonly Problem[];
} {
  const readings = [...files]
    .sort((a, b) => naturalOrder(a.file, b.file))
    .map((file) => readingOf(file, known));
  const { nodes, problems } = assemble(readings, globs);
  const all = [...readings.flatMap((reading) => reading.problems), ...problems];
  return { catalog: { nodes }, problems: inReadingOrder(all) };
}

/** All nodes that courses lead to, and resources, as they are written: nothing is checked. */
export function joinedNodes({
  files,
  globs,
  readings: known = new WeakMap(),
}: ManifestSet): readonly WrittenNode[] {
  const readings = [...files]
    .sort((a, b) => naturalOrder(a.file, b.file))
    .map((file) => readingOf(file, known));
  return outlineOf(readings, globs).nodes;
}

function outlineOf(readings: readonly Reading[], globs: string) {
  const manifests = new Map(
    readings.flatMap(({ file, manifest }) => (manifest ? [[file, manifest] as const] : [])),
  );
  const names = new Set(readings.map(({ file }) => file));
  // What a reference names may stand in the file that cannot be understood.
  return { ...buildOutline({ manifests, names, globs }), isWhole: manifests.size === names.size };
}

/** Joins what was read and checks all that goes beyond one file. */
function assemble(
  readings: readonly Reading[],
  globs: string,
): { nodes: Catalog['nodes']; problems: readonly Problem[] } {
  const { isWhole, ...outline } = outlineOf(readings, globs);
  const all = [...outline.nodes, ...outline.detached];
  const problems = [
    ...outline.problems,
    ...checkFileTwins(readings.map(({ file }) => file)),
    ...checkIdentity(all),
    ...checkTitles(all),
    ...(isWhole ? checkReferences(all, outline.nodes) : []),
    ...checkPrerequisites(all),
  ];
  // What the missing file includes may be what stands detached.
  const entries = (isWhole ? outline.nodes : all).flatMap((node) => catalogNode(node));
  return { nodes: firstOfEach(entries), problems };
}

function firstOfEach<K, V>(entries: readonly (readonly [K, V])[]): ReadonlyMap<K, V> {
  const first = new Map<K, V>();
  for (const [key, value] of entries) if (!first.has(key)) first.set(key, value);
  return first;
}

function noFiles(globs: string): Problem {
  return problem('catalog/no-files', { detail: `No file is matched by ${globs}.` });
}

export type { SourceFile };

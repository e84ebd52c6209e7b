import { writeFields } from '../../document/fields.ts';
import type { Path } from '../../document/place.ts';
import type { IdCure } from '../../identity/cures.ts';
import { removeIds } from '../../identity/ledger/edit.ts';
import type { LedgerFact } from '../../identity/ledger/line.ts';
import type { PlacementCure } from '../../identity/placement-losses.ts';
import { idsInFiles } from '../../manifest/format.ts';
import {
  pointIn,
  readManifest,
  type SourceFile,
  type WrittenNode,
  withTexts,
} from '../../manifest/manifest.ts';
import { nodesInFile } from '../../manifest/outline.ts';
import type { Json } from '../../model/json.ts';
import { objectUnder } from '../../model/json-values.ts';
import { idKey } from '../../model/node.ts';
import { type Checked, checked, type Point } from '../../model/problem.ts';
import { readCatalog } from '../../run/catalog/catalog-files.ts';
import { compareIdentity, readProvisional } from '../../run/catalog/identity.ts';
import { addLines, withChanges } from '../../run/catalog/minting.ts';
import { openWorkspace, writeCatalog } from '../../run/catalog/workspace.ts';
import type { World } from '../../run/world.ts';
import type { CheckOptions } from './check.ts';

/** An id that was restored. */
export type AppliedCure = Pick<IdCure, 'file' | 'line' | 'from' | 'to'>;

/**
 * Fixes lost or changed ids if the fix is unambiguous, as `check --fix` does. Everything else stays
 * unchanged.
 */
export function fix(
  options: CheckOptions,
  world: Pick<World, 'cwd' | 'sources'>,
): Checked<readonly AppliedCure[]> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const found = readCatalog(workspace.value);
  const read = found.ok ? found.value : readProvisional(workspace.value, found.problems);
  if (!read) return { ok: false, problems: found.problems };
  const identity = compareIdentity(workspace.value, read, options.base);
  if (!identity.ok) return identity;
  const { findings, before, ledgerBefore, ledgerTexts = new Map() } = identity.value;
  const nodes = writeCures(read.files, findings.cures, {
    fileOf: ({ file }) => file,
    pathsIn: pathsOfNodes,
  });
  const given = withTexts(read.files, nodes.changed);
  const placements = writeCures(given, identity.value.placementCures, {
    fileOf: ({ span, isWritten }) => (isWritten ? span.file : undefined),
    pathsIn: pathsOfEntries,
  });
  const { cures } = nodes;
  const { cures: ofPlacements } = placements;
  const files = withTexts(given, placements.changed);
  const texts = new Map(
    [...nodes.changed, ...placements.changed].map((one) => [one.file, one.text]),
  );
  // `fmt` may have recorded ids that are removed again; the base never had them.
  const kept = new Set(
    [
      ...(ledgerBefore?.entries.values() ?? []),
      ...(before?.values() ?? []),
      ...idsInFiles(files),
    ].map(({ kind, sourcedId }) => idKey(kind, sourcedId)),
  );
  const minted = cures.flatMap(({ kind, from }) => {
    const key = from === undefined ? undefined : idKey(kind, from);
    return key === undefined || kept.has(key) ? [] : [key];
  });
  const lines = ofPlacements.filter(({ isWritten }) => !isWritten);
  const replacedIds = ofPlacements.flatMap(({ from }) =>
    ledgerBefore?.placements.has(from) || ofPlacements.some(({ to }) => to === from)
      ? []
      : [idKey('placement', from)],
  );
  const removed = removeIds(ledgerTexts, [...minted, ...replacedIds]);
  const left = { texts: withChanges(ledgerTexts, removed) };
  const back = lines.map(
    ({ to, parent, resource }): LedgerFact => ({
      ...{ says: 'placement', state: 'live', sourcedId: to, parent, resource },
    }),
  );
  const added = addLines(workspace.value, left, back, read.files);
  writeCatalog(workspace.value, new Map([...texts, ...removed, ...added]));
  const placed = ofPlacements.map(({ span, from, to }) => ({
    ...{ file: span.file, line: span.start.line, from, to },
  }));
  return checked([...cures, ...placed], []);
}

type PlacedCure = Pick<IdCure, 'to'> & Partial<Pick<IdCure, 'from'>>;

interface Places<Cure> {
  /** The file that has the id; undefined if only the ledger has it. */
  readonly fileOf: (cure: Cure) => string | undefined;
  /** Gives the paths of the maps that have the ids, in a file with these nodes. */
  readonly pathsIn: (nodes: readonly WrittenNode[]) => (cure: Cure) => Path | undefined;
}

/** The files that changed because ids were written in place, and the cures that were carried out. */
interface Cured<Cure> {
  readonly changed: readonly { readonly file: string; readonly text: string }[];
  readonly cures: readonly Cure[];
}

/**
 * Writes what can be written, without cures that would then use an id twice: a node or placement keeps such
 * an id if its own cure cannot be written.
 */
function writeCures<Cure extends PlacedCure>(
  files: readonly SourceFile[],
  all: readonly Cure[],
  places: Places<Cure>,
): Cured<Cure> {
  let cures = all;
  for (;;) {
    const written = withIds(files, cures, places);
    const done = new Set(written.cures);
    const taken = new Set(all.flatMap((cure) => (done.has(cure) ? [] : cure.from)));
    const free = written.cures.filter(({ to }) => !taken.has(to));
    if (free.length === written.cures.length) return written;
    cures = free;
  }
}

function withIds<Cure extends PlacedCure>(
  files: readonly SourceFile[],
  cures: readonly Cure[],
  { fileOf, pathsIn }: Places<Cure>,
): Cured<Cure> {
  const byFile = Map.groupBy(cures, fileOf);
  const done = new Set(byFile.get(undefined));
  const changed = files.flatMap((source) => {
    const { file, bytes } = source;
    const mine = byFile.get(file);
    if (!mine) return [];
    const { manifest, text } = readManifest(source);
    if (!manifest || text === undefined) return [];
    const pathOf = pathsIn(nodesInFile(manifest));
    const fields = mine.flatMap((cure) => {
      const path = pathOf(cure);
      return path ? [{ path, key: 'sourcedId', text: cure.to, cure }] : [];
    });
    const { text: after, written } = writeFields(text, fields);
    for (const { cure } of written) done.add(cure);
    const mark = bytes[0] === 0xef ? '\uFEFF' : '';
    return after === text ? [] : [{ file, text: mark + after }];
  });
  return { changed, cures: cures.filter((cure) => done.has(cure)) };
}

/** The paths of nodes by the places of their ids; a node without an id counts by its own place. */
function pathsOfNodes(nodes: readonly WrittenNode[]): (cure: IdCure) => Path | undefined {
  const placeOf = ({ line, column }: Point) => `${line}:${column}`;
  const paths = nodes.map((node) => {
    const point = pointIn(node, 'sourcedId' in node.value ? ['sourcedId'] : []);
    return [placeOf(point), node.path] as const;
  });
  // The first of several nodes at one place counts.
  const byPlace = new Map(paths.reverse());
  return (cure) => byPlace.get(placeOf(cure));
}

/** The paths of entries in the `resources` of nodes. */
function pathsOfEntries(nodes: readonly WrittenNode[]): (cure: PlacementCure) => Path | undefined {
  const keyOf = (kind: string, id: Json | undefined) => `${kind} ${id}`;
  const byId = new Map(
    nodes.map((one) => [keyOf(one.kind, one.value['sourcedId']), one] as const).reverse(),
  );
  return ({ kind, parent, resource, from }) => {
    const node = byId.get(keyOf(kind, parent));
    const entries = node?.value['resources'];
    const index = Array.isArray(entries)
      ? entries.findIndex((entry: Json) => {
          const { resource: id, sourcedId } = objectUnder(entry);
          return id === resource && sourcedId === from;
        })
      : -1;
    return node && index >= 0 ? [...node.path, 'resources', index] : undefined;
  };
}

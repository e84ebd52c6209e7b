import { writeField } from '../../document/edit.ts';
import { writeBelow } from '../../files/write.ts';
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
import { type Checked, checked } from '../../model/problem.ts';
import { readCatalog } from '../../run/catalog/catalog-files.ts';
import { compareIdentity, readProvisional } from '../../run/catalog/identity.ts';
import { addLines, withChanges, writeLedger } from '../../run/catalog/minting.ts';
import { openWorkspace } from '../../run/catalog/workspace.ts';
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
  const sources = new Map(read.files.map((source) => [source.file, source]));
  const isWritable = <Cure extends PlacedCure>(file: string, cure: Cure, pathOf: PathOf<Cure>) => {
    const source = sources.get(file);
    return source !== undefined && withIds(source, [cure], pathOf) !== undefined;
  };
  const cures = holdingTogether(findings.cures, (cure) => isWritable(cure.file, cure, pathOfNode));
  const ofPlacements = holdingTogether(
    identity.value.placementCures,
    (cure) => !cure.isWritten || isWritable(cure.span.file, cure, pathOfEntry),
  );
  const written = read.files.flatMap((source) => {
    const mine = cures.filter(({ file }) => file === source.file);
    const entries = ofPlacements.filter((cure) => cure.isWritten && cure.span.file === source.file);
    if (mine.length + entries.length === 0) return [];
    // From last to first, so that the places of the others do not move.
    const inOrder = mine.toSorted((a, b) => b.line - a.line || b.column - a.column);
    const nodes = withIds(source, inOrder, pathOfNode);
    const given = { ...source, ...(nodes !== undefined && bytesOf(nodes)) };
    const text = withIds(given, entries, pathOfEntry);
    return text === undefined ? [] : [{ file: source.file, text }];
  });
  for (const { file, text } of written) writeBelow(workspace.value.folder, file, text);
  // `fmt` may have recorded ids that are removed again; the base never had them.
  const kept = new Set(
    [
      ...(ledgerBefore?.entries.values() ?? []),
      ...(before?.values() ?? []),
      ...idsInFiles(withTexts(read.files, written)),
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
  writeLedger(workspace.value, new Map([...removed, ...added]));
  const placed = ofPlacements.map(({ span, from, to }) => ({
    ...{ file: span.file, line: span.start.line, from, to },
  }));
  return checked([...cures, ...placed], []);
}

function bytesOf(text: string): Pick<SourceFile, 'bytes'> {
  return { bytes: new TextEncoder().encode(text) };
}

type PlacedCure = Pick<IdCure, 'to'> & Partial<Pick<IdCure, 'from'>>;

type PathOf<Cure> = (cure: Cure, nodes: readonly WrittenNode[]) => WrittenNode['path'] | undefined;

/**
 * The cures that can be written, without those that would then use an id twice: what has it keeps it if
 * its own cure cannot be written.
 */
function holdingTogether<Cure extends PlacedCure>(
  cures: readonly Cure[],
  isWritable: (cure: Cure) => boolean,
): readonly Cure[] {
  let left = cures.filter(isWritable);
  for (;;) {
    const taken = new Set(cures.flatMap((cure) => (left.includes(cure) ? [] : cure.from)));
    const free = left.filter(({ to }) => !taken.has(to));
    if (free.length === left.length) return left;
    left = free;
  }
}

/**
 * The text with ids written in place, each where `pathOf` says. Undefined if an id is not written literally,
 * for example with escapes: a person has to change it.
 */
function withIds<Cure extends PlacedCure>(
  source: SourceFile,
  cures: readonly Cure[],
  pathOf: PathOf<Cure>,
): string | undefined {
  const { manifest, text } = readManifest(source);
  if (!manifest) return undefined;
  const nodes = nodesInFile(manifest);
  let after = text;
  for (const cure of cures) {
    const path = pathOf(cure, nodes);
    after = after && path && writeField(after, { path, key: 'sourcedId', text: cure.to });
  }
  return after === undefined ? after : (source.bytes[0] === 0xef ? '\uFEFF' : '') + after;
}

function pathOfNode(cure: IdCure, nodes: readonly WrittenNode[]): WrittenNode['path'] | undefined {
  return nodes.find((each) => isAt(each, cure))?.path;
}

/** The path of an entry in the `resources` of a node. */
function pathOfEntry(
  { kind, parent, resource, from }: PlacementCure,
  nodes: readonly WrittenNode[],
): WrittenNode['path'] | undefined {
  const node = nodes.find((one) => one.kind === kind && one.value['sourcedId'] === parent);
  const entries = node?.value['resources'];
  const index = Array.isArray(entries)
    ? entries.findIndex((entry: Json) => {
        const { resource: id, sourcedId } = objectUnder(entry);
        return id === resource && sourcedId === from;
      })
    : -1;
  return node && index >= 0 ? [...node.path, 'resources', index] : undefined;
}

/** Whether a node's id is written at the place of a fix; a node without an id counts by its own place. */
function isAt(node: WrittenNode, { line, column }: IdCure): boolean {
  const point = pointIn(node, 'sourcedId' in node.value ? ['sourcedId'] : []);
  return point.line === line && point.column === column;
}

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

/** An id that was given back. */
export type AppliedCure = Pick<IdCure, 'file' | 'line' | 'from' | 'to'>;

/**
 * Fixes ids that were lost or changed, if the fix is unambiguous, as `check --fix` does. Everything
 * else stays as it is.
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
  const ofPlacements = identity.value.placementCures;
  const written = read.files.flatMap((source) => {
    const mine = findings.cures.filter(({ file }) => file === source.file);
    const entries = ofPlacements.filter((cure) => cure.isWritten && cure.span.file === source.file);
    if (mine.length + entries.length === 0) return [];
    // The last one first: the places of the others stay as they are.
    const inOrder = mine.toSorted((a, b) => b.line - a.line || b.column - a.column);
    const pathOf = (cure: IdCure, all: readonly WrittenNode[]) =>
      all.find((each) => isAt(each, cure))?.path;
    const nodes = mine.length === 0 ? undefined : withIds(source, inOrder, pathOf);
    const given = { ...source, ...(nodes !== undefined && bytesOf(nodes)) };
    const text = withIds(given, entries, pathOfEntry);
    return text === undefined ? [] : [{ file: source.file, text, mine }];
  });
  for (const { file, text } of written) writeBelow(workspace.value.folder, file, text);
  const cures = written.flatMap(({ mine }) => mine);
  // `fmt` may have recorded the ids that go again; the base never knew them.
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

/**
 * The text with ids written in place, each where `pathOf` says. undefined if an id is not written as
 * it reads, with escapes for example: that is left to a person.
 */
function withIds<Cure extends { readonly to: string }>(
  source: SourceFile,
  cures: readonly Cure[],
  pathOf: (cure: Cure, nodes: readonly WrittenNode[]) => WrittenNode['path'] | undefined,
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

/** An entry of the `resources` of a node. */
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

/** Where its id is written; a node without one stands for itself. */
function isAt(node: WrittenNode, { line, column }: IdCure): boolean {
  const point = pointIn(node, 'sourcedId' in node.value ? ['sourcedId'] : []);
  return point.line === line && point.column === column;
}

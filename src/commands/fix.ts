import { writeField } from '../document/write-field.ts';
import { writeBelow } from '../files/write.ts';
import type { Cure } from '../identity/cure.ts';
import { removeIds } from '../identity/ledger-edit.ts';
import { idsOf } from '../manifest/ids.ts';
import { readManifest } from '../manifest/manifest.ts';
import { pointIn, type WrittenNode } from '../manifest/node.ts';
import { nodesOf } from '../manifest/outline.ts';
import { type SourceFile, withTexts } from '../manifest/source-file.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { CheckOptions } from './check.ts';
import { judgeIdentity } from './identity.ts';
import { writeLedger } from './ledger-lines.ts';
import { readProvisional } from './provisional.ts';
import { openWorkspace, readCatalog } from './workspace.ts';
import type { World } from './world.ts';

/** Applies the cures that are certain: gives ids back in place, everything else as it was. */
export function fix(
  options: CheckOptions,
  world: Pick<World, 'cwd' | 'sources'>,
): Checked<readonly Cure[]> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const found = readCatalog(workspace.value);
  const read = found.ok ? found.value : readProvisional(workspace.value, found.problems);
  if (!read) return { ok: false, problems: found.problems };
  const identity = judgeIdentity(workspace.value, read, options.base);
  if (!identity.ok) return identity;
  const { judgement, before, ledgerBefore, ledgerTexts = new Map() } = identity.value;
  const written = read.files.flatMap((source) => {
    const mine = judgement.cures.filter(({ file }) => file === source.file);
    const text = mine.length === 0 ? undefined : cured(source, mine);
    return text === undefined ? [] : [{ file: source.file, text, mine }];
  });
  for (const { file, text } of written) writeBelow(workspace.value.folder, file, text);
  const cures = written.flatMap(({ mine }) => mine);
  // `fmt` may have recorded the ids that go again; the base never knew them.
  const left = idsOf(withTexts(read.files, written)).map(({ sourcedId }) => sourcedId);
  const kept = new Set([
    ...(ledgerBefore?.entries.keys() ?? []),
    ...(before?.keys() ?? []),
    ...left,
  ]);
  const minted = cures.flatMap(({ from }) => (from === undefined || kept.has(from) ? [] : [from]));
  writeLedger(workspace.value, removeIds(ledgerTexts, minted));
  return checked(cures, []);
}

/**
 * The text with the ids written in place. undefined where an id is not written as it reads, with
 * escapes for example: that is left to a person.
 */
function cured(source: SourceFile, cures: readonly Cure[]): string | undefined {
  const { manifest, text } = readManifest(source);
  if (!manifest || text === undefined) throw new Error(`${source.file} was read a moment ago`);
  const nodes = nodesOf(manifest);
  let after = text;
  // The last one first: the places of the others stay as they are.
  for (const cure of cures.toSorted((a, b) => b.line - a.line || b.column - a.column)) {
    const node = nodes.find((each) => isAt(each, cure));
    const field = node && { path: node.path, key: 'sourcedId', text: cure.to };
    const next = field && writeField(after, field);
    if (next === undefined) return undefined;
    after = next;
  }
  return (source.bytes[0] === 0xef ? '\uFEFF' : '') + after;
}

/** Where its id is written; a node without one stands for itself. */
function isAt(node: WrittenNode, { line, column }: Cure): boolean {
  const point = pointIn(node, 'sourcedId' in node.value ? ['sourcedId'] : []);
  return point.line === line && point.column === column;
}

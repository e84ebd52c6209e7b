import { decode } from '../document/decode.ts';
import { writeBelow } from '../files/write.ts';
import type { Cure } from '../identity/cure.ts';
import { removeIds } from '../identity/ledger-edit.ts';
import { idsOf } from '../manifest/ids.ts';
import type { SourceFile } from '../manifest/source-file.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { CheckOptions } from './check.ts';
import { judgeIdentity } from './identity.ts';
import { writeLedger } from './ledger-lines.ts';
import { openWorkspace, readCatalog } from './workspace.ts';
import type { World } from './world.ts';

/** Applies the cures that are certain: gives ids back in place, everything else as it was. */
export function fix(options: CheckOptions, world: Pick<World, 'cwd'>): Checked<readonly Cure[]> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const read = readCatalog(workspace.value);
  if (!read.ok) return read;
  const identity = judgeIdentity(workspace.value, read.value, options.base);
  if (!identity.ok) return identity;
  const { judgement, before, ledgerTexts = new Map() } = identity.value;
  const written = read.value.files.flatMap((source) => {
    const mine = judgement.cures.filter(({ file }) => file === source.file);
    const text = mine.length === 0 ? undefined : cured(source, mine);
    return text === undefined ? [] : [{ file: source.file, text, mine }];
  });
  for (const { file, text } of written) writeBelow(workspace.value.folder, file, text);
  const cures = written.flatMap(({ mine }) => mine);
  // `fmt` may have recorded the ids that go again; the base never knew them.
  const minted = cures.map(({ from }) => from).filter((id) => !before?.has(id));
  writeLedger(workspace.value, removeIds(ledgerTexts, minted));
  return checked(cures, []);
}

/**
 * The text with ids replaced behind their keys. undefined where an id is not written as it reads,
 * with escapes for example: that is left to a person.
 */
function cured({ file, bytes }: SourceFile, cures: readonly Cure[]): string | undefined {
  const text = decode(file, bytes);
  if (!text.ok) throw new Error(`${file} was read a moment ago`);
  let after = text.value;
  // The last one first: the places of the others stay as they are.
  for (const cure of cures.toSorted((a, b) => b.line - a.line || b.column - a.column)) {
    const at = after.indexOf(cure.from, offsetOf(after, cure));
    if (at < 0) return undefined;
    after = after.slice(0, at) + cure.to + after.slice(at + cure.from.length);
  }
  const given = new Map(cures.map(({ from, to }) => [from, to]));
  const wanted = idsIn(file, text.value).map((id) => given.get(id) ?? id);
  // What was found may have been a comment.
  if (idsIn(file, after).join('\n') !== wanted.join('\n')) return undefined;
  const mark = bytes[0] === 0xef ? '\uFEFF' : '';
  return mark + after;
}

function offsetOf(text: string, { line, column }: Cure): number {
  const above = text.split('\n', line - 1).join('\n');
  return above.length + (line > 1 ? 1 : 0) + column - 1;
}

function idsIn(file: string, text: string): string[] {
  const bytes = new TextEncoder().encode(text);
  return idsOf([{ file, bytes }]).map(({ sourcedId }) => sourcedId);
}

import { join } from 'node:path';
import { decode } from '../document/decode.ts';
import { writeWhole } from '../files/write.ts';
import type { Cure } from '../identity/cure.ts';
import { removeFromLedger } from '../identity/ledger-edit.ts';
import type { SourceFile } from '../manifest/source-file.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { CheckOptions } from './check.ts';
import { judgeIdentity } from './identity.ts';
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
  const { judgement, before, ledgerText } = identity.value;
  const { cures } = judgement;
  for (const source of read.value.files) {
    const mine = cures.filter(({ file }) => file === source.file);
    if (mine.length > 0) writeWhole(join(workspace.value.folder, source.file), cured(source, mine));
  }
  // `fmt` may have recorded the ids that go again; the base never knew them.
  const minted = cures.map(({ from }) => from).filter((id) => !before?.has(id));
  const ledger = ledgerText === undefined ? undefined : removeFromLedger(ledgerText, minted);
  if (ledger !== undefined && ledger !== ledgerText) {
    writeWhole(join(workspace.value.folder, workspace.value.config.ids), ledger);
  }
  return checked(cures, []);
}

/** The text with ids replaced on their lines, behind the column where the key stands. */
function cured({ file, bytes }: SourceFile, cures: readonly Cure[]): string {
  const text = decode(file, bytes);
  if (!text.ok) throw new Error(`${file} was read a moment ago`);
  const lines = text.value.split('\n');
  for (const { line, column, from, to } of cures) {
    const before = lines[line - 1] ?? '';
    const at = before.indexOf(from, column - 1);
    if (at < 0) throw new Error(`${file}:${line} does not hold the id ${from}`);
    lines[line - 1] = before.slice(0, at) + to + before.slice(at + from.length);
  }
  const mark = bytes[0] === 0xef ? '\uFEFF' : '';
  return mark + lines.join('\n');
}

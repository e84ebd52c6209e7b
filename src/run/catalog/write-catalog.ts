import { changedMeanwhile, removeBelow, writeBelow } from '../../files/write.ts';
import type { Workspace } from './workspace.ts';

/**
 * Writes files of a catalog, and then removes those without a text, so no line of a ledger is missing in
 * between. A file that an editor or another command wrote since this run read it stays as it is: then
 * nothing is written. Throws an UnwritableError.
 */
export function writeCatalog(
  { folder, asRead }: Pick<Workspace, 'folder' | 'asRead'>,
  changes: Iterable<readonly [file: string, text: string | undefined]>,
): void {
  const all = [...changes];
  const texts = all.flatMap(([file, text]) => (text === undefined ? [] : [[file, text] as const]));
  writeBelow(folder, texts, () => {
    for (const [file] of all) if (asRead.isChanged(folder, file)) throw changedMeanwhile(file);
  });
  for (const [file, text] of all) {
    if (text === undefined) removeBelow(folder, file);
    asRead.forget(file);
  }
}

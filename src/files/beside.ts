import { join } from 'node:path';
import { foldersOf, matcher } from '../manifest/glob.ts';
import { kindSaid } from '../manifest/sniff.ts';
import type { SourceFile } from '../manifest/source-file.ts';
import type { Kind } from '../model/kind.ts';
import { limits } from '../model/limits.ts';
import { configNames } from './config-file.ts';
import { entriesOf, hasNameOfManifest, isEntered, type ManifestFiles } from './manifests.ts';
import { readOutside } from './outside.ts';

/** A file that says that it holds a node, and that no glob of the catalog matches. */
export interface Stray extends SourceFile {
  readonly kind: Kind;
}

/**
 * Finds the manifests that no glob matches: those in the folders of the catalog, and others below the
 * folder of the config, near ones first. Links are not followed. Hidden folders, node_modules, other
 * catalogs and other repositories are not entered, and the whole ends at a limit.
 */
export function straysBeside(
  folder: string,
  globs: readonly string[],
  { strays: known }: Pick<ManifestFiles, 'strays'>,
): readonly Stray[] {
  const matches = matcher(globs);
  const entered = new Set(foldersOf(globs));
  let left = limits.beside.most;
  let bytesLeft = limits.besideRead.most;
  const found: Stray[] = [];
  for (const file of known) look(file);
  // The folders of the catalog were looked through when it was read.
  for (const queue = entered.has('') ? [] : ['']; queue.length > 0 && left > 0; ) {
    const path = queue.shift() ?? '';
    const { entries } = entriesOf(join(folder, path));
    if (path !== '' && entries.some(({ name }) => isOfOthers(name))) continue;
    for (const entry of entries.slice(0, left)) {
      left -= 1;
      const file = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (isEntered(entry.name) && !entered.has(file)) queue.push(file);
      } else if (entry.isFile() && hasNameOfManifest(entry.name) && !matches(file)) look(file);
    }
  }
  return found;

  function look(file: string): void {
    if (bytesLeft <= 0) return;
    const most = Math.min(limits.manifest.most, bytesLeft);
    const read = readOutside(join(folder, file), { most, links: 'refused' });
    if (read.type !== 'file') return;
    bytesLeft -= read.bytes.length;
    const kind = kindSaid(read.bytes);
    if (kind) found.push({ file, bytes: read.bytes, kind });
  }
}

/** Where another catalog or another repository begins. */
function isOfOthers(name: string): boolean {
  return name === '.git' || configNames.some((config) => config === name);
}

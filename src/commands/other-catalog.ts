import { realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { ReadSources } from '../document/frame.ts';
import { gitPlace } from '../files/git-place.ts';
import type { Ledger } from '../model/ledger.ts';
import { openWorkspace, readLedger, type Workspace } from './workspace.ts';

/** Another catalog of the same work tree. */
export interface OtherCatalog {
  readonly ledger: Ledger;
  /** What this catalog is called there, in the same way as that one is called here. */
  readonly back: string;
}

/**
 * The catalog that a name stands for, if the name is a path in the same work tree: from the folder of
 * this one, or from the top. Undefined for every other name, which only people know the meaning of,
 * and if that ledger cannot be read.
 */
export function otherCatalog({ folder }: Workspace, name: string): OtherCatalog | undefined {
  const place = gitPlace(folder);
  if (!place.ok) return undefined;
  const { top, folder: own } = place.value;
  for (const from of [own, top]) {
    const path = resolve(from, name);
    // A name may have come with a branch of a stranger: nothing beyond the work tree is opened.
    if (path === own || !isInside(path, top)) continue;
    const ledger = ledgerIn(path);
    if (ledger) return { ledger, back: slashed(relative(from === own ? path : top, own)) };
  }
  return undefined;
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}

function isInside(path: string, top: string): boolean {
  try {
    const way = relative(realpathSync(top), realpathSync(path));
    return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  } catch {
    return false;
  }
}

function ledgerIn(path: string): Ledger | undefined {
  const workspace = openWorkspace({ cwd: path, sources: new ReadSources() });
  // A config above it is that of another catalog.
  if (!workspace.ok || workspace.value.folder !== path) return undefined;
  const ledger = readLedger(workspace.value);
  return ledger.ok ? ledger.value?.ledger : undefined;
}

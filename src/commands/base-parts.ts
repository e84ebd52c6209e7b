import type { Config } from '../config/config.ts';
import { isInLedger } from '../config/ledger-place.ts';
import type { Commit } from '../files/git.ts';
import type { TreeEntry } from '../files/git-tree.ts';
import { manifestFilter } from '../files/manifests.ts';
import { type Checked, checked } from '../model/problem.ts';

/** The entries of a commit that make a catalog, with paths from the folder of its config. */
export interface BaseParts {
  readonly manifests: readonly TreeEntry[];
  /** Where a manifest should be and a symbolic link is. */
  readonly links: readonly TreeEntry[];
  readonly ledger: readonly TreeEntry[];
  readonly globs: string;
}

/** Contents by blob id. */
export type Contents = ReadonlyMap<string, Uint8Array>;

/** Chooses as `readManifests` does on disk. */
export function partsOf(
  entries: readonly TreeEntry[],
  { catalog, ids }: Pick<Config, 'catalog' | 'ids'>,
): BaseParts {
  const isManifest = manifestFilter(catalog);
  const matched = entries.filter(({ path }) => isManifest(path));
  const ledger = entries.filter(({ path, type }) => type === 'file' && isInLedger(path, ids));
  return {
    manifests: matched.filter(({ type }) => type === 'file'),
    links: matched.filter(({ type }) => type === 'link'),
    ledger,
    globs: catalog.join(', '),
  };
}

/** The contents of all parts; a working file with the same content gives its own array of bytes. */
export function contentsOf(
  commit: Commit,
  { manifests, ledger }: BaseParts,
  working: Contents,
): Checked<Contents> {
  const wanted = new Set([...manifests, ...ledger].map(({ blob }) => blob));
  const fetched = commit.read([...wanted].filter((blob) => !working.has(blob)));
  return fetched.ok ? checked(new Map([...working, ...fetched.value]), []) : fetched;
}

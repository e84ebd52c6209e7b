import { basename, posix } from 'node:path';
import { type Config, readConfig } from '../config/config.ts';
import { decode } from '../document/decode.ts';
import { parse } from '../document/parse.ts';
import { configNames } from '../files/config-file.ts';
import { isFileBelow } from '../files/file-below.ts';
import type { Commit } from '../files/git.ts';
import type { Repository } from '../files/git-repository.ts';
import type { TreeEntry } from '../files/git-tree.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { brokenConfig } from './base-broken.ts';

/** What tells which of several catalogs at a commit is this one. */
export interface Sought {
  readonly repository: Repository;
  /** The config of today, relative to its folder. */
  readonly configFile: string;
  /** The blob ids of today's manifests. */
  readonly blobs: { has(blob: string): boolean };
}

/**
 * The config that a catalog had at a commit; none where the catalog is new since.
 *
 * It is the one in the same place. Otherwise the catalog was moved, or is new: it was moved if a
 * config of the commit is gone from its place today. Where several are gone, it is the one that has
 * the most manifests in common with today's, byte for byte.
 */
export function findBaseConfig(
  tree: readonly TreeEntry[],
  { repository, configFile, blobs }: Sought,
): Checked<TreeEntry | undefined> {
  const configs = configsIn(tree);
  const names = [configFile, ...configNames].map((name) => posix.join(repository.prefix, name));
  const same = names.flatMap((name) => configs.find(({ path }) => path === name) ?? []);
  if (same[0]) return checked(same[0], []);
  const gone = configs.filter(({ path }) => !isFileBelow(repository.top, path));
  if (gone.length <= 1) return checked(gone[0], []);
  const shared = gone
    .map((config) => ({ config, count: sharedBelow(config, tree, blobs) }))
    .sort((a, b) => b.count - a.count);
  const [best, next] = shared;
  const isClear = best && next && best.count > next.count;
  return isClear ? checked(best.config, []) : { ok: false, problems: [ambiguous(gone)] };
}

/** What the config of a commit says of manifests and ledger; as today where it cannot be read. */
export function readBaseConfig(
  commit: Commit,
  { path, blob, ref }: { readonly path: string; readonly blob: string; readonly ref: string },
  today: Config,
): Checked<Pick<Config, 'catalog' | 'ids' | 'environments'>> {
  const contents = commit.read([blob]);
  if (!contents.ok) return contents;
  const text = decode(path, contents.value.get(blob) ?? new Uint8Array());
  const document = text.ok ? parse(path, text.value) : text;
  // Not held against its schema: a key that this version does not know changes nothing here.
  const config = document.ok ? readConfig(document.value, path) : document;
  return config.ok ? checked(config.value, []) : checked(today, [brokenConfig(ref, path)]);
}

/** One config a folder, as `findConfig` would choose. */
function configsIn(tree: readonly TreeEntry[]): TreeEntry[] {
  const files = tree.filter(({ type }) => type === 'file');
  const byFolder = new Map<string, TreeEntry>();
  for (const name of configNames) {
    for (const file of files.filter(({ path }) => basename(path) === name)) {
      const folder = posix.dirname(file.path);
      if (!byFolder.has(folder)) byFolder.set(folder, file);
    }
  }
  return [...byFolder.values()];
}

function sharedBelow(
  { path }: TreeEntry,
  tree: readonly TreeEntry[],
  blobs: Sought['blobs'],
): number {
  return entriesBelow(posix.dirname(path), tree).filter(({ blob }) => blobs.has(blob)).length;
}

/** The entries in a folder (`.` is the top), with their paths from there. */
export function entriesBelow(folder: string, tree: readonly TreeEntry[]): readonly TreeEntry[] {
  if (folder === '.') return tree;
  return tree.flatMap((entry) =>
    entry.path.startsWith(`${folder}/`)
      ? [{ ...entry, path: entry.path.slice(folder.length + 1) }]
      : [],
  );
}

function ambiguous(configs: readonly TreeEntry[]): Problem {
  const paths = configs.map(({ path }) => path).join(', ');
  return problem('git/ambiguous-base', {
    detail: `The base has no config where it is today, and each of these is gone from its place: ${paths}. Which of them this catalog was cannot be told.`,
    hint: 'Move one catalog at a time, and leave its manifests as they are in that commit.',
  });
}

import { basename, posix } from 'node:path';
import { type Config, isInLedger, readConfig } from '../../config/config.ts';
import { parseYaml } from '../../document/parse.ts';

import { decodeText } from '../../document/source-text.ts';
import { blobId, type Commit, type Repository, type TreeEntry } from '../../files/git-read.ts';
import { configNames, manifestFilter, optionalFilter } from '../../files/manifests.ts';
import { isFileBelow } from '../../files/outside.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import type { Workspace } from './workspace.ts';

/** The facts that tell which of several catalogs at a commit is this one. */
interface Sought {
  readonly repository: Repository;
  /** The path of the present config, relative to its folder. */
  readonly configFile: string;
  /** The blob ids of the present manifests. */
  readonly blobs: { has(blob: string): boolean };
}

/**
 * The config that a catalog had at a commit; undefined if the catalog is new since then.
 *
 * It is the config at the same place. If there is none, the catalog is new or was moved: it was moved if a
 * config of the commit is gone from its place now. If several are gone, it is the one with the most
 * manifests that the present catalog also has, byte for byte; a problem if that is not clear.
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
    .map((config) => {
      const below = entriesBelow(posix.dirname(config.path), tree);
      return { config, count: below.filter(({ blob }) => blobs.has(blob)).length };
    })
    .sort((a, b) => b.count - a.count);
  const [best, next] = shared;
  const isClear = best && next && best.count > next.count;
  return isClear ? checked(best.config, []) : { ok: false, problems: [ambiguous(gone)] };
}

/**
 * The parts of a commit's config about manifests, ids and environments. If it is the same as today, or
 * cannot be read, those of today; in the second case with a warning.
 */
export function readBaseConfig(
  commit: Commit,
  { path, blob, ref }: { readonly path: string; readonly blob: string; readonly ref: string },
  { config: today, configBytes }: Pick<Workspace, 'config' | 'configBytes'>,
): Checked<Pick<Config, 'catalog' | 'ids' | 'environments' | 'fixed'>> {
  // Saves a run of git in nearly all cases.
  if (blobId(configBytes, commit.repository.objectFormat) === blob) return checked(today, []);
  const contents = commit.read([blob]);
  if (!contents.ok) return contents;
  const text = decodeText(path, contents.value.get(blob) ?? new Uint8Array());
  const document = text.ok ? parseYaml(path, text.value) : text;
  // It is not validated: a key that this version does not know changes nothing here.
  const config = document.ok ? readConfig(document.value, path) : document;
  if (config.ok) return checked(config.value, []);
  const then = 'Its manifests and its ledger were read from their current paths.';
  return checked(today, [brokenBase(`At "${ref}" ${path} cannot be read. ${then}`)]);
}

/** One config for each folder, the one that `findConfig` would choose. */
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

/** The entries below a folder (`.` is the top), with their paths from there. */
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
    detail: `The base has no config at this path, and each of these was moved or removed: ${paths}. It is unclear which of them was this catalog.`,
    hint: 'Move one catalog at a time, and do not change its manifests in that commit.',
  });
}

/** The warning about a commit of which not everything can be read. */
export function brokenBase(detail: string): Problem {
  return problem('git/broken-base', { detail });
}

/** The entries of a commit that form a catalog, with paths from the folder of its config. */
export interface BaseParts {
  readonly manifests: readonly TreeEntry[];
  /** Symbolic links at paths of manifests. */
  readonly links: readonly TreeEntry[];
  readonly ledger: readonly TreeEntry[];
  readonly globs: string;
  /** Whether a matched file belongs to another program, judged by its content. */
  readonly isPassedOver: (path: string, bytes: Uint8Array) => boolean;
}

/** The contents of files, by blob id. */
export type Contents = ReadonlyMap<string, Uint8Array>;

/** Chooses the entries of a catalog in the same way as `readManifests` does on disk. */
export function chooseBaseParts(
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
    isPassedOver: optionalFilter(catalog),
  };
}

/** The contents of all entries. A working file with the same content gives its own array of bytes. */
export function contentsOf(
  commit: Commit,
  { manifests, ledger }: BaseParts,
  working: Contents,
): Checked<Contents> {
  const wanted = new Set([...manifests, ...ledger].map(({ blob }) => blob));
  const fetched = commit.read([...wanted].filter((blob) => !working.has(blob)));
  return fetched.ok ? checked(new Map([...working, ...fetched.value]), []) : fetched;
}

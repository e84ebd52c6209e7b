import { createHash } from 'node:crypto';
import { openCache } from '../files/cache.ts';
import { readLedgerBytes } from '../files/ledger-files.ts';
import type { ManifestFiles } from '../files/manifests.ts';
import { catalogFromLines, catalogLines } from '../manifest/catalog-lines.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Workspace } from './workspace.ts';
import type { World } from './world.ts';

/** A catalog as an earlier run found it in the same manifests, beside the same ledger. */
export interface KeptCatalog {
  /** May be stopped again and again, while answers of a platform are dealt with. */
  readonly find: () => Generator<undefined, Catalog | undefined>;
  /** To be called with what nothing at all was wrong with: nothing else comes back. */
  readonly keep: (catalog: Catalog) => void;
}

/** Bytes of manifests. Fewer are read as fast as what would be kept of them. */
const usualFrom = 128 * 1024;

/** Where the catalog of some manifests may be kept; undefined where it is not to be. */
export function keptCatalog(
  { files, problems }: ManifestFiles,
  workspace: Workspace,
  { cache, debug = () => {} }: Partial<Pick<World, 'cache' | 'debug'>>,
): KeptCatalog | undefined {
  if (!cache || problems.length > 0) return undefined;
  const { from = usualFrom } = cache;
  if (files.reduce((sum, { bytes }) => sum + bytes.length, 0) < from) return undefined;
  const store = openCache(cache.folder, { debug });
  const { folder, config } = workspace;
  const read = readLedgerBytes(folder, config.ids);
  if (!read.ok) return undefined;
  const ledger = read.value;
  const ids = JSON.stringify(config.ids);
  const key = keyOf(files, { ledger, ids, build: cache.build });
  return {
    *find() {
      const catalog = yield* catalogIn(store.find(key), files);
      debug(`cache: the manifests are ${catalog ? 'known' : 'new'} (${key})`);
      return catalog;
    },
    keep: (catalog) => {
      // The ledger was opened once more for the judgement. Manifests are read only once.
      const after = readLedgerBytes(folder, config.ids);
      if (after.ok && areSame(ledger, after.value)) store.keep(key, catalogLines(catalog, files));
    },
  };
}

function* catalogIn(lines: Iterable<string> | undefined, files: ManifestFiles['files']) {
  try {
    return lines && (yield* catalogFromLines(lines, files));
  } catch {
    // What cannot be read was not kept by this build: the manifests are read.
    return undefined;
  }
}

function areSame(a: ManifestFiles['files'], b: ManifestFiles['files']): boolean {
  return (
    a.length === b.length &&
    a.every(({ file, bytes }, at) => {
      const other = b[at];
      return other?.file === file && Buffer.compare(bytes, other.bytes) === 0;
    })
  );
}

/** Stands for everything that a catalog, and whether its identity holds, follows from. */
function keyOf(
  files: ManifestFiles['files'],
  { ledger, ...texts }: { ledger: ManifestFiles['files']; ids: string; build: string },
): string {
  const hash = createHash('sha256').update(JSON.stringify(texts));
  for (const { file, bytes } of [...files, ...ledger]) {
    hash.update(JSON.stringify([file, bytes.length])).update(bytes);
  }
  return hash.digest('hex');
}

import { posix } from 'node:path';
import type { Config } from '../config/config.ts';
import type { LedgerPlace } from '../config/ledger-place.ts';
import { decode } from '../document/decode.ts';
import { type Commit, mergeBase, openCommit } from '../files/git.ts';
import { blobId } from '../files/git-blob.ts';
import type { Copies } from '../identity/copies.ts';
import { readLedgerFiles } from '../identity/ledger-parse.ts';
import type { SourceFile } from '../manifest/source-file.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Checked, checked } from '../model/problem.ts';
import { brokenLedger } from './base-broken.ts';
import { readBaseCatalog } from './base-catalog.ts';
import { entriesBelow, findBaseConfig, readBaseConfig } from './base-config.ts';
import { type BaseParts, type Contents, contentsOf, partsOf } from './base-parts.ts';
import { ledgerFiles, type ReadCatalog, type Workspace } from './workspace.ts';

/** The catalog as it was at a commit. */
export interface Base {
  /** The full object id of the commit. */
  readonly commit: string;
  /**
   * File names are relative to the folder that the config had then. A catalog that had errors is
   * here as far as it could be read, without the nodes whose ids cannot be any.
   */
  readonly catalog: Catalog;
  /** Further nodes with an id of the catalog; absent where the commit has no manifests. */
  readonly copies?: Copies;
  /** From the top of the repository; absent where the catalog is new since the commit. */
  readonly configFile?: string;
  /** As the config of then described them; as today where it cannot be read. */
  readonly environments?: Config['environments'];
  /** What can be read of it: what was wrong with the ledger of then is past. Absent where there is none. */
  readonly ledger?: Ledger;
}

/**
 * Reads the catalog and the ledger where a branch left from a commit. Files with the content of a
 * working file are not read from git, and not parsed again where `now` has the readings. Only git
 * can fail, and finding the config; what is wrong in the catalog of then is told as a warning.
 */
export function readBase(
  workspace: Workspace,
  ref: string,
  now: ReadCatalog,
  ledger: readonly SourceFile[] = [],
): Checked<Base> {
  // What others added to the base since is not lost here: the commit both came from counts. A
  // shallow clone may not have it; then the named commit itself has to do.
  const fork = mergeBase(workspace.folder, ref, 'HEAD');
  return readAt(fork.ok ? fork.value : ref, { workspace, ref, now, ledger });
}

/** The same at exactly the commit that is named: what was published from it, was. */
export function readCommit(workspace: Workspace, ref: string, now: ReadCatalog): Checked<Base> {
  return readAt(ref, { workspace, ref, now, ledger: [] });
}

interface Asked {
  readonly workspace: Workspace;
  /** As the user named it. */
  readonly ref: string;
  readonly now: ReadCatalog;
  /** The files of the ledger of today. */
  readonly ledger: readonly SourceFile[];
}

function readAt(id: string, { workspace, ref, now, ledger }: Asked): Checked<Base> {
  const opened = openCommit(workspace.folder, id);
  if (!opened.ok) return opened;
  const commit = opened.value;
  const tree = commit.list();
  if (!tree.ok) return tree;
  const blobs = blobsOf([...now.files, ...ledger], commit);
  const { configFile } = workspace;
  const found = findBaseConfig(tree.value, { repository: commit.repository, configFile, blobs });
  if (!found.ok) return found;
  if (!found.value) return checked({ commit: commit.id, catalog: { nodes: new Map() } }, []);
  const { path, blob } = found.value;
  const config = readBaseConfig(commit, { path, blob, ref }, workspace.config);
  if (!config.ok) return config;
  const parts = partsOf(entriesBelow(posix.dirname(path), tree.value), config.value);
  const contents = contentsOf(commit, parts, blobs);
  if (!contents.ok) return contents;
  const { catalog, copies, problems } = readBaseCatalog(parts, contents.value, { ref, now });
  const recorded = readBaseLedger(parts, contents.value, { ref, ids: config.value.ids });
  const { environments } = config.value;
  const manifests = { commit: commit.id, catalog, copies, configFile: path, environments };
  const base = { ...manifests, ...recorded.value };
  return checked(base, [...config.problems, ...problems, ...recorded.problems]);
}

function blobsOf(files: readonly SourceFile[], { repository: { objectFormat } }: Commit): Contents {
  return new Map(files.map(({ bytes }) => [blobId(bytes, objectFormat), bytes]));
}

function readBaseLedger(
  { ledger }: BaseParts,
  contents: Contents,
  { ref, ids }: { readonly ref: string; readonly ids: LedgerPlace },
) {
  const files = ledger.flatMap(({ path, blob }) => {
    const bytes = contents.get(blob);
    return bytes ? [{ path, text: decode(path, bytes) }] : [];
  });
  const texts = new Map(files.flatMap(({ path, text }) => (text.ok ? [[path, text.value]] : [])));
  const isBroken = files.some(({ text }) => !text.ok);
  const problems = isBroken ? [brokenLedger(ref)] : [];
  if (texts.size === 0) return { value: {}, problems };
  return { value: { ledger: readLedgerFiles(ledgerFiles(texts, ids)).ledger }, problems };
}

import { join } from 'node:path';
import { isInLedger } from '../config/ledger-place.ts';
import { readConfigFile } from '../files/config-file.ts';
import { type HeadCommit, headCommit } from '../files/git-head.ts';
import { readLedgerBytes } from '../files/ledger-files.ts';
import { manifestFilter } from '../files/manifests.ts';
import type { SourceFile } from '../manifest/source-file.ts';
import type { Workspace } from './workspace.ts';

/**
 * The commit that is checked out, and whether what was read is what it holds: the config, the ledger
 * and all manifests. Without manifests, as for `undo`, the latter is not known.
 */
export function checkedOut(
  workspace: Workspace,
  manifests: readonly SourceFile[] | undefined,
): HeadCommit | undefined {
  const { folder, config, configFile } = workspace;
  if (!manifests) return headCommit(folder);
  const ledger = readLedgerBytes(folder, config.ids);
  const read = readConfigFile({ path: join(folder, configFile), folder });
  // Both were read when the run began: what cannot be read any more is not known.
  if (!ledger.ok || !read.ok || !read.value) return headCommit(folder);
  const isManifest = manifestFilter(config.catalog);
  return headCommit(folder, {
    files: [{ file: configFile, bytes: read.value.bytes }, ...ledger.value, ...manifests],
    belongs: (path) => path === configFile || isInLedger(path, config.ids) || isManifest(path),
  });
}

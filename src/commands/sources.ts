import type { SourceFile } from '../manifest/source-file.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Checked, checked } from '../model/problem.ts';
import { checkIdentity } from './identity.ts';
import { readCatalog, type Workspace } from './workspace.ts';

/** The manifests, held against the ledger. As they are written: no environment has a say yet. */
export interface Sources {
  readonly catalog: Catalog;
  /** What they were read from, for the frames of problems. */
  readonly files: readonly SourceFile[];
  /** Says what is retired; absent where the catalog keeps none. */
  readonly ledger?: Ledger;
}

/** Reads the manifests once, for however many environments they are to be published to. */
export function readSources(workspace: Workspace): Checked<Sources> {
  const read = readCatalog(workspace);
  if (!read.ok) return read;
  const identity = checkIdentity(workspace, read.value);
  if (!identity.ok) return { ok: false, problems: [...identity.problems, ...read.problems] };
  const { catalog, files } = read.value;
  const { ledger } = identity.value;
  // What identity only warns of is for `check`: it says nothing about this plan.
  return checked({ catalog, files, ...(ledger && { ledger }) }, read.problems);
}

import type { KnownFiles } from '../files/known-files.ts';
import { ledgerFolders } from '../files/ledger-files.ts';
import type { Readings } from '../manifest/readings.ts';
import { type Checked, hasErrors, inReadingOrder } from '../model/problem.ts';
import { handoverProblems } from './handover-sides.ts';
import { checkIdentity, type Identity } from './identity.ts';
import { allToldOf } from './provisional.ts';
import { checkOverridesOf } from './target.ts';
import { unmatchedManifests } from './unmatched.ts';
import { type ReadCatalog, readCatalog, type Workspace } from './workspace.ts';

/** A catalog folder that was read and judged whole. */
export interface Project extends ReadCatalog {
  readonly workspace: Workspace;
  readonly identity: Identity;
}

/** What reading a project leaves for the next reading of the same folder. */
export interface Memory {
  readonly readings: Readings;
  readonly known: KnownFiles;
}

/**
 * Reads config, manifests and ledger, and checks all of them: everything that `check` reports. With
 * `base`, a commit, also what became of its nodes since.
 */
export function readProject(
  workspace: Workspace,
  {
    base,
    memory,
  }: { readonly base?: string | undefined; readonly memory?: Memory | undefined } = {},
): Checked<Project> {
  // Kept readings cost memory; only a base, or the next reading, can make use of them.
  const readings = memory?.readings ?? (base === undefined ? undefined : new WeakMap());
  const read = readCatalog(workspace, readings, memory?.known);
  if (memory) watchLedger(workspace, memory);
  if (!read.ok) return { ok: false, problems: allToldOf(workspace, read.problems, base) };
  const identity = checkIdentity(workspace, read.value, base);
  const ledger = identity.ok ? identity.value.ledger : undefined;
  const { unmatched } = read.value;
  const problems = inReadingOrder([
    ...checkOverridesOf(workspace, read.value.catalog),
    ...read.problems,
    ...identity.problems,
    ...(ledger ? handoverProblems(workspace, ledger) : []),
    ...(unmatched ? unmatchedManifests(unmatched, workspace) : []),
  ]);
  if (!identity.ok || hasErrors(problems)) return { ok: false, problems };
  const project = { ...read.value, workspace, identity: identity.value };
  return { ok: true, value: project, problems };
}

/** If the ledger lies in a folder, a change of it is a reason to read again. */
function watchLedger({ folder, config }: Workspace, { known }: Memory): void {
  for (const each of ledgerFolders(folder, config.ids)) known.folders.add(each);
}

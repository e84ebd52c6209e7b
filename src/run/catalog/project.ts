import { ledgerFolders } from '../../files/ledger-files.ts';
import { type Checked, hasErrors, inReadingOrder } from '../../model/problem.ts';
import { type ReadCatalog, readCatalog } from './catalog-files.ts';
import { type Identity, requireIdentity } from './identity.ts';
import { handoverProblems } from './other-catalog.ts';
import { allProblemsOf } from './provisional.ts';
import { checkOverridesOf } from './target.ts';
import { unmatchedManifests } from './unmatched.ts';
import type { Workspace } from './workspace.ts';

/** A catalog folder that was read and judged whole. */
export interface Project extends ReadCatalog {
  readonly workspace: Workspace;
  readonly identity: Identity;
}

/**
 * Reads config, manifests and ledger, and checks all of them: everything that `check` reports. With
 * `base`, a commit, also what became of its nodes since. `folders` takes the folders in which a change
 * is a reason to read again, relative to the catalog.
 */
export function readProject(
  workspace: Workspace,
  {
    base,
    folders,
  }: { readonly base?: string | undefined; readonly folders?: Set<string> | undefined } = {},
): Checked<Project> {
  // Kept readings cost memory; only a base can make use of them.
  const readings = base === undefined ? undefined : new WeakMap();
  const read = readCatalog(workspace, readings, folders);
  const { folder, config } = workspace;
  for (const each of ledgerFolders(folder, config.ids)) folders?.add(each);
  if (!read.ok) return { ok: false, problems: allProblemsOf(workspace, read.problems, base) };
  const identity = requireIdentity(workspace, read.value, base);
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

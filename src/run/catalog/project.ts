import type { Environment } from '../../config/environment.ts';
import { ledgerFolders } from '../../files/ledger-files.ts';
import type { SourceFile } from '../../manifest/manifest.ts';
import type { Catalog } from '../../model/catalog.ts';
import type { Ledger } from '../../model/ledger.ts';
import { type Checked, checked, hasErrors, inReadingOrder } from '../../model/problem.ts';
import { chooseEnvironment } from '../platform.ts';
import type { World } from '../world.ts';
import { type ReadCatalog, readCatalog } from './catalog-files.ts';
import { allProblemsOf, type Identity, requireIdentity } from './identity.ts';
import { handoverProblems } from './other-catalog.ts';
import { checkOtherIdsOf, checkOverridesOf, desiredIn, rulesBroken } from './target.ts';
import { unmatchedManifests } from './unmatched.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** A catalog folder that was read and judged whole. */
interface Project extends ReadCatalog {
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
    ...(identity.ok ? checkOtherIdsOf(workspace, { catalog: read.value.catalog, ledger }) : []),
    ...rulesBroken(workspace, read.value.catalog),
    ...read.problems,
    ...identity.problems,
    ...(ledger ? handoverProblems(workspace, ledger) : []),
    ...(unmatched ? unmatchedManifests(unmatched, workspace) : []),
  ]);
  if (!identity.ok || hasErrors(problems)) return { ok: false, problems };
  const project = { ...read.value, workspace, identity: identity.value };
  return { ok: true, value: project, problems };
}

/** A catalog without errors, with its environment, its files and its ledger. */
export interface LoadedCatalog {
  /** As the environment should hold it: its `org`, its overrides and the place of standards are in it. */
  readonly catalog: Catalog;
  readonly environment: Environment;
  /** What the catalog was read from. */
  readonly files: readonly SourceFile[];
  /** Says what is retired; absent if the catalog keeps none. */
  readonly ledger?: Ledger;
}

/**
 * Reads config, manifests and ledger, and checks them, as `timeback-catalog check` does. The catalog is
 * that of the named environment, or of the default of the config. Needs no network and no credentials.
 *
 * Problems: those of `check`, fields that the dialect cannot express, and `config/unknown-environment`.
 */
export function loadCatalog(
  options: { readonly env?: string },
  world: Pick<World, 'cwd' | 'sources' | 'env'>,
): Checked<LoadedCatalog> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const chosen = chooseEnvironment(workspace.value, options, world);
  const project = readProject(workspace.value);
  if (!chosen.ok || !project.ok) {
    return { ok: false, problems: [...chosen.problems, ...project.problems] };
  }
  const { catalog, files, identity } = project.value;
  const environment = chosen.value;
  const desired = desiredIn({ catalog, environment }, workspace.value);
  if (!desired.ok) return { ok: false, problems: [...project.problems, ...desired.problems] };
  const { ledger } = identity;
  return checked(
    { catalog: desired.value.catalog, environment, files, ...(ledger && { ledger }) },
    [...project.problems, ...desired.value.problems],
  );
}

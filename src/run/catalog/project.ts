import type { Environment } from '../../config/environment.ts';
import { ledgerFolders } from '../../files/ledger-files.ts';
import type { SourceFile } from '../../manifest/manifest.ts';
import type { Catalog } from '../../model/catalog.ts';
import type { Ledger } from '../../model/ledger.ts';
import { type Checked, checked, hasErrors, inReadingOrder } from '../../model/problem.ts';
import { chooseEnvironment } from '../environment.ts';
import type { World } from '../world.ts';
import { type ReadCatalog, readCatalog } from './catalog-files.ts';
import { allProblemsOf, type Identity, requireIdentity } from './identity.ts';
import { handoverProblems } from './other-catalog.ts';
import { checkOtherIdsOf, checkOverridesOf, desiredIn, rulesBroken } from './target.ts';
import { unmatchedManifests, withoutEchoes } from './unmatched.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** A catalog folder that was read and checked whole. */
interface Project extends ReadCatalog {
  readonly workspace: Workspace;
  readonly identity: Identity;
}

/**
 * Reads config, manifests and ledger, and checks all of them: everything that `check` reports. With a
 * commit as `base` it also compares the nodes with that. `folders` is filled with the folders whose changes
 * are a reason to read again, relative to the catalog folder.
 */
export function readProject(
  workspace: Workspace,
  {
    base,
    folders,
  }: { readonly base?: string | undefined; readonly folders?: Set<string> | undefined } = {},
): Checked<Project> {
  // Readings cost memory, and only a base can use them.
  const readings = base === undefined ? undefined : new WeakMap();
  const read = readCatalog(workspace, readings, folders);
  const { folder, config } = workspace;
  for (const each of ledgerFolders(folder, config.ids)) folders?.add(each);
  if (!read.ok) return { ok: false, problems: allProblemsOf(workspace, read.problems, base) };
  const identity = requireIdentity(workspace, read.value, base);
  const ledger = identity.ok ? identity.value.ledger : undefined;
  const { unmatched } = read.value;
  const found = inReadingOrder([
    ...checkOverridesOf(workspace, read.value.catalog),
    ...(identity.ok ? checkOtherIdsOf(workspace, { catalog: read.value.catalog, ledger }) : []),
    ...rulesBroken(workspace, read.value.catalog),
    ...read.problems,
    ...identity.problems,
    ...(ledger ? handoverProblems(workspace, ledger) : []),
    ...(unmatched ? unmatchedManifests(unmatched, workspace) : []),
  ]);
  const problems = withoutEchoes(found);
  if (!identity.ok || hasErrors(problems)) return { ok: false, problems };
  const project = { ...read.value, workspace, identity: identity.value };
  return { ok: true, value: project, problems };
}

/** A catalog without errors, with its environment, its files and its ledger. */
export interface LoadedCatalog {
  /**
   * The catalog as the environment should hold it: with its `org` and overrides, and standards at the
   * platform's place.
   */
  readonly catalog: Catalog;
  readonly environment: Environment;
  /** The manifests that the catalog was read from. */
  readonly files: readonly SourceFile[];
  /** The ledger, which says what is retired. Absent if the catalog has none. */
  readonly ledger?: Ledger;
}

/**
 * Reads config, manifests and ledger, and checks them, as `timeback-catalog check` does. The catalog is for
 * the named environment, or for the default one of the config. It needs no network and no credentials.
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

import type { Environment } from '../../config/environment.ts';
import type { SourceFile } from '../../manifest/manifest.ts';
import type { Catalog } from '../../model/catalog.ts';
import type { Ledger } from '../../model/ledger.ts';
import { type Checked, checked } from '../../model/problem.ts';
import { chooseEnvironment } from '../platform.ts';
import type { World } from '../world.ts';
import { readProject } from './project.ts';
import { desiredIn } from './target.ts';
import { openWorkspace } from './workspace.ts';

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
 * Reads config, manifests and ledger, and checks them: what a platform should hold. The environment
 * is the named one, or the config's default. Needs no network and no credentials.
 *
 * Problems: those of `timeback-catalog check`, what the dialect of the environment cannot express,
 * and `config/unknown-environment`.
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

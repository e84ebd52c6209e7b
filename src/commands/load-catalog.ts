import type { Environment } from '../config/environment.ts';
import { type Checked, checked } from '../model/problem.ts';
import { forEnvironment } from '../plan/environment.ts';
import { chooseEnvironment } from './platform.ts';
import { readSources, type Sources } from './sources.ts';
import { openWorkspace } from './workspace.ts';
import type { World } from './world.ts';

export interface LoadedCatalog extends Sources {
  /** The one that the catalog is loaded for: its `org` and its overrides are in the fields. */
  readonly environment: Environment;
}

/**
 * Reads config, manifests and ledger, and checks them: what a platform should hold. The environment
 * is the named one, or the config's default. Needs no network and no credentials.
 *
 * Problems: those of `timeback-catalog check`, and `config/unknown-environment`.
 */
export function loadCatalog(
  options: { readonly env?: string },
  world: Pick<World, 'cwd' | 'sources' | 'env'>,
): Checked<LoadedCatalog> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const environment = chooseEnvironment(workspace.value, options, world);
  const sources = readSources(workspace.value);
  if (!environment.ok || !sources.ok) {
    return { ok: false, problems: [...environment.problems, ...sources.problems] };
  }
  const catalog = forEnvironment(sources.value.catalog, environment.value);
  const loaded = { ...sources.value, catalog, environment: environment.value };
  return checked(loaded, sources.problems);
}

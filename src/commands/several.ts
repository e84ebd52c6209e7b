import type { Environment } from '../config/environment.ts';
import { checkApart, selectEnvironments } from '../config/select.ts';
import { type Checked, checked, problem } from '../model/problem.ts';
import type { PerEnvironment } from '../model/several.ts';
import { nameNodes } from './named-nodes.ts';
import type { Given, PlanningOptions } from './session.ts';
import { readSources } from './sources.ts';
import { openWorkspace } from './workspace.ts';
import type { World } from './world.ts';

/** Options of a run over several environments: `env` is a list, or `all`. */
export type SeveralOptions = PlanningOptions & { readonly env: string };

/** The environments of a run, and the manifests that they share. */
export interface Several {
  readonly environments: readonly Environment[];
  readonly given: Given;
}

/** Finds the environments and reads the manifests once. What is wrong for all of them is told once. */
export function openSeveral(options: SeveralOptions, world: World): Checked<Several> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const selected = selectEnvironments(workspace.value.config, options.env);
  const sources = readSources(workspace.value, world);
  if (!selected.ok || !sources.ok) {
    return { ok: false, problems: [...selected.problems, ...sources.problems] };
  }
  const problems = [...checkApart(selected.value), ...nameNodes(options, sources.value).problems];
  if (problems.length > 0) return { ok: false, problems };
  const given = { workspace: workspace.value, sources, options, world };
  return checked({ environments: selected.value, given }, []);
}

/**
 * Does a task for each environment side by side. One that fails never stops the others, not even by
 * a fault of this program: what the others did has to be told.
 */
export function broadcast<T>(
  environments: readonly Environment[],
  world: World,
  task: (environment: Environment, world: World) => Promise<Checked<T>>,
): Promise<readonly PerEnvironment<T>[]> {
  return Promise.all(
    environments.map(async (environment): Promise<PerEnvironment<T>> => {
      const { name } = environment;
      const own = worldOf(name, world);
      const result = await task(environment, own).catch((error) => brokenOff(error, own));
      return { environment: name, result };
    }),
  );
}

/** The same world, in which everything that is told says where it happens. */
function worldOf(environment: string, world: World): World {
  return {
    ...world,
    onProgress: (progress) => world.onProgress({ type: 'in', environment, progress }),
    debug: (line) => world.debug(`${environment}: ${line}`),
  };
}

function brokenOff(error: unknown, { debug }: World): Checked<never> {
  const what = error instanceof Error ? error : new Error(String(error));
  debug(what.stack ?? what.message);
  const problems = [
    problem('environment/broken-off', {
      detail: `${what.message} The other environments were gone on with.`,
      hint: 'Run the command again for this environment alone; --debug shows where it comes from.',
    }),
  ];
  return { ok: false, problems };
}

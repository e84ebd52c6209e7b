import type { Environment } from '../config/environment.ts';
import { selectEnvironment } from '../config/select.ts';
import { type Kind, kinds } from '../model/kind.ts';
import { type Checked, checked, type Problem } from '../model/problem.ts';
import { type Opening, openEnvironment, type PlatformOptions } from './platform.ts';
import { openWorkspace, type Workspace } from './workspace.ts';
import type { World } from './world.ts';

/** What could be reached of one environment. Read-only. */
export interface Diagnosis {
  readonly environment: Environment;
  /** How long getting a token took, in milliseconds; absent where none was got. */
  readonly tokenMs?: number;
  readonly collections: readonly Collection[];
  readonly problems: readonly Problem[];
  /** Built in, not described in the config, and without credentials: nothing is wrong with it. */
  readonly unused?: true;
}

export interface Collection {
  readonly kind: Kind;
  /** How many the platform says there are. */
  readonly total: number;
  readonly ms: number;
}

/** Tries each environment, or the named one: credentials, then one small read a collection. */
export async function doctor(
  { env, ...how }: PlatformOptions,
  world: World,
): Promise<Checked<readonly Diagnosis[]>> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const { config } = workspace.value;
  const named =
    env === undefined ? undefined : selectEnvironment(config, { named: env, ci: false });
  if (named && !named.ok) return named;
  const chosen = named ? [named.value] : config.environments.values();
  const diagnoses: Diagnosis[] = [];
  // One after the other: a latency measured beside other requests says little.
  for (const environment of chosen) {
    const diagnosis = await diagnose(environment, workspace.value, { ...how, world });
    const isUnused =
      !named && !config.described.has(environment.name) && lacksCredentials(diagnosis);
    diagnoses.push(isUnused ? { ...diagnosis, problems: [], unused: true } : diagnosis);
  }
  return checked(diagnoses, []);
}

function lacksCredentials({ problems }: Diagnosis): boolean {
  return problems.some(({ code }) => code === 'auth/no-credentials');
}

async function diagnose(
  environment: Environment,
  workspace: Workspace,
  { world, ...how }: Omit<Opening, 'orgs'>,
): Promise<Diagnosis> {
  const opened = await openEnvironment(environment, workspace, { ...how, world, orgs: [] });
  if (!opened.ok) return { environment, collections: [], problems: opened.problems };
  const { remote, close } = opened.value;
  try {
    const started = world.now().getTime();
    const token = await remote.authenticate();
    if (!token.ok) return { environment, collections: [], problems: token.problems };
    const tokenMs = world.now().getTime() - started;
    const collections: Collection[] = [];
    const problems: Problem[] = [];
    for (const kind of kinds) {
      const before = world.now().getTime();
      const total = await remote.count(kind);
      const ms = world.now().getTime() - before;
      if (total.ok) collections.push({ kind, total: total.value, ms });
      else problems.push(...total.problems);
    }
    return { environment, tokenMs, collections, problems };
  } finally {
    close();
  }
}

import { setTimeout } from 'node:timers/promises';
import { describedPlatforms } from '../config/choose-environments.ts';
import type { CredentialNames, Environment, PlatformEnvironment } from '../config/environment.ts';
import { databaseFile, stateFolder } from '../files/state-folder.ts';
import { type Checked, checked, hasErrors, type Problem, problem } from '../model/problem.ts';
import type { CourseScope } from '../model/scope.ts';
import type { Connection, PageRead } from '../remote/connection.ts';
import { openClassroomFacts } from '../remote/dialects/open-dialect.ts';
import { openNetwork } from '../remote/http/network.ts';
import { Secret } from '../remote/http/redact.ts';
import { openRemote, type Remote } from '../remote/remote.ts';
import type { Workspace } from './catalog/workspace.ts';
import { chooseEnvironment, correctionsOf, destinedPlatform, dialectOf } from './environment.ts';
import type { World } from './world.ts';

/** An environment that is ready for requests. */
export interface OpenPlatform {
  readonly environment: Environment;
  readonly remote: Remote;
  /** The seconds during which a write that does not show yet is read again. */
  readonly settle: number;
  readonly close: () => void;
}

/** The options of a run that choose an environment and how to connect to it. */
export interface PlatformOptions {
  /** The value of `--env`. */
  readonly env?: string;
  /** The value of `--parallelism`: the most requests at once. Absent: the number in the config, or 8. */
  readonly parallelism?: number;
  /**
   * The value of `--settle`: seconds during which an unseen write is read again. Absent: the number in the
   * config, or 30.
   */
  readonly settle?: number;
  /** The courses that the run is about, in place of the scope of the environment. */
  readonly courses?: CourseScope;
  /** Whether `--insecure-http` is given: credentials may be sent unencrypted. */
  readonly insecureHttp?: boolean;
}

/** The inputs for opening an environment, apart from the environment itself. */
export interface Opening extends PlatformOptions {
  readonly world: World;
  /** The orgs that the manifests name: the embedded emulator must know them. */
  readonly orgs: readonly string[];
}

/** Chooses the environment of a run and opens it. Nothing is sent yet. */
export async function openPlatform(
  workspace: Workspace,
  opening: Opening,
): Promise<Checked<OpenPlatform>> {
  const selected = chooseEnvironment(workspace, opening, opening.world);
  return selected.ok ? openEnvironment(selected.value, workspace, opening) : selected;
}

/** Opens an environment. Nothing is sent yet. */
export async function openEnvironment(
  described: Environment,
  workspace: Workspace,
  opening: Opening,
): Promise<Checked<OpenPlatform>> {
  const { courses } = opening;
  const environment = courses ? { ...described, scope: courses } : described;
  const connected = await connect(environment, workspace, opening);
  if (!connected.ok) return connected;
  const { connection, close } = connected.value;
  const { settle = environment.settle } = opening;
  const warnings = workspace.measured?.get(environment.name) ?? [];
  return checked({ environment, remote: openRemote(connection), settle, close }, warnings);
}

/**
 * Runs reads so that the first Ctrl-C ends them: before a write there is nothing to finish. `grace`: the
 * milliseconds that they still get, if they tell what became of writes.
 */
export async function untilStopped<T>(
  { stop }: Pick<World, 'stop'>,
  { remote }: Pick<OpenPlatform, 'remote'>,
  ask: () => Promise<T>,
  grace = 0,
): Promise<T> {
  const over = new AbortController();
  const cancel = async () => {
    if (grace > 0) await setTimeout(grace, undefined, { signal: over.signal }).catch(() => {});
    if (!over.signal.aborted) remote.cancel();
  };
  stop.addEventListener('abort', cancel);
  if (stop.aborted) void cancel();
  try {
    return await ask();
  } finally {
    over.abort();
    stop.removeEventListener('abort', cancel);
  }
}

/** A connection to an environment, and the function that closes it. */
interface Connected {
  readonly connection: Connection;
  readonly close: () => void;
}

/** Prepares a connection to an environment. Nothing is sent yet. */
export async function connect(
  environment: Environment,
  workspace: Workspace,
  opening: Opening,
): Promise<Checked<Connected>> {
  return environment.type === 'emulator'
    ? connectEmulator(environment, workspace, opening)
    : connectNetwork(environment, workspace, opening);
}

/** Never resolved: requests go to the emulator as function calls. */
const embeddedUrl = 'http://emulator.invalid';

async function connectEmulator(
  environment: Environment,
  workspace: Workspace,
  { world, parallelism, orgs, env }: Opening,
): Promise<Checked<Connected>> {
  const { config } = workspace;
  const isChosen = env !== undefined || config.defaultEnv !== undefined;
  const unnamed = isChosen ? [] : describedPlatforms(config).map(({ name }) => name);
  const dialect = dialectOf(environment, workspace);
  if (!dialect.ok) return dialect;
  const data = databaseFile(workspace.folder, environment.name);
  if (!data.ok) return data;
  // Loaded only here: a run against a platform needs no emulator and no database.
  const { createEmulator, defaultClient } = await import('../features/emulator/server/emulator.ts');
  world.onProgress({ type: 'embedded', folder: stateFolder, unnamed });
  const emulator = createEmulator({
    data: data.value,
    orgs: environment.org === undefined ? orgs : [...orgs, environment.org],
    now: world.now,
  });
  const connection: Connection = {
    ...fromWorld(world),
    platform: destinedPlatform(environment),
    ...(environment.scope && { readsPart: true }),
    baseUrl: embeddedUrl,
    dialect: dialect.value,
    tokenUrl: `${embeddedUrl}${dialect.value.token.path}`,
    credentials: {
      clientId: defaultClient.id,
      clientSecret: new Secret(defaultClient.secret),
    },
    parallelism: parallelism ?? 8,
    fetch: emulator.fetch,
  };
  return checked({ connection, close: emulator.close }, []);
}

async function connectNetwork(
  environment: PlatformEnvironment,
  workspace: Workspace,
  { world, parallelism, insecureHttp = false }: Opening,
): Promise<Checked<Connected>> {
  const { name, baseUrl, tokenUrl, caliper } = environment;
  const unencrypted = workspace.config.unencrypted.get(name);
  if (unencrypted && !insecureHttp) {
    const { offers } = world;
    const isOffered = !offers || offers.options.has('--insecure-http');
    const hint = 'Write an https address.';
    const problems = isOffered ? unencrypted : unencrypted.map((one) => ({ ...one, hint }));
    return { ok: false, problems: problems };
  }
  const unfit = workspace.measured?.get(name) ?? [];
  if (hasErrors(unfit)) return { ok: false, problems: unfit };
  const dialect = dialectOf(environment, workspace);
  const classroom = openClassroomFacts(environment.dialect, correctionsOf(environment, workspace));
  const credentials = findCredentials(environment, world);
  if (!dialect.ok) return dialect;
  if (!classroom.ok) return classroom;
  if (!credentials.ok) return credentials;
  const tokenAddress = new URL(tokenUrl ?? dialect.value.token.path, baseUrl).href;
  const hosts = [baseUrl, tokenAddress, ...(caliper === undefined ? [] : [caliper])];
  const network = await openNetwork(world.fetch ? {} : world.env, hosts);
  if (!network.ok) return network;
  if (unencrypted) world.onProgress({ type: 'unencrypted', environment: name });
  const connection: Connection = {
    ...fromWorld(world),
    platform: destinedPlatform(environment),
    ...(environment.scope && { readsPart: true }),
    baseUrl,
    dialect: dialect.value,
    classroom: classroom.value,
    ...(caliper !== undefined && { eventsUrl: caliper }),
    tokenUrl: tokenAddress,
    ...(network.value && { network: network.value }),
    credentials: credentials.value,
    parallelism: parallelism ?? environment.parallelism,
  };
  return checked({ connection, close: () => {} }, []);
}

function fromWorld(world: World) {
  return {
    now: world.now,
    requestId: world.uuid,
    signal: world.abort,
    onAnswer: world.debug,
    onRetry: (reason: string, time: number) => world.onProgress({ type: 'retrying', reason, time }),
    onPage: (page: PageRead) => world.onProgress({ type: 'page', ...page }),
    ...(world.offers && { offers: world.offers }),
    ...(world.retryPolicy && { retryPolicy: world.retryPolicy }),
    ...(world.fetch && { fetch: world.fetch }),
  };
}

function findCredentials(
  { name, credentials }: PlatformEnvironment,
  world: World,
): Checked<Connection['credentials']> {
  for (const names of credentials) {
    const clientId = world.env[names.clientId]?.trim();
    const clientSecret = world.env[names.clientSecret]?.trim();
    if (!clientId || !clientSecret) continue;
    world.debug(`credentials read from ${names.clientId} and ${names.clientSecret}`);
    return checked({ clientId, clientSecret: new Secret(clientSecret) }, []);
  }
  return { ok: false, problems: [noCredentials(name, credentials, world)] };
}

function noCredentials(
  name: string,
  pairs: readonly CredentialNames[],
  { env }: Pick<World, 'env'>,
): Problem {
  const state = (variable: string) => `${variable} (${env[variable] ? 'set' : 'not set'})`;
  const looked = pairs
    .map(({ clientId, clientSecret }) => `${state(clientId)} and ${state(clientSecret)}`)
    .join(', or ');
  const [first] = pairs;
  return problem('auth/no-credentials', {
    detail: `The environment "${name}" needs a client id and a client secret. Looked for ${looked}.`,
    hint: `Set both, from the provisioning bundle of the Partner Portal:\n  export ${first?.clientId}=… ${first?.clientSecret}=…`,
  });
}

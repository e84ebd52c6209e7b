import type { Environment } from '../config/environment.ts';
import type { SourceFile } from '../manifest/manifest.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Ledger, LedgerEntry } from '../model/ledger.ts';
import type { Address } from '../model/node.ts';
import { type Checked, checked, hasErrors, type Problem } from '../model/problem.ts';
import {
  checkPrefix,
  type DraftOptions,
  draftAddress,
  draftOf,
  withoutPrefix,
} from '../plan/other-ids.ts';
import type { PlanScope } from '../plan/select-changes.ts';
import { retriesOfReading } from '../remote/http/retry.ts';
import type { Own } from '../remote/records.ts';
import { readCatalog } from './catalog/catalog-files.ts';
import { readSources, readSourcesMeanwhile, type Sources } from './catalog/sources.ts';
import { desiredFor, ledgerInOtherIds, orgsFor, wrongIds } from './catalog/target.ts';
import { openWorkspace, type Workspace } from './catalog/workspace.ts';
import { withRunLock } from './locked.ts';
import {
  type Known,
  type Nameable,
  type NodeOptions,
  nameAmong,
  nameables,
  nameablesWith,
  nameNodes,
} from './naming.ts';
import {
  chooseEnvironment,
  type OpenPlatform,
  openEnvironment,
  openPlatform,
  type PlatformOptions,
  untilStopped,
} from './platform.ts';
import type { World } from './world.ts';

/** Nodes of a draft go by the names of those that they are copies of, and by their own. */
function nameablesOfDraft(draft: DraftOptions, known: Known) {
  const copies = (nodes: readonly Nameable[]) =>
    nodes.map((node) => ({ ...node, address: draftAddress(node, draft) }));
  if (!draft.takeDown) {
    const live = copies(nameables(known.catalog));
    return { live, all: live };
  }
  return { live: [], all: copies(nameablesWith(known.catalog, known.ledger)) };
}

/** A platform opened for a catalog folder. */
export interface Opened {
  readonly world: World;
  readonly workspace: Workspace;
  readonly open: OpenPlatform;
}

/** Manifests read, platform opened: what `plan` and `apply` both start from. */
export interface Session extends Opened {
  /** As the environment should hold it. */
  readonly catalog: Catalog;
  /** The same as manifests have it: before anything is put as the dialect keeps it. */
  readonly written: Catalog;
  /** What it was read from. */
  readonly files: readonly SourceFile[];
  /** Says what is retired; absent where the catalog keeps none. */
  readonly ledger?: Ledger;
  /** As in `Sources`. */
  readonly nodeless?: readonly LedgerEntry[];
  /** `--impact`: tell what hangs on moved nodes, too. */
  readonly impact?: boolean;
  /** A copy under derived ids is what is published. */
  readonly draft?: DraftOptions;
  /** What `--restore` names. */
  readonly restore: ReadonlySet<Address>;
  /** What `--target` and `--exclude` name. */
  readonly scope: PlanScope;
  /** Warnings about the manifests. */
  readonly warnings: readonly Problem[];
  /** What applies the plan, for the advice of its guards: `apply` if absent. */
  readonly command?: string;
}

/** A platform alone, for what is done without manifests. They are read for their orgs if they can be. */
export async function openWithoutManifests(
  options: PlatformOptions,
  world: World,
): Promise<Checked<Opened>> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const manifests = readCatalog(workspace.value);
  const environment = chooseEnvironment(workspace.value, options, world);
  if (!environment.ok) return environment;
  const orgs = manifests.ok ? orgsFor(manifests.value.catalog, environment.value) : [];
  const opened = await openEnvironment(environment.value, workspace.value, {
    ...options,
    world,
    orgs,
  });
  if (!opened.ok) return opened;
  return checked({ world, workspace: workspace.value, open: opened.value }, []);
}

/** A platform that is asked about the manifests. */
interface AskedAbout extends Opened {
  /** As the environment should hold them, with standards as manifests list them. */
  readonly written: Catalog;
}

/** Asks a platform about what the manifests say. Nothing is written, so nobody waits long for an answer. */
export async function askAbout<T>(
  options: PlatformOptions,
  given: World,
  ask: (about: AskedAbout) => Promise<Checked<T>>,
): Promise<Checked<T>> {
  const world = { retryPolicy: retriesOfReading, ...given };
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const read = readCatalog(workspace.value);
  if (!read.ok) return read;
  const opened = await openPlatform(workspace.value, { ...options, world, orgs: [] });
  if (!opened.ok) return opened;
  const { value: open } = opened;
  const { configFile } = workspace.value;
  const target = { environment: open.environment, dialect: open.remote.dialect, configFile };
  try {
    const { written } = desiredFor(read.value.catalog, target);
    return await untilStopped(world, open, () =>
      ask({ world, workspace: workspace.value, open, written }),
    );
  } finally {
    open.close();
  }
}

export interface PlanningOptions extends PlatformOptions, NodeOptions {
  /** Tell what hangs on moved nodes, too: on retired ones it is told anyway. */
  readonly impact?: boolean;
  /** Publishes a copy under derived ids, or takes it down. */
  readonly draft?: DraftOptions;
  /** What a reviewer should be told before the plan: it becomes the first of its warnings. */
  readonly notices?: readonly Problem[];
}

/** Does something in a session, and closes it. */
type InSession<T> = (session: Session) => Promise<Checked<T>>;

/** What has to hold before anything is read. */
export interface Conditions {
  /** No other run on this machine does the like with the environment, until this one has ended. */
  readonly locks?: true;
  /** Says so where the environment is none for the task. */
  readonly refuse?: (environment: Environment) => Problem | undefined;
}

/**
 * Does a task with the manifests and the platform, which is read while the manifests are: both take
 * about as long.
 */
export async function inSession<T>(
  options: PlanningOptions,
  world: World,
  task: InSession<T>,
  conditions: Conditions = {},
): Promise<Checked<T>> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const environment = chooseEnvironment(workspace.value, options, world);
  const isPublishing = conditions.locks === true;
  const given = { workspace: workspace.value, options, world, isPublishing };
  const run = async (at: World) =>
    closing(await openAhead(environment, { ...given, world: at }), task);
  // Everything that is wrong is told at once: manifests and environment.
  return environment.ok ? where(environment.value, given, conditions, run) : run(world);
}

/** The same for one of several environments, from manifests that others share. */
export async function inSessionOf<T>(
  environment: Environment,
  given: Given,
  task: InSession<T>,
  conditions: Conditions = {},
): Promise<Checked<T>> {
  const run = async (world: World) =>
    closing(
      await openWith(checked(environment, []), {
        ...given,
        world,
        isPublishing: conditions.locks === true,
      }),
      task,
    );
  return where(environment, given, conditions, run);
}

async function where<T>(
  environment: Environment,
  { world, workspace }: Pick<Given, 'world' | 'workspace'>,
  { locks, refuse }: Conditions,
  run: (world: World) => Promise<Checked<T>>,
): Promise<Checked<T>> {
  const refused = refuse?.(environment);
  if (refused) return { ok: false, problems: [refused] };
  return locks ? withRunLock({ world, workspace, environment }, run) : run(world);
}

async function closing<T>(session: Checked<Session>, task: InSession<T>): Promise<Checked<T>> {
  if (!session.ok) return session;
  try {
    return await task(session.value);
  } finally {
    session.value.open.close();
  }
}

async function openAhead(
  environment: Checked<Environment>,
  given: Omit<Given, 'sources'>,
): Promise<Checked<Session>> {
  const { workspace, options, world } = given;
  // What the emulator inside the tool holds depends on the manifests, and answers at once.
  const isAhead = environment.ok && environment.value.type !== 'emulator';
  const open = isAhead
    ? await openEnvironment(environment.value, workspace, { ...options, world, orgs: [] })
    : undefined;
  if (!open?.ok) {
    return openWith(environment, { ...given, sources: readSources(workspace, world) });
  }
  const { remote, close } = open.value;
  // What is the run's own is known once the manifests are, and told by whoever takes the reading.
  const own = Promise.withResolvers<Own | undefined>();
  const asked = remote.read(own.promise);
  const sources = await readSourcesMeanwhile(workspace, world);
  const session = sessionFrom(open, { ...given, sources });
  if (!session.ok) {
    own.resolve(undefined);
    remote.cancel();
    await Promise.allSettled([asked]);
    return session;
  }
  const ahead: OpenPlatform = {
    ...open.value,
    remote: { ...remote, read: firstOf(asked, own.resolve, remote.read) },
    close: () => {
      // What was asked for may be wanted by nobody.
      own.resolve(undefined);
      remote.cancel();
      close();
    },
  };
  return checked({ ...session.value, open: ahead }, session.problems);
}

/** What is under way the first time, and made anew after that. */
function firstOf<T, Given>(
  started: T,
  give: (given: Given | undefined) => void,
  make: (given?: Given) => T,
): (given?: Given) => T {
  let first: T | undefined = started;
  return (given) => {
    give(given);
    const taken = first ?? make(given);
    first = undefined;
    return taken;
  };
}

/** What a session is opened from. */
export interface Given {
  readonly workspace: Workspace;
  readonly sources: Checked<Sources>;
  readonly options: PlanningOptions;
  readonly world: World;
  /** The run is going to write, so that its nodes have to be named whole. */
  readonly isPublishing?: boolean;
}

async function openWith(
  environment: Checked<Environment>,
  given: Given,
): Promise<Checked<Session>> {
  const { workspace, sources, options, world } = given;
  const orgs =
    sources.ok && environment.ok ? orgsFor(sources.value.catalog, environment.value) : [];
  const opened = environment.ok
    ? await openEnvironment(environment.value, workspace, { ...options, world, orgs })
    : environment;
  return sessionFrom(opened, given);
}

function sessionFrom(
  opened: Checked<OpenPlatform>,
  { workspace, sources, options, world, isPublishing = false }: Given,
): Checked<Session> {
  // Everything that is wrong is told at once: manifests and environment.
  if (!opened.ok || !sources.ok) {
    if (opened.ok) opened.value.close();
    return { ok: false, problems: [...opened.problems, ...sources.problems] };
  }
  const { draft } = options;
  const { files } = sources.value;
  const { remote } = opened.value;
  const desired = desiredFor(sources.value.catalog, {
    environment: opened.value.environment,
    dialect: remote.dialect,
    configFile: workspace.configFile,
  });
  const recorded = sources.value.ledger;
  const known = {
    catalog: desired.catalog,
    ledger: recorded && ledgerInOtherIds(recorded, opened.value.environment),
  };
  const { catalog, ledger } = draft ? draftOf(draft, known) : known;
  // What manifests lost is none of a draft's.
  const nodeless = draft ? undefined : sources.value.nodeless;
  const by = isPublishing ? 'whole' : 'part';
  const named = draft
    ? nameAmong(namesIn(options, draft), nameablesOfDraft(draft, known), by)
    : nameNodes(options, known, by);
  const prefix = draft ? checkPrefix(draft, known) : [];
  const inManifests = { catalog: sources.value.catalog, ledger: recorded };
  const ids = wrongIds(opened.value.environment, inManifests, workspace.configFile);
  const undoable = [...desired.problems, ...ids, ...prefix, ...named.problems];
  if (hasErrors(undoable)) {
    opened.value.close();
    return { ok: false, problems: [...undoable, ...sources.problems] };
  }
  const session: Session = {
    world,
    workspace,
    catalog,
    written: desired.written,
    files,
    open: opened.value,
    ...(ledger && { ledger }),
    ...(nodeless && { nodeless }),
    ...(draft && { draft }),
    impact: options.impact === true,
    restore: named.restore,
    scope: named,
    warnings: [...(options.notices ?? []), ...opened.problems, ...sources.problems, ...undoable],
  };
  return checked(session, []);
}

/** A node of a draft may be named by its own id, too. */
function namesIn({ restore = [], target = [], exclude = [] }: NodeOptions, draft: DraftOptions) {
  const names = (all: readonly string[]) => all.map((name) => withoutPrefix(name, draft));
  return { restore: names(restore), target: names(target), exclude: names(exclude) };
}

import type { Environment } from '../config/environment.ts';
import type { SourceFile } from '../manifest/manifest.ts';
import type { Catalog } from '../model/catalog.ts';
import { defined } from '../model/json-values.ts';
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
import { chooseEnvironment } from './environment.ts';
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
  type OpenPlatform,
  openEnvironment,
  openPlatform,
  type PlatformOptions,
  untilStopped,
} from './platform.ts';
import type { World } from './world.ts';

/** The nodes of a draft, which can be named by the names of their originals. */
function nameablesOfDraft(draft: DraftOptions, known: Known) {
  const copies = (nodes: readonly Nameable[]) =>
    nodes.map((node) => ({ ...node, address: draftAddress(node, draft) }));
  if (!draft.takeDown) {
    const live = copies(nameables(known.catalog));
    return { live, all: live };
  }
  return { live: [], all: copies(nameablesWith(known.catalog, known.ledger)) };
}

/** A platform that was opened for a catalog folder. */
export interface Opened {
  readonly world: World;
  readonly workspace: Workspace;
  readonly open: OpenPlatform;
}

/** The manifests, read, and the platform, opened: `plan` and `apply` both start from this. */
export interface Session extends Opened {
  /** The catalog as the environment should hold it. */
  readonly catalog: Catalog;
  /** The same catalog as manifests have it, before it is put into the form of the dialect. */
  readonly written: Catalog;
  /** The manifests that the catalog was read from. */
  readonly files: readonly SourceFile[];
  /** The ledger, which says what is retired. Absent if the catalog has none. */
  readonly ledger?: Ledger;
  /** Live ids that have no node, here or at HEAD: see `Sources`. */
  readonly nodeless?: readonly LedgerEntry[];
  /** Whether `--impact` is given: also measure the impact of moved nodes. */
  readonly impact?: boolean;
  /** Present if a copy under derived ids is published. */
  readonly draft?: DraftOptions;
  /** The nodes that `--restore` names. */
  readonly restore: ReadonlySet<Address>;
  /** The nodes that `--target` and `--exclude` name. */
  readonly scope: PlanScope;
  /** Warnings about the manifests. */
  readonly warnings: readonly Problem[];
  /** The command that applies the plan, for the advice of its guards. Absent: `apply`. */
  readonly command?: string;
}

/** Opens a platform for a command that needs no manifests. If they can be read, their orgs are used. */
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

interface AskedAbout extends Opened {
  /** The catalog as the environment should hold it, with standards as manifests list them. */
  readonly written: Catalog;
}

/**
 * Reads config and manifests, and calls `ask` with the opened platform. Nothing is written, so nobody waits
 * long for an answer.
 */
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

/** The options of a run that plans: the environment, its nodes, and the content of the plan. */
export interface PlanningOptions extends PlatformOptions, NodeOptions {
  /** Whether to measure the impact of moved nodes as well. That of retired nodes is always measured. */
  readonly impact?: boolean;
  /** Publishes a copy under derived ids, or takes it down. */
  readonly draft?: DraftOptions;
  /** Notes for a reviewer. They become the first warnings of the plan. */
  readonly notices?: readonly Problem[];
}

/** A task in a session, which is closed afterwards. */
type InSession<T> = (session: Session) => Promise<Checked<T>>;

/** The conditions that must hold before anything is read. */
export interface Conditions {
  /** Whether the run needs the lock of the environment: no other run here publishes to it meanwhile. */
  readonly locks?: true;
  /** Gives a problem if the environment is not allowed for the task. */
  readonly refuse?: (environment: Environment) => Problem | undefined;
}

/**
 * Runs a task with the manifests and the platform. The platform is read at the same time as the manifests,
 * since both take about as long.
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
  const given = { workspace: workspace.value, options, world };
  if (environment.ok) {
    return where(environment.value, given, conditions, task, (one) => openAhead(environment, one));
  }
  // All problems are reported at once: those of the manifests and those of the environment.
  return { ok: false, problems: (await openAhead(environment, given)).problems };
}

/** Runs a task for one of several environments, with manifests that all of them share. */
export async function inSessionOf<T>(
  environment: Environment,
  given: Given,
  task: InSession<T>,
  conditions: Conditions = {},
): Promise<Checked<T>> {
  return where(environment, given, conditions, task, (one) =>
    openWith(checked(environment, []), one),
  );
}

async function where<T, Inputs extends Omit<Given, 'sources'>>(
  environment: Environment,
  given: Inputs,
  { locks, refuse }: Conditions,
  task: InSession<T>,
  open: (given: Inputs) => Promise<Checked<Session>>,
): Promise<Checked<T>> {
  const refused = refuse?.(environment);
  if (refused) return { ok: false, problems: [refused] };
  const { world, workspace } = given;
  const isPublishing = locks === true;
  return isPublishing ? withRunLock({ world, workspace, environment }, run) : run(world);

  async function run(at: World): Promise<Checked<T>> {
    const session = await open({ ...given, world: at, isPublishing });
    if (!session.ok) return session;
    try {
      return await task(session.value);
    } finally {
      session.value.open.close();
    }
  }
}

async function openAhead(
  environment: Checked<Environment>,
  given: Omit<Given, 'sources'>,
): Promise<Checked<Session>> {
  const { workspace, options, world } = given;
  // The state of the embedded emulator depends on the manifests, and it answers at once.
  const isAhead = environment.ok && environment.value.type !== 'emulator';
  const open = isAhead
    ? await openEnvironment(environment.value, workspace, { ...options, world, orgs: [] })
    : undefined;
  if (!open?.ok) {
    return openWith(environment, { ...given, sources: readSources(workspace, world) });
  }
  const { remote, close } = open.value;
  // The nodes of the run are known once the manifests are read; whoever uses the read passes them on.
  const own = Promise.withResolvers<Own | undefined>();
  const asked = remote.read(own.promise);
  // An error that is thrown before the manifests are read waits for the one who takes the read.
  asked.catch(() => {});
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
      // Nobody may have used the requests that are under way.
      own.resolve(undefined);
      remote.cancel();
      close();
    },
  };
  return checked({ ...session.value, open: ahead }, session.problems);
}

/** Gives a function whose first call returns what was started already, and each later call starts anew. */
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

/** The inputs of a session. */
export interface Given {
  readonly workspace: Workspace;
  readonly sources: Checked<Sources>;
  readonly options: PlanningOptions;
  readonly world: World;
  /** Whether the run will write: then its options must name nodes whole. */
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
  // All problems are reported at once: those of the manifests and those of the environment.
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
  // Nodes that the manifests lost do not belong to a draft.
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
    ...defined({ ledger, nodeless, draft }),
    impact: options.impact === true,
    restore: named.restore,
    scope: named,
    warnings: [...(options.notices ?? []), ...opened.problems, ...sources.problems, ...undoable],
  };
  return checked(session, []);
}

/** The names in options without the draft's prefix: a node of a draft may also be named by its own id. */
function namesIn({ restore = [], target = [], exclude = [] }: NodeOptions, draft: DraftOptions) {
  const names = (all: readonly string[]) => all.map((name) => withoutPrefix(name, draft));
  return { restore: names(restore), target: names(target), exclude: names(exclude) };
}

import type { Environment } from '../config/environment.ts';
import type { SourceFile } from '../manifest/source-file.ts';
import type { Address } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Checked, checked, hasErrors, type Problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import { forEnvironment } from '../plan/environment.ts';
import { orgsOf } from '../plan/orgs.ts';
import type { Scope } from '../plan/scope.ts';
import { withStandards } from '../plan/standards.ts';
import { nameNodes } from './named-nodes.ts';
import { checkOverrideTargets } from './override-targets.ts';
import {
  chooseEnvironment,
  type OpenPlatform,
  openEnvironment,
  openPlatform,
  type PlatformOptions,
} from './platform.ts';
import { readSources, readSourcesMeanwhile, type Sources } from './sources.ts';
import { framed, openWorkspace, readCatalog, type Workspace } from './workspace.ts';
import type { World } from './world.ts';

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
  /** What it was read from, for the frames of problems. */
  readonly files: readonly SourceFile[];
  /** Says what is retired; absent where the catalog keeps none. */
  readonly ledger?: Ledger;
  /** `--impact`: tell what hangs on moved nodes, too. */
  readonly impact?: boolean;
  /** What `--restore` names. */
  readonly restore: ReadonlySet<Address>;
  /** What `--target` and `--exclude` name. */
  readonly scope: Scope;
  /** Warnings about the manifests. */
  readonly warnings: readonly Problem[];
  /** What the platform holds, asked for while the manifests were read; absent where it was not. */
  readonly asked?: { readonly state: Promise<Checked<RemoteState>> };
}

/** A platform alone, for what is done without manifests. They are read for their orgs if they can be. */
export async function openWithoutManifests(
  options: PlatformOptions,
  world: World,
): Promise<Checked<Opened>> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const read = readCatalog(workspace.value);
  const orgs = read.ok ? orgsOf(read.value.catalog) : [];
  const opened = await openPlatform(workspace.value, { ...options, world, orgs });
  if (!opened.ok) return opened;
  return checked({ world, workspace: workspace.value, open: opened.value }, []);
}

export interface PlanningOptions extends PlatformOptions {
  /** Nodes, by address or sourcedId, that the platform has retired and that are to be live again. */
  readonly restore?: readonly string[];
  /** Nodes, by address or sourcedId, whose subtrees alone the run is about. */
  readonly target?: readonly string[];
  /** Nodes, by address or sourcedId, whose subtrees the run leaves. */
  readonly exclude?: readonly string[];
  /** Tell what hangs on moved nodes, too: on retired ones it is told anyway. */
  readonly impact?: boolean;
}

/**
 * Reads the manifests and opens the platform. `readsAhead`: the platform is read meanwhile, since
 * its answers take about as long. Not where something is going to be written: then what is wrong on
 * this side is found before the first request.
 */
export async function openSession(
  options: PlanningOptions,
  world: World,
  { readsAhead }: { readonly readsAhead: boolean } = { readsAhead: false },
): Promise<Checked<Session>> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const environment = chooseEnvironment(workspace.value, options, world);
  const given = { workspace: workspace.value, options, world };
  // What the emulator inside the tool holds depends on the manifests, and answers at once.
  if (!readsAhead || !environment.ok || environment.value.type === 'emulator') {
    return openFor(environment, { ...given, sources: readSources(workspace.value, world) });
  }
  const means = { ...options, world, orgs: [] };
  const open = await openEnvironment(environment.value, workspace.value, means);
  if (!open.ok)
    return openFor(environment, { ...given, sources: readSources(workspace.value, world) });
  const { remote } = open.value;
  const asked = { state: remote.read() };
  const sources = await readSourcesMeanwhile(workspace.value, world);
  const session = sessionWith(open, { ...given, sources });
  if (session.ok) return checked({ ...session.value, asked }, session.problems);
  remote.cancel();
  await Promise.allSettled([asked.state]);
  return session;
}

/** What a session is opened from. */
export interface Given {
  readonly workspace: Workspace;
  readonly sources: Checked<Sources>;
  readonly options: PlanningOptions;
  readonly world: World;
}

/** Opens a session with one environment, from manifests that others may share. */
export async function openFor(
  environment: Checked<Environment>,
  { workspace, sources, options, world }: Given,
): Promise<Checked<Session>> {
  const orgs = sources.ok && environment.ok ? orgsFor(sources.value, environment.value) : [];
  const opened = environment.ok
    ? await openEnvironment(environment.value, workspace, { ...options, world, orgs })
    : environment;
  return sessionWith(opened, { workspace, sources, options, world });
}

function sessionWith(
  opened: Checked<OpenPlatform>,
  { workspace, sources, options, world }: Given,
): Checked<Session> {
  // Everything that is wrong is told at once: manifests and environment.
  if (!opened.ok || !sources.ok) {
    if (opened.ok) opened.value.close();
    return { ok: false, problems: [...opened.problems, ...sources.problems] };
  }
  const { files, ledger } = sources.value;
  const { remote } = opened.value;
  const written = forEnvironment(sources.value.catalog, opened.value.environment);
  const catalog = withStandards(written, remote.dialect.standards);
  const named = nameNodes(options, { catalog, ...(ledger && { ledger }) });
  const targets = checkOverrideTargets([opened.value.environment], catalog, workspace.configFile);
  const undoable = [...targets, ...remote.dialect.check(written), ...named.problems];
  if (hasErrors(undoable)) {
    opened.value.close();
    return { ok: false, problems: [...framed(undoable, files), ...sources.problems] };
  }
  const session: Session = {
    world,
    workspace,
    catalog,
    files,
    open: opened.value,
    ...(ledger && { ledger }),
    impact: options.impact === true,
    restore: named.restore,
    scope: named,
    warnings: [...sources.problems, ...undoable],
  };
  return checked(session, []);
}

function orgsFor({ catalog }: Sources, environment: Environment): string[] {
  return orgsOf(forEnvironment(catalog, environment));
}

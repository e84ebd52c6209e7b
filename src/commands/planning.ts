import type { Environment } from '../config/environment.ts';
import { remintedOnPlatform } from '../identity/remote-gate.ts';
import { snapshotOf } from '../identity/snapshot-of.ts';
import type { SourceFile } from '../manifest/source-file.ts';
import type { Address } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked, hasErrors, type Problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import { buildPlan } from '../plan/build.ts';
import { forEnvironment } from '../plan/environment.ts';
import { orgsOf } from '../plan/orgs.ts';
import type { Scope } from '../plan/scope.ts';
import { nameNodes } from './named-nodes.ts';
import { checkOverrideTargets } from './override-targets.ts';
import {
  chooseEnvironment,
  type OpenPlatform,
  openEnvironment,
  openPlatform,
  type PlatformOptions,
} from './platform.ts';
import { readSources, type Sources } from './sources.ts';
import { checkUnlisted, findUnlisted, refusalWarnings, withRetired } from './unlisted.ts';
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
  /** What `--restore` names. */
  readonly restore: ReadonlySet<Address>;
  /** What `--target` and `--exclude` name. */
  readonly scope: Scope;
  /** Warnings about the manifests. */
  readonly warnings: readonly Problem[];
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
}

export async function openSession(
  options: PlanningOptions,
  world: World,
): Promise<Checked<Session>> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const environment = chooseEnvironment(workspace.value, options, world);
  const sources = readSources(workspace.value);
  return openFor(environment, { workspace: workspace.value, sources, options, world });
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
  // Everything that is wrong is told at once: manifests and environment.
  if (!opened.ok || !sources.ok) {
    if (opened.ok) opened.value.close();
    return { ok: false, problems: [...opened.problems, ...sources.problems] };
  }
  const { files, ledger } = sources.value;
  const { remote } = opened.value;
  const catalog = forEnvironment(sources.value.catalog, opened.value.environment);
  const named = nameNodes(options, { catalog, ...(ledger && { ledger }) });
  const targets = checkOverrideTargets([opened.value.environment], catalog, workspace.configFile);
  const undoable = [...targets, ...remote.dialect.check(catalog), ...named.problems];
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
    restore: named.restore,
    scope: named,
    warnings: sources.problems,
  };
  return checked(session, []);
}

function orgsFor({ catalog }: Sources, environment: Environment): string[] {
  return orgsOf(forEnvironment(catalog, environment));
}

export interface Planned {
  readonly plan: Plan;
  readonly state: RemoteState;
}

/** Reads the platform whole. */
export async function readPlatform({ world, open }: Opened): Promise<Checked<RemoteState>> {
  const { remote } = open;
  world.onProgress({ type: 'reading', platform: remote.platform });
  // Until something is written there is nothing to finish: the first Ctrl-C ends the reading.
  world.stop.addEventListener('abort', remote.cancel);
  const state = await remote.read();
  world.stop.removeEventListener('abort', remote.cancel);
  if (!state.ok) return state;
  const { entities, requests } = state.value;
  world.onProgress({ type: 'read', platform: remote.platform, records: entities.size, requests });
  return state;
}

/** Reads the platform whole and compares. */
export async function readAndPlan(session: Session): Promise<Checked<Planned>> {
  const { remote } = session.open;
  const state = await readPlatform(session);
  if (!state.ok) return state;
  const planned = planFrom(session, state.value);
  if (!planned.ok) return planned;
  const { plan } = planned.value;
  const unlisted = await findUnlisted(remote, plan, state.value);
  if (!unlisted.ok) return unlisted;
  const { found, refused } = unlisted.value;
  if (found.size + refused.length === 0) return planned;
  const missing = checkUnlisted(found, plan, state.value);
  if (missing.length > 0) return { ok: false, problems: framed(missing, session.files) };
  const hidden = framed(refusalWarnings(unlisted.value, plan), session.files);
  const warned = { ...session, warnings: [...session.warnings, ...hidden] };
  return planFrom(warned, withRetired(state.value, found));
}

/** Compares with a state that is already at hand. */
export function planFrom(
  { catalog, files, open, world, ledger, restore, scope, warnings }: Session,
  state: RemoteState,
): Checked<Planned> {
  const { rules } = open.remote.dialect;
  const plan = buildPlan({
    catalog,
    remote: state,
    rules,
    sha256: world.sha256,
    restore,
    scope,
    warnings,
    ...(ledger && { ledger }),
  });
  const reminted = plan.ok
    ? remintedOnPlatform({
        manifests: snapshotOf(catalog),
        changes: plan.value.changes,
        remote: state,
      })
    : [];
  if (!plan.ok || reminted.length > 0) {
    return { ok: false, problems: framed([...plan.problems, ...reminted], files) };
  }
  return checked({ plan: plan.value, state }, []);
}

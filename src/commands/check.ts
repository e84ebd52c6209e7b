import type { KnownFiles } from '../files/known-files.ts';
import { ledgerFolders } from '../files/ledger-files.ts';
import type { Fine } from '../identity/classified.ts';
import type { Readings } from '../manifest/readings.ts';
import { type Kind, kinds } from '../model/kind.ts';
import { type Checked, checked, hasErrors, inReadingOrder } from '../model/problem.ts';
import { handoverProblems } from './handover-sides.ts';
import { checkIdentity } from './identity.ts';
import { checkOverrideTargets } from './override-targets.ts';
import { allToldOf } from './provisional.ts';
import { unmatchedManifests } from './unmatched.ts';
import { openWorkspace, readCatalog, type Workspace } from './workspace.ts';
import type { World } from './world.ts';

export interface CheckOptions {
  /** A commit to compare with: in CI the merge base. Read through git, without a checkout. */
  readonly base?: string;
}

export interface CheckResult {
  readonly files: number;
  readonly nodes: Readonly<Record<Kind, number>>;
  /** What happened to nodes since the base; empty without one. A node may count in several. */
  readonly since: Readonly<Partial<Record<Fine, number>>>;
}

/** What a check leaves for the next one of the same folder. */
export interface Memory {
  readonly readings: Readings;
  readonly known: KnownFiles;
}

/** Checks config, manifests and identity. Needs no network and no credentials. */
export function check(
  options: CheckOptions,
  world: Pick<World, 'cwd'>,
  memory?: Memory,
): Checked<CheckResult> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  // Kept readings cost memory; only a base, or the next check, can make use of them.
  const readings = memory?.readings ?? (options.base === undefined ? undefined : new WeakMap());
  const read = readCatalog(workspace.value, readings, memory?.known);
  if (memory) watchLedger(workspace.value, memory);
  if (!read.ok) {
    return { ok: false, problems: allToldOf(workspace.value, read.problems, options.base) };
  }
  const identity = checkIdentity(workspace.value, read.value, options.base);
  const { config, configFile } = workspace.value;
  const environments = config.environments.values();
  const targets = checkOverrideTargets(environments, read.value.catalog, configFile);
  const ledger = identity.ok ? identity.value.ledger : undefined;
  const sides = ledger ? handoverProblems(workspace.value, ledger) : [];
  const { unmatched } = read.value;
  const strays = unmatched ? unmatchedManifests(unmatched, workspace.value) : [];
  const problems = inReadingOrder([
    ...targets,
    ...read.problems,
    ...identity.problems,
    ...sides,
    ...strays,
  ]);
  if (!identity.ok || hasErrors(problems)) return { ok: false, problems };
  const nodes = { course: 0, unit: 0, lesson: 0, resource: 0 };
  for (const { entity } of read.value.catalog.nodes.values()) nodes[entity.kind] += 1;
  const since: Partial<Record<Fine, number>> = {};
  for (const type of identity.value.judgement.classified.flatMap(({ fine }) => fine)) {
    since[type] = (since[type] ?? 0) + 1;
  }
  return checked({ files: read.value.files.length, nodes, since }, problems);
}

/** Where the ledger lies in a folder, a change of it is a reason to check again. */
function watchLedger({ folder, config }: Workspace, { known }: Memory): void {
  for (const each of ledgerFolders(folder, config.ids)) known.folders.add(each);
}

/** "1 course, 12 units, 95 lessons": only kinds that occur; "no nodes" if none does. */
export function countsInWords(nodes: Readonly<Record<Kind, number>>): string {
  const counts = kinds
    .filter((kind) => nodes[kind] > 0)
    .map((kind) => `${nodes[kind]} ${kind}${nodes[kind] === 1 ? '' : 's'}`);
  return counts.length === 0 ? 'no nodes' : counts.join(', ');
}

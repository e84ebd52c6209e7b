import { ledgerFolders } from '../files/ledger-files.ts';
import type { Fine } from '../identity/classified.ts';
import { type Kind, kinds } from '../model/kind.ts';
import { type Checked, checked, hasErrors, inReadingOrder } from '../model/problem.ts';
import { handoverProblems } from './handover-sides.ts';
import { checkIdentity } from './identity.ts';
import { checkOverrideTargets } from './override-targets.ts';
import { allToldOf } from './provisional.ts';
import { unmatchedManifests } from './unmatched.ts';
import { openWorkspace, readCatalog } from './workspace.ts';
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

/**
 * Checks config, manifests and identity. Needs no network and no credentials. `folders` takes the
 * folders in which a change is a reason to check again, relative to the catalog.
 */
export function check(
  options: CheckOptions,
  world: Pick<World, 'cwd'>,
  folders?: Set<string>,
): Checked<CheckResult> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  // Kept readings cost memory; only a base can make use of them.
  const readings = options.base === undefined ? undefined : new WeakMap();
  const read = readCatalog(workspace.value, readings, folders);
  const { folder, config, configFile } = workspace.value;
  for (const each of ledgerFolders(folder, config.ids)) folders?.add(each);
  if (!read.ok) {
    return { ok: false, problems: allToldOf(workspace.value, read.problems, options.base) };
  }
  const identity = checkIdentity(workspace.value, read.value, options.base);
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

/** "1 course, 12 units, 95 lessons": only kinds that occur. */
export function countsInWords(nodes: Readonly<Record<Kind, number>>): string {
  return kinds
    .filter((kind) => nodes[kind] > 0)
    .map((kind) => `${nodes[kind]} ${kind}${nodes[kind] === 1 ? '' : 's'}`)
    .join(', ');
}

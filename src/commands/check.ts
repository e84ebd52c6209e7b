import type { Fine } from '../identity/classified.ts';
import { type Kind, kinds } from '../model/kind.ts';
import { type Checked, checked } from '../model/problem.ts';
import { readProject } from './project.ts';
import { openWorkspace } from './workspace.ts';
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
  world: Pick<World, 'cwd' | 'sources'>,
  folders?: Set<string>,
): Checked<CheckResult> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const project = readProject(workspace.value, { base: options.base, folders });
  if (!project.ok) return project;
  const { catalog, files, identity } = project.value;
  const nodes = { course: 0, unit: 0, lesson: 0, resource: 0 };
  for (const { entity } of catalog.nodes.values()) nodes[entity.kind] += 1;
  const since: Partial<Record<Fine, number>> = {};
  for (const type of identity.judgement.classified.flatMap(({ fine }) => fine)) {
    since[type] = (since[type] ?? 0) + 1;
  }
  return checked({ files: files.length, nodes, since }, project.problems);
}

/** "1 course, 12 units, 95 lessons": only kinds that occur; "no nodes" if none does. */
export function countsInWords(nodes: Readonly<Record<Kind, number>>): string {
  const counts = kinds
    .filter((kind) => nodes[kind] > 0)
    .map((kind) => `${nodes[kind]} ${kind}${nodes[kind] === 1 ? '' : 's'}`);
  return counts.length === 0 ? 'no nodes' : counts.join(', ');
}

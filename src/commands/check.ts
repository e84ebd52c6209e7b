import { type Kind, kinds } from '../model/kind.ts';
import { type Checked, checked } from '../model/problem.ts';
import { openWorkspace, readCatalog } from './workspace.ts';
import type { World } from './world.ts';

export interface CheckResult {
  readonly files: number;
  readonly nodes: Readonly<Record<Kind, number>>;
}

/** Checks config and manifests. Needs no network and no credentials. */
export function check(world: Pick<World, 'cwd'>): Checked<CheckResult> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const read = readCatalog(workspace.value);
  if (!read.ok) return read;
  const nodes = { course: 0, unit: 0, lesson: 0, resource: 0 };
  for (const { entity } of read.value.catalog.nodes.values()) nodes[entity.kind] += 1;
  return checked({ files: read.value.files.length, nodes }, read.problems);
}

/** "1 course, 12 units, 95 lessons": only kinds that occur. */
export function countsInWords(nodes: Readonly<Record<Kind, number>>): string {
  return kinds
    .filter((kind) => nodes[kind] > 0)
    .map((kind) => `${nodes[kind]} ${kind}${nodes[kind] === 1 ? '' : 's'}`)
    .join(', ');
}

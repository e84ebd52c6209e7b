import { quoted } from '../document/wording.ts';
import { snapshotOf } from '../identity/snapshot-of.ts';
import type { Identified } from '../import/identify.ts';
import { importedSnapshot } from '../import/snapshot.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { Snapshot, SnapshotNode } from '../model/snapshot.ts';
import type { Pair } from './import-likeness.ts';
import type { ImportPlace } from './import-place.ts';

/**
 * Nodes whose keys are known, while little else of them is: numbers that start at 1 in every file,
 * or the one name that some systems give all their exports. Their ids would go to other nodes.
 */
export function reusedKeys(
  { imported, byKey }: Identified,
  { catalog, workspace }: ImportPlace,
): Pair[] {
  const before = snapshotOf(catalog);
  const after = importedSnapshot(imported, workspace.configFile);
  const inCourse = Map.groupBy(
    [...after.values()].filter(({ kind, sourcedId }) => kind !== 'course' && before.has(sourcedId)),
    (node) => courseOf(node, after),
  );
  return [...after.values()].flatMap((now): Pair[] => {
    const was = before.get(now.sourcedId);
    if (!was || !byKey.has(now.sourcedId) || hasSameTitle(was, now)) return [];
    const isOther =
      now.kind === 'course'
        ? !isMostlyKnown(inCourse.get(now.sourcedId) ?? [], before)
        : now.kind === 'lesson' && courseOf(was, before) !== courseOf(now, after);
    return isOther ? [{ was, now }] : [];
  });
}

/** Whether at least half of what a course holds has the titles that it had. */
function isMostlyKnown(nodes: readonly SnapshotNode[], before: Snapshot): boolean {
  const same = nodes.filter((now) => {
    const was = before.get(now.sourcedId);
    return was && hasSameTitle(was, now);
  });
  return nodes.length > 0 && same.length * 2 >= nodes.length;
}

function hasSameTitle(was: SnapshotNode, now: SnapshotNode): boolean {
  return was.title.normalize('NFC') === now.title.normalize('NFC');
}

function courseOf(node: SnapshotNode, among: Snapshot): string | undefined {
  if (node.kind === 'course') return node.sourcedId;
  const parent = node.parent === undefined ? undefined : among.get(node.parent);
  return parent && courseOf(parent, among);
}

/** The refusal, with what each node was and would be. */
export function reused(pairs: readonly Pair[], source: string): Problem {
  const named = pairs
    .slice(0, 10)
    .map(
      ({ was, now }) =>
        `\n  ${now.kind} ${quoted(was.title)} → ${quoted(now.title)}  ${was.sourcedId}`,
    );
  const more = pairs.length > named.length ? `\n  and ${pairs.length - named.length} more` : '';
  const many = pairs.length === 1 ? 'A node' : `${pairs.length} nodes`;
  return problem('import/re-used', {
    detail: `${many} of ${source} would become others by their keys, and keep the ids:${named.join('')}${more}`,
    hint: 'Where this is another file, `--source NAME` keeps its keys apart. Where they are the same nodes, changed, say so with `--rekey`.',
  });
}

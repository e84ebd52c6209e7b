import { snapshotOf } from '../identity/snapshot-of.ts';
import type { ManifestSet } from '../manifest/build.ts';
import { provisionalCatalog } from '../manifest/provisional.ts';
import type { SnapshotNode } from '../model/snapshot.ts';

/** Nodes whose id an earlier one of the same manifests has as well, by that id. */
export function copiesIn(set: ManifestSet): ReadonlyMap<string, readonly SnapshotNode[]> {
  const { catalog, unnamed } = provisionalCatalog(set);
  const nodes = snapshotOf(catalog);
  const idOf = (name: string) => unnamed.get(name)?.written ?? name;
  const copies = [...unnamed].flatMap(([name, { problem, written: sourcedId }]) => {
    const node = nodes.get(name);
    if (!node || sourcedId === undefined || problem.code !== 'id/duplicate') return [];
    const parent = node.parent === undefined ? {} : { parent: idOf(node.parent) };
    const { kind, position, title, fields, span } = node;
    return [{ kind, sourcedId, ...parent, position, title, fields, span }];
  });
  return Map.groupBy(copies, ({ sourcedId }) => sourcedId);
}

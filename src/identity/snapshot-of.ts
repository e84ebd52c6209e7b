import { idIn } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import { fieldSpan } from '../model/catalog.ts';
import type { Snapshot, SnapshotNode } from '../model/snapshot.ts';

/** A catalog as identity sees it. */
export function snapshotOf({ nodes }: Catalog): Snapshot {
  const counts = new Map<string, number>();
  const snapshot = new Map<string, SnapshotNode>();
  for (const { entity, source } of nodes.values()) {
    const { kind, sourcedId, title, parent, fields } = entity;
    const family = `${kind} ${parent ?? ''}`;
    const position = (counts.get(family) ?? 0) + 1;
    counts.set(family, position);
    snapshot.set(sourcedId, {
      kind,
      sourcedId,
      ...(parent && { parent: idIn(parent) }),
      position,
      title,
      fields,
      // Looked up once something is said of the node: of most nothing is.
      get span() {
        return fieldSpan(source, 'sourcedId');
      },
    });
  }
  return snapshot;
}

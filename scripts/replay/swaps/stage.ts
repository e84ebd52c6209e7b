import { snapshotOf } from '../../../src/identity/compared-snapshot.ts';
import type { Catalog, Snapshot, SnapshotNode } from '../../../src/model/catalog.ts';
import { isObject } from '../../../src/model/json.ts';
import type { Ledger } from '../../../src/model/ledger.ts';
import { idKey, nodeKey } from '../../../src/model/node.ts';

/** A catalog in which accidents are tried, with title and description as its only content. */
export interface Stage {
  readonly nodes: readonly SnapshotNode[];
  readonly snapshot: Snapshot;
  readonly ledger: Ledger;
  /** The lessons of each unit that has any, in the authors' order. */
  readonly units: readonly (readonly SnapshotNode[])[];
}

export function stageOf(catalog: Catalog): Stage {
  const nodes = [...snapshotOf(catalog).values()].map(bare);
  const lessons = nodes.filter(({ kind }) => kind === 'lesson');
  return {
    nodes,
    snapshot: snapshotWith(nodes),
    ledger: ledgerWith(nodes),
    units: [...Map.groupBy(lessons, ({ parent }) => parent).values()],
  };
}

export function snapshotWith(nodes: readonly SnapshotNode[]): Snapshot {
  return new Map(nodes.map((node) => [nodeKey(node), node]));
}

/** A ledger with all ids as live, each on its line. */
export function ledgerWith(nodes: readonly SnapshotNode[]): Ledger {
  const where = 'catalog.ids';
  const entries = nodes.map(
    ({ sourcedId, kind }, index) =>
      [
        idKey(kind, sourcedId),
        { sourcedId, kind, state: 'live', file: where, line: index + 1 },
      ] as const,
  );
  return {
    where,
    entries: new Map(entries),
    placements: new Map(),
    replacements: [],
  };
}

/** A node without slug and key, which would reveal it: many catalogs have none. */
function bare({ kind, sourcedId, parent, position, title, fields, span }: SnapshotNode) {
  const { description } = isObject(fields['metadata']) ? fields['metadata'] : {};
  return {
    kind,
    sourcedId,
    ...(parent !== undefined && { parent }),
    position,
    title,
    fields: {
      title,
      ...(typeof description === 'string' && { metadata: { description } }),
    },
    span,
  } satisfies SnapshotNode;
}

export function descriptionOf({ fields: { metadata } }: SnapshotNode): string {
  const description = isObject(metadata) ? metadata['description'] : undefined;
  return typeof description === 'string' ? description : '';
}

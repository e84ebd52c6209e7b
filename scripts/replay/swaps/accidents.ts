import type { SnapshotNode } from '../../../src/model/catalog.ts';
import { derivedUuid } from '../derived-uuid.ts';
import { descriptionOf, type Stage } from './stage.ts';

/** One accident: which nodes of the stage are replaced by others. */
export interface Accident {
  readonly type: AccidentType;
  /** The nodes in whose place others are. */
  readonly instead: ReadonlyMap<SnapshotNode, readonly SnapshotNode[]>;
  /** Every id that belongs to other content now. */
  readonly ids: readonly string[];
}

export const accidentTypes = ['swap', 'hand-on', 'rotation', 'shift'] as const;
export type AccidentType = (typeof accidentTypes)[number];

/** Every accident of a stage, in outline order. */
export function accidentsOf({ units }: Stage): readonly Accident[] {
  return units.flatMap((lessons) => [
    ...runs(lessons, 2).map((pair) => turned('swap', pair)),
    ...runs(lessons, 2).flatMap(([a, b]) =>
      a && b ? [handedOn(a, b, lessons), handedOn(b, a, lessons)] : [],
    ),
    ...runs(lessons, 3).map((three) => turned('rotation', three)),
    // With two or three lessons it would be a swap or a rotation.
    ...(lessons.length > 3 && areDistinct(lessons) ? [turned('shift', lessons)] : []),
  ]);
}

/** All runs of neighbours of which no two have the same title and description. */
function runs(lessons: readonly SnapshotNode[], length: number): SnapshotNode[][] {
  return lessons
    .map((_, index) => lessons.slice(index, index + length))
    .filter((run) => run.length === length && areDistinct(run));
}

function areDistinct(nodes: readonly SnapshotNode[]): boolean {
  const contents = nodes.map((node) => JSON.stringify([node.title, descriptionOf(node)]));
  return new Set(contents).size === nodes.length;
}

/** An accident in which each node has the id of the one before it, and the first that of the last. */
function turned(type: AccidentType, nodes: readonly SnapshotNode[]): Accident {
  const instead = nodes.map((node, index): [SnapshotNode, SnapshotNode[]] => {
    const { sourcedId } = nodes.at(index - 1) ?? node;
    return [node, [{ ...node, sourcedId }]];
  });
  return { type, instead: new Map(instead), ids: nodes.map(({ sourcedId }) => sourcedId) };
}

/** An accident in which the lesson has a new id, and a new lesson with similar words has its old one. */
function handedOn(
  node: SnapshotNode,
  neighbour: SnapshotNode,
  lessons: readonly SnapshotNode[],
): Accident {
  const fresh = derivedUuid(`fresh ${node.sourcedId}`);
  const title = `${neighbour.title} II`;
  const taker: SnapshotNode = {
    ...neighbour,
    sourcedId: node.sourcedId,
    position: node.position + 1,
    title,
    fields: { ...neighbour.fields, title },
  };
  const later = lessons.filter(({ position }) => position > node.position);
  return {
    type: 'hand-on',
    instead: new Map<SnapshotNode, readonly SnapshotNode[]>([
      [node, [{ ...node, sourcedId: fresh }, taker]],
      ...later.map((each) => [each, [{ ...each, position: each.position + 1 }]] as const),
    ]),
    ids: [node.sourcedId],
  };
}

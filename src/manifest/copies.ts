import type { Problem } from '../model/problem.ts';
import type { WrittenNode } from './manifest.ts';

/** A node whose id is missing, invalid or repeated, with the problem. */
export interface FaultyId {
  readonly node: WrittenNode;
  readonly problem: Problem;
  /** The earlier node with the same id. */
  readonly copyOf?: WrittenNode;
}

/**
 * The problem of each node with an unusable id, as the manifests alone show it. If a unit or a file was
 * copied with all that is below it, only the uppermost copy has a problem; the others have undefined.
 */
export function oneOfEachCopy(
  faulty: readonly FaultyId[],
): ReadonlyMap<WrittenNode, Problem | undefined> {
  const copies = new Map(faulty.map(({ node, copyOf }) => [node, copyOf]));
  const isBelowCopy = ({ node: { parent }, copyOf }: FaultyId) =>
    parent !== undefined && copyOf?.parent !== undefined && copies.get(parent) === copyOf.parent;
  const below = new Map<WrittenNode, number>();
  for (const { node } of faulty.filter(isBelowCopy)) {
    let top = node;
    while (top.parent && copies.get(top.parent)) top = top.parent;
    below.set(top, (below.get(top) ?? 0) + 1);
  }
  return new Map(
    faulty.map((each) => [
      each.node,
      isBelowCopy(each) ? undefined : withCopiesBelow(each.problem, below.get(each.node) ?? 0),
    ]),
  );
}

function withCopiesBelow(problem: Problem, count: number): Problem {
  if (count === 0) return problem;
  const nodes = count === 1 ? 'So has the node below it' : `So have the ${count} nodes below it`;
  return {
    ...problem,
    detail: `${problem.detail} ${nodes}.`,
    hint: 'If one is a copy of the other, delete the copy. To publish both, remove each sourcedId in the copy and run `timeback-catalog fmt`.',
  };
}

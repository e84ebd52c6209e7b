import { mostGuesses, nearest } from '../document/nearest.ts';
import { quoted } from '../document/wording.ts';
import type { Kind } from '../model/kind.ts';
import { type Problem, problem } from '../model/problem.ts';
import { sourcedIdOf, spanIn, titleOf, type WrittenNode } from './node.ts';
import { referenceLists } from './structure.ts';

/** One entry of a list that names other nodes. */
export interface Reference {
  readonly from: WrittenNode;
  readonly id: string;
  readonly kind: Kind;
  readonly path: readonly [string, number];
}

/** All references of one node. The schema reports entries that are not texts. */
export function referencesOf(node: WrittenNode): Reference[] {
  return Object.entries(referenceLists[node.kind]).flatMap(([list, kind]) => {
    const items = node.value[list];
    if (!Array.isArray(items)) return [];
    return items.flatMap((id, index) =>
      typeof id === 'string' ? [{ from: node, id, kind, path: [list, index] as const }] : [],
    );
  });
}

/**
 * Checks that every reference of the checked nodes names a node of the right kind among `nodes`.
 */
export function checkReferences(
  checked: readonly WrittenNode[],
  nodes: readonly WrittenNode[],
): Problem[] {
  const byId = new Map(nodes.map((node) => [sourcedIdOf(node), node]));
  return checked
    .flatMap(referencesOf)
    .filter(({ id, kind }) => byId.get(id)?.kind !== kind)
    .map((reference, index) => {
      const isGuessed = index < mostGuesses && !byId.has(reference.id);
      const near = isGuessed && nearest(reference.id, idsOf(reference.kind, nodes));
      return missing(reference, byId.get(reference.id), near || undefined);
    });
}

function idsOf(kind: Kind, nodes: readonly WrittenNode[]): string[] {
  return nodes.filter((node) => node.kind === kind).flatMap((node) => sourcedIdOf(node) ?? []);
}

function missing(
  { from, id, kind, path }: Reference,
  target: WrittenNode | undefined,
  near: string | undefined,
): Problem {
  const what = target
    ? `is the ${titleOf(target)}, and a ${kind} is wanted here`
    : `is no ${kind} of the catalog`;
  return problem('reference/missing', {
    detail: `The ${titleOf(from)} names ${quoted(id)}, which ${what}.`,
    ...(near !== undefined && { hint: `Did you mean "${near}"?` }),
    span: spanIn(from, path),
  });
}

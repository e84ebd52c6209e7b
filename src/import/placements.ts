import { quoted } from '../document/wording.ts';
import type { LeftOut } from './imported.ts';
import type { Outline, OutlineNode } from './outline.ts';

/** What happens to further occurrences of a node. */
export type Repeated = 'leave-out' | 'copy';

/**
 * The outline with every node once and every key unique. A source may place one lesson in several
 * courses; here it has one unit. A key that different nodes share, such as numbers that restart in
 * each unit, is prefixed with the parent's key at every occurrence, so that the result does not
 * depend on their order.
 */
export function oncePlaced(outline: Outline, repeated: Repeated): Outline {
  const shared = sharedKeys(outline.courses.flatMap(subtree));
  const seen = new Set<string>();
  const leftOut: LeftOut[] = [];
  const courses = outline.courses.flatMap((course) => once(course, ''));
  return { ...outline, courses, leftOut: [...outline.leftOut, ...leftOut] };

  function once(node: OutlineNode, above: string): OutlineNode[] {
    const isShared = shared.has(nameOf(node));
    const own = isShared && above !== '' ? { ...node, key: `${above}/${node.key}` } : node;
    const isAgain = seen.has(nameOf(own));
    if (isAgain && node.kind === 'resource') return [];
    if (isAgain && repeated === 'leave-out' && !isShared) {
      leftOut.push({
        what: `the ${node.kind} ${quoted(titleOf(node))} at ${node.at}`,
        why: elsewhere,
      });
      return [];
    }
    const placed = isAgain ? another(own, above, isShared) : own;
    seen.add(nameOf(placed));
    return [
      {
        ...placed,
        children: node.children.flatMap((child) => once(child, placed.key)),
        resources: node.resources.flatMap((one) => once(one, '')),
      },
    ];
  }

  /** A node for a further occurrence. The id of the source stays with the first one. */
  function another(node: OutlineNode, above: string, isShared: boolean): OutlineNode {
    const { ownId, ...rest } = node;
    const longer = isShared ? node.key : `${above}/${node.key}`;
    for (let number = 1; ; number += 1) {
      const key = number === 1 ? longer : `${longer} (${number})`;
      if (seen.has(nameOf({ ...node, key }))) continue;
      return { ...rest, key, ...(isShared && ownId !== undefined && { ownId }) };
    }
  }
}

const elsewhere =
  'it stands elsewhere in the source already, and here a node hangs under one other; `--repeated copy` makes each further one a node of its own';

/** Keys shared by nodes with different ids or, without ids, different titles. */
function sharedKeys(nodes: readonly OutlineNode[]): ReadonlySet<string> {
  const identities = new Map<string, string>();
  const shared = new Set<string>();
  for (const node of nodes) {
    if (node.kind === 'resource') continue;
    const identity = node.ownId ?? titleOf(node);
    const first = identities.get(nameOf(node)) ?? identity;
    identities.set(nameOf(node), first);
    if (first !== identity) shared.add(nameOf(node));
  }
  return shared;
}

function nameOf({ kind, key }: Pick<OutlineNode, 'kind' | 'key'>): string {
  return `${kind} ${key}`;
}

function subtree(node: OutlineNode): OutlineNode[] {
  return [node, ...node.children.flatMap(subtree), ...node.resources.flatMap(subtree)];
}

export function titleOf({ fields: { title }, key }: OutlineNode): string {
  return typeof title === 'string' && title !== '' ? title : key;
}

import { circlesAmong } from '../../document/circles.ts';
import { textsIn } from '../../model/json.ts';
import { type Address, addressOf, type Entity } from '../../model/node.ts';

/**
 * Nodes whose prerequisites lead back to themselves. Platforms may hold such circles, but manifests may not;
 * without the prerequisites of these nodes, no circle is left. A node that only leads into a circle, or out
 * of one, is not among them.
 */
export function circularPrerequisites(nodes: readonly Entity[]): ReadonlySet<Address> {
  const needs = new Map(
    nodes.map(({ kind, sourcedId, fields }) => {
      const from = addressOf(kind, sourcedId);
      const needed = textsIn(fields['prerequisites']);
      return [from, needed.map((id) => ({ id: addressOf(kind, id), from }))] as const;
    }),
  );
  return new Set(circlesAmong(needs).flatMap((circle) => circle.map(({ from }) => from)));
}

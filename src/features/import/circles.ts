import { circlesAmong } from '../../document/circles.ts';
import { textsIn } from '../../model/json.ts';
import { type Address, addressOf, type Entity } from '../../model/node.ts';

/**
 * Nodes whose prerequisites lead back to themselves: without those of all of them, no circle is left.
 * Platforms hold such lists, and no manifest may. What only leads into a circle, or out of one, is none.
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

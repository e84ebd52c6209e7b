import { textsIn } from '../../model/json.ts';
import { type Address, addressOf, type Entity } from '../../model/node.ts';

type Graph = ReadonlyMap<Address, readonly Address[]>;

/**
 * The nodes whose prerequisites lead back to themselves. Platforms hold such lists, and no manifest
 * may. What only leads into a circle, or out of one, is none.
 */
export function circularPrerequisites(nodes: readonly Entity[]): ReadonlySet<Address> {
  const needs = new Map(
    nodes.map(({ kind, sourcedId, fields }) => [
      addressOf(kind, sourcedId),
      textsIn(fields['prerequisites']).map((id) => addressOf(kind, id)),
    ]),
  );
  const without = withoutDeadEnds(needs);
  return new Set(withoutDeadEnds(reversed(without)).keys());
}

/** What is left where a node that leads nowhere is taken out, and then what led to it alone. */
function withoutDeadEnds(graph: Graph): Graph {
  const from = reversed(graph);
  const open = new Map(
    [...graph].map(([node, next]) => [node, next.filter((one) => graph.has(one)).length]),
  );
  const ended = [...open].flatMap(([node, count]) => (count === 0 ? [node] : []));
  for (const node of ended) {
    open.delete(node);
    for (const before of from.get(node) ?? []) {
      const count = (open.get(before) ?? 0) - 1;
      if (open.has(before)) open.set(before, count);
      if (count === 0) ended.push(before);
    }
  }
  return new Map([...graph].filter(([node]) => open.has(node)));
}

function reversed(graph: Graph): Graph {
  const result = new Map<Address, Address[]>([...graph.keys()].map((node) => [node, []]));
  for (const [node, next] of graph) for (const one of next) result.get(one)?.push(node);
  return result;
}

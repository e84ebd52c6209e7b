/** A reference from one node to the node with an id. */
interface Edge {
  readonly id: string;
}

/**
 * The circles among nodes that refer to each other by id. If the edges of all these circles were removed,
 * no circle would be left. `needs` gives the references of each node; an id without a key leads nowhere.
 */
export function circlesAmong<E extends Edge>(
  needs: ReadonlyMap<string, readonly E[]>,
): readonly (readonly E[])[] {
  const settled = new Set<string>();
  return [...needs.keys()].flatMap((id) => circlesFrom(id, needs, settled));
}

interface Step<E> {
  readonly id: string;
  /** The edge that led to this node. */
  readonly by?: E;
  readonly untried: E[];
}

/**
 * Searches depth first from one node; a reference back to a node on the path closes a circle. The path is a
 * list and not recursion, since a catalog may chain thousands of nodes.
 */
function circlesFrom<E extends Edge>(
  start: string,
  needs: ReadonlyMap<string, readonly E[]>,
  settled: Set<string>,
): (readonly E[])[] {
  const circles: (readonly E[])[] = [];
  const places = new Map<string, number>();
  const path: Step<E>[] = [];
  const enter = (id: string, by?: E): void => {
    places.set(id, path.length);
    path.push({ id, ...(by && { by }), untried: [...(needs.get(id) ?? [])].reverse() });
  };
  if (!settled.has(start)) enter(start);
  for (let step = path.at(-1); step; step = path.at(-1)) {
    const next = step.untried.pop();
    if (!next) {
      settled.add(step.id);
      places.delete(step.id);
      path.pop();
    } else if (needs.has(next.id) && !settled.has(next.id)) {
      const back = places.get(next.id);
      if (back === undefined) enter(next.id, next);
      else circles.push([...path.slice(back + 1).flatMap(({ by }) => by ?? []), next]);
    }
  }
  return circles;
}

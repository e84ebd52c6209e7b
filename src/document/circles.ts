/** What leads to the node with an id. */
interface Edge {
  readonly id: string;
}

/**
 * Circles among nodes that name each other by their ids: without the edges of all of these, none is left.
 * Ids that are no keys lead nowhere.
 */
export function circlesAmong<E extends Edge>(
  needs: ReadonlyMap<string, readonly E[]>,
): readonly (readonly E[])[] {
  const settled = new Set<string>();
  return [...needs.keys()].flatMap((id) => circlesFrom(id, needs, settled));
}

interface Step<E> {
  readonly id: string;
  /** The edge that led here. */
  readonly by?: E;
  readonly untried: E[];
}

/**
 * Searches depth first from one node; a reference back to a node on the path closes a circle. The
 * path is a list instead of recursion, since a catalog may chain thousands of them.
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

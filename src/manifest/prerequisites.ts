import { type Problem, problem } from '../model/problem.ts';
import { sourcedIdOf, spanIn, titleOf, type WrittenNode } from './node.ts';
import { type Reference, referencesOf } from './references.ts';

/** Most units of a circle that a message names. */
const mostTold = 6;

/** Reports units that require themselves, directly or through others. */
export function checkPrerequisites(nodes: readonly WrittenNode[]): Problem[] {
  const units = nodes.filter(({ kind }) => kind === 'unit');
  const needs = new Map(units.map((unit) => [sourcedIdOf(unit) ?? '', referencesOf(unit)]));
  const settled = new Set<string>();
  return [...needs.keys()].flatMap((id) => circlesFrom(id, needs, settled)).map(circular);
}

interface Step {
  readonly id: string;
  /** The reference that led here. */
  readonly by?: Reference;
  readonly untried: Reference[];
}

/**
 * Searches depth first from one unit; a reference back to a unit on the path closes a circle. The
 * path is a list instead of recursion, since a catalog may chain thousands of units.
 */
function circlesFrom(
  start: string,
  needs: ReadonlyMap<string, readonly Reference[]>,
  settled: Set<string>,
): (readonly Reference[])[] {
  const circles: (readonly Reference[])[] = [];
  const enter = (id: string, by?: Reference): Step => ({
    id,
    ...(by && { by }),
    untried: [...(needs.get(id) ?? [])].reverse(),
  });
  const way = settled.has(start) ? [] : [enter(start)];
  for (let step = way.at(-1); step; step = way.at(-1)) {
    const next = step.untried.pop();
    if (!next) {
      settled.add(step.id);
      way.pop();
    } else if (needs.has(next.id) && !settled.has(next.id)) {
      const back = way.findIndex(({ id }) => id === next.id);
      if (back === -1) way.push(enter(next.id, next));
      else circles.push([...way.slice(back + 1).flatMap(({ by }) => by ?? []), next]);
    }
  }
  return circles;
}

function circular(circle: readonly Reference[]): Problem {
  const [first] = circle;
  const told = circle.slice(0, mostTold).map(({ from }) => titleOf(from));
  const dots = circle.length > mostTold ? ['…'] : [];
  const end = first ? [titleOf(first.from)] : [];
  return problem('reference/circular', {
    detail: `Each of these waits for the next: ${[...told, ...dots, ...end].join(' → ')}.`,
    ...(first && { span: spanIn(first.from, first.path) }),
  });
}

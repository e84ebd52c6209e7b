import { isSameParent } from './likeness.ts';
import type { Comparison } from './state.ts';

/**
 * The ids of nodes that changed their order among the siblings that stayed with them: those that
 * must be picked up and put elsewhere, as few as can be. Where two neighbours changed places, which
 * of them moved is a matter of taste; how many did is not.
 */
export function reordered(comparison: Comparison): ReadonlySet<string> {
  const { before, after } = comparison;
  const families = [...after.children].map(([, family]) => {
    const stayed = family.flatMap((id) => {
      const [was, now] = [before.nodes.get(id), after.nodes.get(id)];
      const isStaying = was && now && was.kind === now.kind && isSameParent(was, now, comparison);
      return isStaying ? [{ id, position: was.position }] : [];
    });
    const kept = new Set(longestRising(stayed.map(({ position }) => position)));
    return stayed.filter((_, index) => !kept.has(index)).map(({ id }) => id);
  });
  return new Set(families.flat());
}

/** The indexes of a longest rising run, in no order (patience sorting, n log n). */
function longestRising(numbers: readonly number[]): readonly number[] {
  const tails: { readonly index: number; readonly number: number }[] = [];
  const previous = new Map<number, number | undefined>();
  numbers.forEach((number, index) => {
    const last = tails.at(-1);
    // Nearly always everything is in order already.
    const at = !last || last.number < number ? tails.length : firstNotBelow(tails, number);
    previous.set(index, tails[at - 1]?.index);
    tails[at] = { index, number };
  });
  const run: number[] = [];
  for (let at = tails.at(-1)?.index; at !== undefined; at = previous.get(at)) run.push(at);
  return run;
}

function firstNotBelow(sorted: readonly { readonly number: number }[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.number ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

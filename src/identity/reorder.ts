import { longestRisingRun } from '../model/longest-run.ts';
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
    const kept = new Set(
      longestRisingRun(
        stayed.map(({ position }) => position),
        { strict: true },
      ),
    );
    return stayed.filter((_, index) => !kept.has(index)).map(({ id }) => id);
  });
  return new Set(families.flat());
}

import type { SnapshotNode } from '../model/snapshot.ts';
import { type Likeness, likeness, telling } from './likeness.ts';
import type { Comparison } from './state.ts';
import { differInNumberOnly, normalTitle } from './words.ts';

/** What a node was before stands under another id now. */
export interface Exchange {
  readonly was: SnapshotNode;
  readonly now: SnapshotNode;
  readonly likeness: Likeness;
}

/**
 * Whether a node that kept its id also kept what makes it recognisable: its title, or its text, or
 * what hangs under it.
 */
export function isStillItself(
  was: SnapshotNode,
  now: SnapshotNode,
  comparison: Comparison,
): boolean {
  if (normalTitle(was.title) === normalTitle(now.title)) return true;
  const { text, children } = likeness(was, now, comparison).parts;
  return (text ?? 0) >= telling || (children ?? 0) >= telling;
}

/** Beyond this many comparisons of equal titles a title is no evidence of anything. */
const mostComparisons = 900;

/**
 * Finds contents of one kind that went over to another id, among nodes that are not what they were,
 * so that none bears the title that it had.
 * Only the same title counts, together with the same text, children or parent, and only where
 * nothing else could be meant: an author may rename a node to whatever comes to mind.
 */
export function exchanges(
  before: readonly SnapshotNode[],
  after: readonly SnapshotNode[],
  comparison: Comparison,
): readonly Exchange[] {
  const later = Map.groupBy(after, ({ title }) => normalTitle(title));
  const earlier = Map.groupBy(before, ({ title }) => normalTitle(title));
  const found = [...earlier].flatMap(([title, olds]) => {
    const news = later.get(title) ?? [];
    if (olds.length * news.length > mostComparisons) return [];
    return olds.flatMap((was) => news.flatMap((now) => exchange(was, now, comparison)));
  });
  const uses = new Map<SnapshotNode, number>();
  for (const node of found.flatMap(({ was, now }) => [was, now])) {
    uses.set(node, (uses.get(node) ?? 0) + 1);
  }
  return found.filter(({ was, now }) => uses.get(was) === 1 && uses.get(now) === 1);
}

function exchange(was: SnapshotNode, now: SnapshotNode, comparison: Comparison): Exchange[] {
  const found = likeness(was, now, comparison);
  const { title = 0, place = 0, text = 0, children = 0 } = found.parts;
  const isSame =
    text >= telling || children >= telling || (place > 0 && !isRenumbering(was, now, comparison));
  return title >= telling && isSame ? [{ was, now, likeness: found }] : [];
}

/** After an insertion "Lesson 3" is called "Lesson 4", as another lesson was before. */
function isRenumbering(was: SnapshotNode, now: SnapshotNode, comparison: Comparison): boolean {
  const others = [
    comparison.after.nodes.get(was.sourcedId),
    comparison.before.nodes.get(now.sourcedId),
  ];
  return others.some((other) => other !== undefined && differInNumberOnly(other.title, was.title));
}

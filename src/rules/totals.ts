import { isNumber } from '../model/json.ts';
import { type Address, kindIn } from '../model/node.ts';
import { type RuleFacts, valueIn } from './facts.ts';

/** What stands below a course, in numbers. */
export interface CourseTotals {
  readonly totalLessons: number;
  /** Absent where nothing below says its XP. */
  readonly totalXp?: number;
}

/**
 * The totals of all courses. XP is that of each placement, else of its resource; a lesson whose
 * placements say none counts with its own.
 */
export function totalsOf({
  nodes,
  placed,
  courseOf,
}: RuleFacts): ReadonlyMap<Address, CourseTotals> {
  const byPlace = new Map<Address, number>();
  for (const { place, said, resource } of placed) {
    const xp = xpIn(said) ?? (resource && xpIn(resource.entity.fields));
    if (xp !== undefined) byPlace.set(place, (byPlace.get(place) ?? 0) + xp);
  }
  const totals = new Map<Address, { totalLessons: number; totalXp?: number }>();
  for (const [address, { entity }] of nodes) {
    const course = kindIn(address) === 'resource' ? undefined : courseOf(address);
    if (!course) continue;
    const sum = totals.get(course) ?? { totalLessons: 0 };
    totals.set(course, sum);
    if (entity.kind === 'lesson') sum.totalLessons += 1;
    const own = entity.kind === 'lesson' ? xpIn(entity.fields) : undefined;
    const xp = byPlace.get(address) ?? own;
    if (xp !== undefined) sum.totalXp = (sum.totalXp ?? 0) + xp;
  }
  return totals;
}

function xpIn(fields: Parameters<typeof valueIn>[0]): number | undefined {
  const xp = valueIn(fields, ['metadata', 'xp']);
  return isNumber(xp) && Number.isFinite(Number(xp)) ? Number(xp) : undefined;
}

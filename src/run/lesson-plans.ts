import { type Address, courseAbove, idIn, kindIn } from '../model/node.ts';
import { placedFields } from '../model/placements.ts';
import type { WritableChange, WritablePlan } from '../model/plan.ts';
import type { RemoteState } from '../model/remote.ts';
import type { LessonPlans } from '../model/report.ts';
import type { Opened } from './session.ts';

/** A plan, and the state before it. */
export interface PlannedWork {
  readonly plan: WritablePlan;
  readonly state: RemoteState;
}

/**
 * The courses whose structure a run changed, on a platform that keeps lesson plans of students, with the
 * results of syncing these plans if the user asked for it. Undefined if there is nothing to sync.
 */
export async function lessonPlansAfter(
  { open, world }: Pick<Opened, 'open' | 'world'>,
  work: PlannedWork,
  written: ReadonlySet<Address>,
  isAsked: boolean,
): Promise<LessonPlans | undefined> {
  const { lessonPlans } = open.remote;
  const courses = coursesOf(work, written);
  if (!lessonPlans || courses.length === 0) return undefined;
  const { path } = lessonPlans;
  if (!isAsked || world.stop.aborted) return { path, courses };
  const synced = courses.map(async (course) => {
    const problem = await lessonPlans.sync(course.sourcedId);
    return { ...course, ...(problem ? { problem } : { isSynced: true as const }) };
  });
  return { path, courses: await Promise.all(synced) };
}

/** The changed courses that existed before: a new course has no lesson plans yet. */
function coursesOf({ plan, state }: PlannedWork, written: ReadonlySet<Address>) {
  const planned = new Map(plan.changes.map((change) => [change.address, change.content.entity]));
  const changed = plan.changes
    .filter((change) => written.has(change.address) && isStructural(change, state))
    .flatMap(({ address }) => [
      courseAbove(address, (one) => planned.get(one) ?? state.entities.get(one)?.entity),
      courseAbove(address, (one) => state.entities.get(one)?.entity),
    ]);
  return [...new Set(changed)].flatMap((address) => {
    if (address === undefined) return [];
    const before = state.entities.get(address);
    if (before?.status !== 'active') return [];
    return [{ sourcedId: idIn(address), title: before.entity.title }];
  });
}

/** Whether students would find other content, or another order. */
function isStructural(change: WritableChange, { entities }: RemoteState): boolean {
  const kind = kindIn(change.address);
  if (kind !== 'unit' && kind !== 'lesson') return false;
  if (change.action !== 'update') return true;
  const isRestored = entities.get(change.address)?.status === 'tobedeleted';
  const placed: readonly string[] = placedFields;
  return isRestored || change.fields.some(({ path: [field] }) => placed.includes(field));
}

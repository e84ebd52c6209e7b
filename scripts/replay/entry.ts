import { sourcedIdFault } from '../../src/model/sourced-id.ts';
import type { Course, Lesson, State, Unit, Written } from './history.ts';

/** The kinds of a history, parents first. */
export const kinds = ['course', 'unit', 'lesson'] as const;

/** One node of one revision as its authors wrote it, with its place. */
export type Entry = {
  readonly parent?: Entry;
  /** The course that contains it; absent for a course. */
  readonly course?: Entry;
} & (
  | { readonly kind: 'course'; readonly written: Course }
  | { readonly kind: 'unit'; readonly written: Unit }
  | { readonly kind: 'lesson'; readonly written: Lesson }
);

/** The sourcedId of each entry in the manifests; an entry without one is not in it. */
export type Ids = ReadonlyMap<Entry, string>;

/** All nodes of a state in outline order. */
export function entriesOf({ courses }: State): readonly Entry[] {
  return courses.flatMap((written): Entry[] => {
    const course: Entry = { kind: 'course', written };
    return [course, ...written.units.flatMap((unit) => unitEntries(unit, course))];
  });
}

function unitEntries(written: Unit, course: Entry): Entry[] {
  const unit: Entry = { kind: 'unit', written, parent: course, course };
  const lessons = written.lessons.map(
    (lesson): Entry => ({ kind: 'lesson', written: lesson, parent: unit, course }),
  );
  return [unit, ...lessons];
}

/** Whether the authors' value can be an identity. */
export function hasUsableUuid({ written: { uuid } }: { readonly written: Written }): boolean {
  return uuid !== undefined && sourcedIdFault(uuid) === undefined;
}

import type { SeedRecord } from '../../src/features/emulator/server/emulator.ts';

/** How much others have on a platform. */
export interface Population {
  readonly courses: number;
  /** In each course, spread over its units of up to ten lessons. */
  readonly lessons: number;
  /** In each lesson; resources are shared by all courses. */
  readonly placements: number;
}

/** One course with ids that begin with its own: unit `ID-u1`, lesson `ID-l1`, placement `ID-l1-p1`. */
export function courseRecords(
  course: string,
  { lessons, placements }: Omit<Population, 'courses'>,
  fields: SeedRecord['record'] = {},
): readonly SeedRecord[] {
  const status = 'active';
  const link = (sourcedId: string) => ({ sourcedId });
  const own = {
    sourcedId: course,
    status,
    title: `Course ${course}`,
    courseCode: `code-${course}`,
  };
  const org = link('partner-sandbox');
  const records: SeedRecord[] = [{ kind: 'course', record: { ...own, org, ...fields } }];
  for (let number = 1; number <= lessons; number += 1) {
    const unit = `${course}-u${Math.ceil(number / 10)}`;
    const within = { course: link(course), status, sortOrder: number };
    if (number % 10 === 1) {
      const record = { sourcedId: unit, title: `Unit ${unit}`, ...within };
      records.push({ kind: 'unit', record });
    }
    const lesson = `${course}-l${number}`;
    const places = Array.from({ length: placements }, (_, index) => link(`r${index + 1}`));
    const [resource] = places;
    const placing = resource ? { resource, resources: places } : {};
    records.push({
      kind: 'lesson',
      record: {
        ...{ sourcedId: lesson, title: `Lesson ${lesson}`, unit: link(unit) },
        ...within,
        ...placing,
      },
    });
  }
  return records;
}

/** The resources that the courses place. */
export function sharedResources(placements: number): readonly SeedRecord[] {
  return Array.from({ length: placements }, (_, index) => {
    const sourcedId = `r${index + 1}`;
    const title = `Resource ${sourcedId}`;
    return {
      kind: 'resource',
      record: { sourcedId, status: 'active', title, vendorResourceId: sourcedId },
    } as const;
  });
}

/** Courses `other-1` … of others. */
export function othersRecords({ courses, ...each }: Population): readonly SeedRecord[] {
  return Array.from({ length: courses }, (_, index) =>
    courseRecords(`other-${index + 1}`, each),
  ).flat();
}

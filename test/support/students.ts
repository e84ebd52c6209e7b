import type { Emulator } from '../../src/features/emulator/server/emulator.ts';
import type { JsonObject } from '../../src/model/json.ts';

/** Somebody whose name and id must be nowhere. */
export const pupil = {
  sourcedId: 'pupil-4711',
  givenName: 'Wilhelmina',
  familyName: 'Quux',
} as const;

/** Puts students' work there: so many results of a lesson, and classes of `course-1`, some retired. */
export function seedWork(
  emulator: Emulator,
  results: Readonly<Record<string, number>>,
  classes: { readonly open: number; readonly retired?: number } = { open: 0 },
): void {
  const numbered = (count: number) => Array.from({ length: count }, (_, index) => index);
  emulator.seed([
    { kind: 'user', record: { ...pupil, enabledUser: 'true', roles: [] } },
    ...Object.entries(results).flatMap(([lesson, count]) =>
      numbered(count).map((index) => ({
        kind: 'assessmentResult' as const,
        record: resultOf(lesson, index),
      })),
    ),
    ...numbered(classes.open + (classes.retired ?? 0)).flatMap((index) => {
      const isOpen = index < classes.open;
      const group: JsonObject = {
        sourcedId: `class-${index}`,
        title: 'Class',
        status: isOpen ? 'active' : 'tobedeleted',
        course: { sourcedId: 'course-1' },
      };
      return [
        { kind: 'class' as const, record: group },
        ...[0, 1, 2].map((number) => ({
          kind: 'enrollment' as const,
          record: {
            sourcedId: `enrollment-${index}-${number}`,
            status: number === 2 ? 'tobedeleted' : 'active',
            role: 'student',
            user: { sourcedId: pupil.sourcedId },
            class: { sourcedId: `class-${index}` },
          },
        })),
      ];
    }),
  ]);
}

function resultOf(lesson: string, index: number): JsonObject {
  return {
    sourcedId: `result-${lesson}-${index}`,
    status: 'active',
    student: { sourcedId: pupil.sourcedId },
    assessmentLineItem: { sourcedId: lesson },
    score: 1,
  };
}

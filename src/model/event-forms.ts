/** What becomes of an event: 400, or 202 and nothing else. */
export type EventLoss = 'rejected' | 'dropped';

/** How Caliper events name the student, the app and what is in the catalog, on one platform. */
export interface EventForms {
  /** Between the base URL and the sourcedId. */
  readonly coursePath: string;
  readonly lessonPath: string;
  readonly userPath: string;
  readonly applicationPath: string;
  /** The place at which a lesson counts. */
  readonly lessonAt: 'either' | 'extensions.lesson.id' | 'object.assignable.id';
  readonly actor: 'either' | 'application' | 'student';
  readonly subjects: readonly string[];
  /** Keys that no event may lack. */
  readonly required: readonly string[];
  /** `GradeEvent Graded`: each type with each of its actions. */
  readonly actions: readonly string[];
  /** Types that carry a result, and so need a course, a lesson and a subject. */
  readonly graded: readonly string[];
  /** The most events of one request. */
  readonly perPost: number;
  readonly without: Readonly<Record<EventNeed, EventLoss | 'credited'>>;
}

/** What can be lacking or wrong in an event. */
export type EventNeed = 'course' | 'knownCourse' | 'lesson' | 'knownLesson' | 'subject' | 'student';

/** The address by which events name one of these. No sourcedId needs more escaping than this. */
export function eventUrl(baseUrl: string, path: string, sourcedId: string): string {
  return `${baseUrl}${path}/${encodeURIComponent(sourcedId)}`;
}

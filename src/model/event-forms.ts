/** How an event is lost: rejected with 400, or accepted with 202 and dropped. */
export type EventLoss = 'rejected' | 'dropped';

/** How Caliper events name the student, the app and catalog nodes on one platform. */
export interface EventForms {
  /** Path between base URL and sourcedId. */
  readonly coursePath: string;
  readonly lessonPath: string;
  readonly userPath: string;
  readonly applicationPath: string;
  /** Where the platform expects the lesson. */
  readonly lessonAt: 'either' | 'extensions.lesson.id' | 'object.assignable.id';
  readonly actor: 'either' | 'application' | 'student';
  readonly subjects: readonly string[];
  /** Keys that every event needs. */
  readonly required: readonly string[];
  /** `GradeEvent Graded`: each type with each of its actions. */
  readonly actions: readonly string[];
  /** Types that carry a result and therefore need a course, a lesson and a subject. */
  readonly graded: readonly string[];
  /** Most events in one request. */
  readonly perPost: number;
  readonly without: Readonly<Record<EventNeed, EventLoss | 'credited'>>;
}

/** A part of an event that can be missing or wrong. */
export type EventNeed = 'course' | 'knownCourse' | 'lesson' | 'knownLesson' | 'subject' | 'student';

/** The URL of a node or person in events. No sourcedId needs more escaping than this. */
export function eventUrl(baseUrl: string, path: string, sourcedId: string): string {
  return `${baseUrl}${path}/${encodeURIComponent(sourcedId)}`;
}

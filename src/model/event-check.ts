import type { Problem } from './problem.ts';

/**
 * Expected result of an event. `recorded`: accepted without a result, such as a login. `credited`:
 * its result counts for a course and lesson of the catalog.
 */
export type EventVerdict = 'credited' | 'recorded' | EventLoss;

export const eventVerdicts: readonly EventVerdict[] = [
  'credited',
  'recorded',
  'rejected',
  'dropped',
];

/** One event of a file, checked against the catalog. Holds no name or id of a person. */
export interface CheckedEvent {
  /** First line of the event, from one. */
  readonly line: number;
  readonly type?: string;
  readonly action?: string;
  readonly verdict: EventVerdict;
  /** sourcedIds of the course and lesson that it names, if the catalog has them. */
  readonly course?: string;
  readonly lesson?: string;
  /** Places where it names a lesson. */
  readonly lessonAt: readonly LessonPlace[];
  readonly problems: readonly Problem[];
}

export type LessonPlace = 'extensions.lesson.id' | 'object.assignable.id' | 'object.id';

/** Number of events that refer to a lesson. */
export interface LessonTally {
  readonly sourcedId: string;
  readonly title: string;
  readonly course: string;
  readonly events: Readonly<Record<EventVerdict, number>>;
}

export interface EventsReport {
  readonly file: string;
  /** The platform whose event forms were used. */
  readonly environment: { readonly name: string; readonly baseUrl: string };
  readonly events: readonly CheckedEvent[];
  /** All lessons of the catalog, in the authors' order. */
  readonly lessons: readonly LessonTally[];
  /** Problems of the file as a whole. */
  readonly problems: readonly Problem[];
}

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
type EventNeed = 'course' | 'knownCourse' | 'lesson' | 'knownLesson' | 'subject' | 'student';

/** The URL of a node or person in events. No sourcedId needs more escaping than this. */
export function eventUrl(baseUrl: string, path: string, sourcedId: string): string {
  return `${baseUrl}${path}/${encodeURIComponent(sourcedId)}`;
}

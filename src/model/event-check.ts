import type { EventLoss } from './event-forms.ts';
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

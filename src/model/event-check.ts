import type { EventLoss } from './event-forms.ts';
import type { Problem } from './problem.ts';

/**
 * What would become of an event. `recorded`: it is taken and carries no result, such as a login.
 * `credited`: its result counts for a course and lesson of the catalog.
 */
export type EventVerdict = 'credited' | 'recorded' | EventLoss;

export const eventVerdicts: readonly EventVerdict[] = [
  'credited',
  'recorded',
  'rejected',
  'dropped',
];

/** One event of a file, held against the catalog. Holds no name and no id of a person. */
export interface CheckedEvent {
  /** Where it begins, from one. */
  readonly line: number;
  readonly type?: string;
  readonly action?: string;
  readonly verdict: EventVerdict;
  /** The sourcedIds of the course and lesson of the catalog that it names. */
  readonly course?: string;
  readonly lesson?: string;
  /** The places at which it names a lesson, where it names one. */
  readonly lessonAt: readonly LessonPlace[];
  readonly problems: readonly Problem[];
}

export type LessonPlace = 'extensions.lesson.id' | 'object.assignable.id' | 'object.id';

/** How often events refer to a lesson. */
export interface LessonTally {
  readonly sourcedId: string;
  readonly title: string;
  readonly course: string;
  readonly events: Readonly<Record<EventVerdict, number>>;
}

export interface EventsReport {
  readonly file: string;
  /** The platform whose forms the events were held against. */
  readonly environment: { readonly name: string; readonly baseUrl: string };
  readonly events: readonly CheckedEvent[];
  /** All lessons of the catalog, in the authors' order. */
  readonly lessons: readonly LessonTally[];
  /** About the file as a whole. */
  readonly problems: readonly Problem[];
}

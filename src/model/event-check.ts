import type { Problem } from './problem.ts';

/**
 * Expected result of an event. `recorded`: accepted without a result, such as a login. `credited`:
 * its result counts for a course of the catalog. `doubtful`: one source says that it is lost, and
 * another that it is not.
 */
export type EventVerdict = 'credited' | 'recorded' | 'doubtful' | EventLoss;

export const eventVerdicts: readonly EventVerdict[] = [
  'credited',
  'recorded',
  'doubtful',
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

/** Places where documents, clients or the Caliper standard name a lesson. */
export const lessonPlaces = [
  'extensions.lesson.id',
  'object.assignable.id',
  'object.assignable.isPartOf.id',
  'generated.assignable.id',
  'object.id',
  'object.isPartOf.id',
] as const;

export type LessonPlace = (typeof lessonPlaces)[number];

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

/** What becomes of events of which sources say two things: `unclear`, or what the config settles. */
export type Settling<T extends string> = 'unclear' | T;

/** How Caliper events name the student, the app and catalog nodes on one platform. */
export interface EventForms {
  /** Path between base URL and sourcedId. */
  readonly coursePath: string;
  /** Absent if events name no lesson. */
  readonly lessonPath?: string;
  readonly userPath: string;
  /** Absent if events name no app by its id. */
  readonly applicationPath?: string;
  /** Where the platform expects the lesson. */
  readonly lessonAt: 'either' | LessonPlace;
  /** `byType`: the app in the events of `ofApplication`, the student in all others. */
  readonly actor: 'either' | 'application' | 'student' | 'byType';
  /** `GradeEvent Graded`: events whose actor is the app. */
  readonly ofApplication: readonly string[];
  readonly subjects: readonly string[];
  /** What `@context` has to contain. */
  readonly context: string;
  /** Keys that every event needs. */
  readonly required: readonly string[];
  /** Keys that hold a date and time if they are given. */
  readonly times: readonly string[];
  /** `GradeEvent Graded`: each type with each of its actions. */
  readonly actions: readonly string[];
  /** Types of the SDK's own profile: metrics about an activity of a course. */
  readonly activities: readonly string[];
  /** Types that need a subject and a course. */
  readonly graded: readonly string[];
  /** Types with an action that can carry a result. */
  readonly results: readonly string[];
  /** `ActivityEvent xpEarned`: each type of `activities` with each of its metrics. */
  readonly metrics: readonly string[];
  /** Keys of `extensions` that all sources allow. */
  readonly extensions: readonly string[];
  /** What becomes of an event with other keys there. */
  readonly otherExtensions: Settling<'rejected' | 'ignored'>;
  /** Whether actor and object may be a text, their id alone. */
  readonly entities: Settling<'objects' | 'either'>;
  /** Most events in one request; 0: no document names a number. */
  readonly perPost: number;
  /** Whether one event that is rejected decides for its whole envelope. */
  readonly envelope: 'whole' | 'each';
  /** Keys that an envelope needs beside its events, each a text. */
  readonly envelopeKeys: readonly string[];
  /** What becomes of the result of an activity that does not say whether it is to be processed. */
  readonly unprocessed: Settling<'credited' | 'recorded'>;
  readonly without: Readonly<Record<EventNeed, Settling<EventLoss | 'credited'>>>;
}

/** A part of an event that can be missing or wrong. */
type EventNeed =
  | 'course'
  | 'knownCourse'
  | 'lesson'
  | 'knownLesson'
  | 'subject'
  | 'student'
  | 'score';

/** The URL of a node or person in events. No sourcedId needs more escaping than this. */
export function eventUrl(baseUrl: string, path: string, sourcedId: string): string {
  return `${baseUrl}${path}/${encodeURIComponent(sourcedId)}`;
}

import type { Problem } from './problem.ts';

/**
 * The expected result of an event. `recorded`: accepted without a result, such as a login. `credited`: its
 * result counts for a course of the catalog. `doubtful`: one source says that it is lost, another that it
 * is not.
 */
export type EventVerdict = 'credited' | 'recorded' | 'doubtful' | EventLoss;

/** All verdicts, in the order in which reports count them. */
export const eventVerdicts: readonly EventVerdict[] = [
  'credited',
  'recorded',
  'doubtful',
  'rejected',
  'dropped',
];

/** One event of a file, checked against the catalog. It holds no name or id of a person. */
export interface CheckedEvent {
  /** The first line of the event, counted from one. */
  readonly line: number;
  readonly type?: string;
  readonly action?: string;
  readonly verdict: EventVerdict;
  /** The sourcedIds of the course and lesson that the event names, if the catalog has them. */
  readonly course?: string;
  readonly lesson?: string;
  /** The places in the event that name a lesson. */
  readonly lessonAt: readonly LessonPlace[];
  readonly problems: readonly Problem[];
}

/** The places at which documents, clients or the Caliper standard put the lesson of an event. */
export const lessonPlaces = [
  'extensions.lesson.id',
  'object.assignable.id',
  'object.assignable.isPartOf.id',
  'generated.assignable.id',
  'object.id',
  'object.isPartOf.id',
] as const;

/** A place in an event that may name the lesson. */
export type LessonPlace = (typeof lessonPlaces)[number];

/** The number of events that refer to a lesson, by verdict. */
export interface LessonTally {
  readonly sourcedId: string;
  readonly title: string;
  readonly course: string;
  readonly events: Readonly<Record<EventVerdict, number>>;
}

/** The result of checking a file of events. */
export interface EventsReport {
  readonly file: string;
  /** The platform whose forms of events were used. */
  readonly environment: { readonly name: string; readonly baseUrl: string };
  readonly events: readonly CheckedEvent[];
  /** All lessons of the catalog, in the authors' order. */
  readonly lessons: readonly LessonTally[];
  /** The problems of the file as a whole. */
  readonly problems: readonly Problem[];
}

/** How an event is lost: rejected with 400, or accepted with 202 and dropped. */
export type EventLoss = 'rejected' | 'dropped';

/** The result of events about which sources disagree: `unclear`, or the value that the config settles. */
export type Settling<T extends string> = 'unclear' | T;

/** How Caliper events name the student, the app and catalog nodes on one platform. */
export interface EventForms {
  /** The path between the base URL and the sourcedId. */
  readonly coursePath: string;
  /** Absent if events do not name lessons. */
  readonly lessonPath?: string;
  readonly userPath: string;
  /** Absent if events do not name the app by its id. */
  readonly applicationPath?: string;
  /** The place at which the platform expects the lesson. */
  readonly lessonAt: 'either' | LessonPlace;
  /** `byType`: the app in the events of `ofApplication`, the student in all others. */
  readonly actor: 'either' | 'application' | 'student' | 'byType';
  /** Pairs such as `GradeEvent Graded`: the events whose actor is the app. */
  readonly ofApplication: readonly string[];
  readonly subjects: readonly string[];
  /** The text that `@context` must contain. */
  readonly context: string;
  /** Keys that every event needs. */
  readonly required: readonly string[];
  /** Keys that hold a date and time if they are given. */
  readonly times: readonly string[];
  /** Pairs such as `GradeEvent Graded`: each type with each of its actions. */
  readonly actions: readonly string[];
  /** The types of the official SDK's own profile: metrics about an activity of a course. */
  readonly activities: readonly string[];
  /** The types that need a subject and a course. */
  readonly graded: readonly string[];
  /** The pairs of type and action that can carry a result. */
  readonly results: readonly string[];
  /** Pairs such as `ActivityEvent xpEarned`: each type of `activities` with each of its metrics. */
  readonly metrics: readonly string[];
  /** The keys of `extensions` that all sources allow. */
  readonly extensions: readonly string[];
  /** The result of an event with other keys in `extensions`. */
  readonly otherExtensions: Settling<'rejected' | 'ignored'>;
  /** Whether actor and object may be their id alone, as a text. */
  readonly entities: Settling<'objects' | 'either'>;
  /** The most events in one request. 0: no document names a number. */
  readonly perPost: number;
  /** Whether one rejected event makes the platform reject its whole envelope. */
  readonly envelope: 'whole' | 'each';
  /** The keys that an envelope needs beside its events, each with a text. */
  readonly envelopeKeys: readonly string[];
  /** The result of an activity that does not say whether it is to be processed. */
  readonly unprocessed: Settling<'credited' | 'recorded'>;
  /** The result of an event in which a part is missing or wrong. */
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

/** The URL that events use for a node or person. Every character of the id that needs it is escaped. */
export function eventUrl(baseUrl: string, path: string, sourcedId: string): string {
  return `${baseUrl}${path}/${encodeURIComponent(sourcedId)}`;
}

import type { Json, JsonObject } from '../../../model/json.ts';
import type { Checked, Problem } from '../../../model/problem.ts';
import type { NewTestRecord, TestRecordKind } from '../../../model/rehearsal.ts';

/** What is needed to make the event of one trial. */
export interface TrialEvent {
  readonly run: string;
  /** UUID of the event; `attempt` is the UUID of the attempt that it is about. */
  readonly event: string;
  readonly attempt: string;
  /** The time of the event in ISO 8601. */
  readonly at: string;
  readonly student: NewTestRecord;
  readonly course: {
    readonly sourcedId: string;
    readonly title: string;
    /** The subject of the course, as its events name it. */
    readonly subject: string;
    /** How addresses of apps on the SDK name the course: by its code, or by subject and grade. */
    readonly segment: string;
  };
  readonly lesson: string;
  readonly title: string;
  readonly xp: number;
  /** The app that sends the event: an address, `…/applications/1.0/ID`, or a name. */
  readonly application: string;
  readonly baseUrl: string;
}

/** An event to send, and how its credit is recognised. */
export interface TestEvent {
  /** The body of the request: the event, or an envelope around it. */
  readonly body: JsonObject;
  /** What a credit names as its source: the id of the event, or of its line item. */
  readonly sign: string;
  /** The line item that the platform makes from the event; absent: it makes none. */
  readonly lineItem?: NewTestRecord;
}

/** What the platform credited for an event. */
export interface Credit {
  /** The source that the credit names: the event or its line item. */
  readonly source: string;
  /** The XP; absent if the platform does not say. */
  readonly value?: number;
}

/** The result of making a record. */
export interface Making {
  readonly failed: Problem | undefined;
  /** The id that the platform gave the record, if not the one that was sent. */
  readonly otherId?: string;
}

/** A record that a rehearsal makes itself, in contrast to line items, which the platform makes. */
export type OwnTestRecord = NewTestRecord & { readonly kind: Exclude<TestRecordKind, 'lineItem'> };

/**
 * The only code that writes people, classes and enrollments to a platform. Only `src/features/rehearse` may
 * import it: on a production platform these records belong to others.
 */
export interface RehearsalApi {
  /** The ids of terms that a test class may name. */
  readonly terms: () => Promise<Checked<readonly string[]>>;
  /** Reduces a record with the fields of all dialects to the fields that this dialect sends. */
  readonly formOf: (whole: JsonObject) => JsonObject;
  readonly make: (record: OwnTestRecord) => Promise<Making>;
  /** Links a guardian to a student. */
  readonly link: (student: NewTestRecord, guardian: NewTestRecord) => Promise<Problem | undefined>;
  /** Makes the event about one lesson that an app of the dialect would send. */
  readonly eventOf: (trial: TrialEvent) => TestEvent;
  /** Sends an event, unless `stop` was aborted before its turn came. */
  readonly send: (
    event: TestEvent,
    title: string,
    stop: AbortSignal,
  ) => Promise<Problem | 'not sent' | undefined>;
  readonly creditsOf: (student: NewTestRecord) => Promise<Checked<readonly Credit[]>>;
  /** The run that a record on the platform was made for; undefined if there is no such record. */
  readonly runOf: (
    record: NewTestRecord,
    run: string,
  ) => Promise<Checked<{ readonly run: Json } | undefined>>;
  /** Marks a test record `tobedeleted`; for a line item, the results in it first. */
  readonly retire: (record: NewTestRecord) => Promise<Problem | undefined>;
}

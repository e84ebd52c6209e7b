import type { Json, JsonObject } from '../../../model/json.ts';
import type { Checked, Problem } from '../../../model/problem.ts';
import type { NewTestRecord, TestRecordKind } from '../../../model/rehearsal.ts';

/** What the event of one trial is about. */
export interface TrialEvent {
  readonly run: string;
  /** UUIDs: of the event, and of what it is about. */
  readonly event: string;
  readonly attempt: string;
  /** ISO 8601. */
  readonly at: string;
  readonly student: NewTestRecord;
  readonly course: {
    readonly sourcedId: string;
    readonly title: string;
    /** What its events name as their subject. */
    readonly subject: string;
    /** How apps on the SDK name it in addresses: its code, or subject and grade. */
    readonly segment: string;
  };
  readonly lesson: string;
  readonly title: string;
  readonly xp: number;
  /** The app that sends it: an address, `…/applications/1.0/ID`, or a name. */
  readonly application: string;
  readonly baseUrl: string;
}

/** An event as it is sent, and by what it is known again. */
export interface TestEvent {
  /** What is sent: the event, or an envelope with it. */
  readonly body: JsonObject;
  /** What the credit for it names: the id of the event, or of its line item. */
  readonly sign: string;
  /** The line item that the platform makes of it. */
  readonly lineItem?: NewTestRecord;
}

/** What the platform credited for an event. */
export interface Credit {
  /** What it names: the event or its line item. */
  readonly source: string;
  /** XP; absent: the platform does not tell. */
  readonly value?: number;
}

/** What came of making a record. */
export interface Making {
  readonly failed: Problem | undefined;
  /** The id that the platform gave it in place of its own. */
  readonly otherId?: string;
}

/** A record that a rehearsal makes itself. */
export type OwnTestRecord = NewTestRecord & { readonly kind: Exclude<TestRecordKind, 'lineItem'> };

/**
 * The one way to write people, classes and enrollments to a platform. Only `src/features/rehearse` may
 * import this: in production these belong to others.
 */
export interface RehearsalApi {
  /** Terms that a class for testing names. */
  readonly terms: () => Promise<Checked<readonly string[]>>;
  /** A record as it is sent, of one with all fields that any dialect has. */
  readonly formOf: (whole: JsonObject) => JsonObject;
  readonly make: (record: OwnTestRecord) => Promise<Making>;
  /** Links a guardian to a student. */
  readonly link: (student: NewTestRecord, guardian: NewTestRecord) => Promise<Problem | undefined>;
  /** The event about one lesson that an app of the dialect sends. */
  readonly eventOf: (trial: TrialEvent) => TestEvent;
  /** Not sent if `stop` was aborted before its turn came. */
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
  /** Marks what was made `tobedeleted`; of a line item, the results in it first. */
  readonly retire: (record: NewTestRecord) => Promise<Problem | undefined>;
}

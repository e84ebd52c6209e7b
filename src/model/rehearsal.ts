import type { JsonObject } from './json.ts';
import type { Address } from './node.ts';
import type { Problem } from './problem.ts';
import type { Platform } from './remote.ts';

/** Records that a rehearsal creates, in the order of creation; line items are made of its events. */
export const testRecordKinds = ['user', 'class', 'enrollment', 'lineItem'] as const;
export type TestRecordKind = (typeof testRecordKinds)[number];

/** `line item`, for people. */
export function kindText(kind: TestRecordKind): string {
  return kind === 'lineItem' ? 'line item' : kind;
}

/** A record that a rehearsal created, and its state. */
export interface TestRecord {
  readonly kind: TestRecordKind;
  readonly sourcedId: string;
  /** Its purpose, for people: "student", "class of Reading". */
  readonly called: string;
  /** `retired`: marked `tobedeleted`. `absent`: the platform never had it. */
  readonly state: 'retired' | 'absent' | 'left';
}

/**
 * A record that a rehearsal makes: its body as it is sent, but for the envelope. Of a line item, which the
 * platform makes: what its id is made from, as `object` and `course`.
 */
export interface NewTestRecord {
  readonly kind: TestRecordKind;
  readonly sourcedId: string;
  readonly called: string;
  readonly body: JsonObject;
}

/** The result for one lesson. */
export type TrialState =
  /** The platform credited XP, or keeps a result. */
  | 'credited'
  /** The event was accepted, but no XP showed in the given time. */
  | 'not-credited'
  /** The event was rejected. */
  | 'refused'
  /** The lesson is missing or retired on the platform. No event was sent. */
  | 'not-published'
  /** The rehearsal ended before the event was sent. */
  | 'not-sent';

/** The result of one lesson in a rehearsal. */
export interface Trial {
  readonly address: Address;
  readonly title: string;
  readonly state: TrialState;
  /** Milliseconds from the answer to the event until the XP or the result was seen. */
  readonly afterMs?: number;
  /** XP that the platform credited; absent: it does not tell. */
  readonly xp?: number;
  /** Why the event was rejected. */
  readonly problem?: Problem;
}

/** The result of a rehearsal: its trials, and what was created and cleaned up. */
export interface Rehearsal {
  readonly platform: Platform;
  /** The org of the test student. */
  readonly org: string;
  readonly trials: readonly Trial[];
  /** Number of lessons left out because there are too many. */
  readonly omitted: number;
  readonly props: readonly TestRecord[];
  /** Relative to the folder of the catalog. */
  readonly receipt: string;
  /** Problems while waiting and cleaning up. */
  readonly problems: readonly Problem[];
}

/** Whether XP came for every lesson and nothing was left behind. */
export function isSound({ trials, props, problems }: Rehearsal): boolean {
  return (
    trials.length > 0 &&
    trials.every(({ state }) => state === 'credited') &&
    isClean({ props }) &&
    problems.length === 0
  );
}

/** Whether no record of the rehearsal is still live. */
export function isClean({ props }: Pick<Rehearsal, 'props'>): boolean {
  return props.every(({ state }) => state !== 'left');
}

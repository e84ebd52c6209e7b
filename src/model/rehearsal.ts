import type { JsonObject } from './json.ts';
import type { Address } from './node.ts';
import type { Problem } from './problem.ts';
import type { Platform } from './remote.ts';

/** The records of a rehearsal, in the order of creation. The platform makes line items from its events. */
export const testRecordKinds = ['user', 'class', 'enrollment', 'lineItem'] as const;
/** A kind of record that a rehearsal creates. */
export type TestRecordKind = (typeof testRecordKinds)[number];

/** The name of a kind for people, such as `line item`. */
export function kindText(kind: TestRecordKind): string {
  return kind === 'lineItem' ? 'line item' : kind;
}

/** A record that a rehearsal created, and its state. */
export interface TestRecord {
  readonly kind: TestRecordKind;
  readonly sourcedId: string;
  /** The purpose of the record, for people: "student", "class of Reading". */
  readonly called: string;
  /** `retired`: marked `tobedeleted`. `absent`: the platform never had it. `left`: still live. */
  readonly state: 'retired' | 'absent' | 'left';
}

/**
 * A record that a rehearsal creates. `body` is what is sent, without the envelope. For a line item, which
 * the platform makes, `body` has the `object` and `course` that its id is made from.
 */
export interface NewTestRecord {
  readonly kind: TestRecordKind;
  readonly sourcedId: string;
  readonly called: string;
  readonly body: JsonObject;
}

/** The result of one lesson in a rehearsal, as a word. */
export type TrialState =
  /** The platform credited XP, or keeps a result. */
  | 'credited'
  /** The event was accepted, but no XP showed in the given time. */
  | 'not-credited'
  /** The event was rejected. */
  | 'refused'
  /** The lesson is missing or retired on the platform, so no event was sent. */
  | 'not-published'
  /** The rehearsal ended before the event was sent. */
  | 'not-sent';

/** The result of one lesson in a rehearsal. */
export interface Trial {
  readonly address: Address;
  readonly title: string;
  readonly state: TrialState;
  /** The milliseconds from the answer to the event until the XP or the result was seen. */
  readonly afterMs?: number;
  /** The XP that the platform credited. Absent: the platform does not tell. */
  readonly xp?: number;
  /** The reason why the event was rejected. */
  readonly problem?: Problem;
}

/** The result of a rehearsal: its trials, and what was created and cleaned up. */
export interface Rehearsal {
  readonly platform: Platform;
  /** The org of the test student. */
  readonly org: string;
  readonly trials: readonly Trial[];
  /** The number of lessons that were left out because there are too many. */
  readonly omitted: number;
  readonly props: readonly TestRecord[];
  /** The path of the receipt, relative to the folder of the catalog. */
  readonly receipt: string;
  /** The problems while waiting and cleaning up. */
  readonly problems: readonly Problem[];
}

/** Whether every lesson was credited, nothing is left on the platform, and there were no problems. */
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

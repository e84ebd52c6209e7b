import type { Address } from './address.ts';
import type { Problem } from './problem.ts';
import type { Platform } from './remote.ts';

/** What a rehearsal makes on a platform, in the order in which it is made. */
export const propKinds = ['user', 'class', 'enrollment'] as const;
export type PropKind = (typeof propKinds)[number];

/** Something that was made for a rehearsal, and what became of it. */
export interface Prop {
  readonly kind: PropKind;
  readonly sourcedId: string;
  /** What it is for, for people: "student", "class of Reading". */
  readonly called: string;
  /** `retired`: marked `tobedeleted`. `absent`: the platform never had it. */
  readonly state: 'retired' | 'absent' | 'left';
}

/** How far one lesson came. */
export type TrialState =
  /** XP was credited for it. */
  | 'credited'
  /** The event was taken, and no XP showed in the time given. */
  | 'not-credited'
  /** The event was not taken. */
  | 'refused'
  /** The platform does not hold the lesson, or has retired it: no event was sent. */
  | 'not-published'
  /** The rehearsal ended before its turn. */
  | 'not-sent';

/** One lesson in a rehearsal. */
export interface Trial {
  readonly address: Address;
  readonly title: string;
  readonly state: TrialState;
  /** From the answer to the event until the XP was seen, in milliseconds. */
  readonly afterMs?: number;
  /** As the platform credited it. */
  readonly xp?: number;
  /** Why the event was not taken. */
  readonly problem?: Problem;
}

/** What a rehearsal found out. */
export interface Rehearsal {
  readonly platform: Platform;
  /** The org of the test student. */
  readonly org: string;
  readonly trials: readonly Trial[];
  /** Lessons that were left out because there are too many. */
  readonly omitted: number;
  readonly props: readonly Prop[];
  /** Relative to the folder of the catalog. */
  readonly receipt: string;
  /** Of the waiting and of the cleaning up. */
  readonly problems: readonly Problem[];
}

/** Whether XP came for every lesson, and nothing was left behind. */
export function isSound({ trials, props, problems }: Rehearsal): boolean {
  return (
    trials.length > 0 &&
    trials.every(({ state }) => state === 'credited') &&
    isClean({ props }) &&
    problems.length === 0
  );
}

/** Whether nothing that was made is still live. */
export function isClean({ props }: Pick<Rehearsal, 'props'>): boolean {
  return props.every(({ state }) => state !== 'left');
}

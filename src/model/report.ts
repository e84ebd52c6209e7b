import type { Explanation } from './explanation.ts';
import type { Json, JsonObject } from './json.ts';
import type { Address } from './node.ts';
import type { Action, Plan } from './plan.ts';
import type { Checked, Problem } from './problem.ts';
import type { Platform } from './remote.ts';

interface Base {
  readonly address: Address;
  readonly title: string;
  readonly action: Action;
}

/** The outcome of one change. Every change of a plan has exactly one. */
export type Outcome =
  | (Base & { readonly status: 'applied' })
  | (Base & { readonly status: 'failed'; readonly problem: Problem })
  | (Base & {
      readonly status: 'not-tried';
      /**
       * `earlier failure`: a node it depends on was not written. `platform failing`: after repeated
       * failures nothing more was sent.
       */
      readonly because: 'earlier failure' | 'interrupted' | 'platform failing';
      readonly blockedBy?: Address;
    });

/** A field that was sent and that the platform did not keep. */
export interface Unkept {
  readonly address: Address;
  readonly title: string;
  readonly path: readonly [string, ...string[]];
  readonly sent: Json;
  readonly kept: Json;
}

/** Nodes that the platform accepted but still shows in their former state. */
export interface Invisible {
  readonly nodes: readonly Base[];
  /** Milliseconds during which they were read again. */
  readonly waited: number;
  /** `apply/not-visible`. */
  readonly problem: Problem;
}

/** What reading back after the writes showed: converged, differences, or why it is unknown. */
export type Settled =
  | { readonly state: 'converged' }
  | {
      readonly state: 'differs';
      readonly fields: readonly Unkept[];
      /** Corrections that would settle the differences. */
      readonly explanation?: Explanation;
      /** Nodes that do not show yet, beside the differences. */
      readonly invisible?: Invisible;
    }
  /** Everything that shows is as it was sent. */
  | { readonly state: 'not-visible'; readonly invisible: Invisible }
  | { readonly state: 'unread'; readonly problem: Problem };

/** Lesson plans of students that a change of a course may have left behind. */
export interface LessonPlans {
  /** What the course and `/sync` follow in the call that brings them up to date. */
  readonly path: string;
  readonly courses: readonly {
    readonly sourcedId: string;
    readonly title: string;
    /** Present where the call was made and answered. */
    readonly isSynced?: true;
    /** Why the call failed. */
    readonly problem?: Problem;
  }[];
}

/** The result of an apply: the outcome of each change, and what reading back showed. */
export interface ApplyReport {
  readonly platform: Platform;
  readonly digest: string;
  readonly outcomes: readonly Outcome[];
  readonly unchanged: number;
  readonly settled: Settled;
  /** The receipt of the run, relative to the catalog; absent if nothing was sent. */
  readonly receipt?: {
    readonly file: string;
    /** The receipt that an undo takes back; absent for other runs. */
    readonly undoes?: string;
    /** Why writing to it failed, or the lock was lost. Nothing was sent after that. */
    readonly problem?: Problem;
  };
  /** Present where the structure of courses changed, on a platform that has such plans. */
  readonly lessonPlans?: LessonPlans;
  /** Present for a resumed run: the number of changes that were written before. */
  readonly resumed?: { readonly earlier: number };
}

/** Nodes that do not show yet, for any result of reading back. */
export function invisibleIn(settled: Settled): Invisible | undefined {
  return 'invisible' in settled ? settled.invisible : undefined;
}

/** Who ran what, when and where. */
export interface ReceiptHead {
  /** Id of the run. */
  readonly run: string;
  readonly command: 'apply' | 'undo';
  /** ISO 8601. */
  readonly started: string;
  /** The account of the pipeline or of the machine. */
  readonly actor: string;
  readonly host: string;
  readonly pid: number;
  /** Accounts of those who approved the run, where it was approved on GitHub. Nothing else of a person. */
  readonly approvers?: readonly string[];
  /**
   * The checked-out commit; absent outside of git. `dirty`: there are uncommitted changes;
   * `unknown` if a git filter converts the files.
   */
  readonly commit?: { readonly id: string; readonly dirty: boolean | 'unknown' };
  /** Version of this tool. */
  readonly version: string;
  readonly plan: Plan;
}

/** One object of a run, before and after. */
export interface ReceiptObject {
  readonly address: Address;
  readonly action: Action;
  /** The platform's record before; null if there was none. */
  readonly before: JsonObject | null;
  /** What was sent: managed fields, place and status. */
  readonly after: JsonObject;
}

/** The outcome of one object. */
export interface ReceiptOutcome {
  readonly address: Address;
  readonly status: 'applied' | 'failed' | 'not-tried';
  /** ISO 8601. */
  readonly at: string;
  /** Why it was not applied: the code and text of a problem, or a reason. */
  readonly why?: string;
  /** Whether it may have been written all the same: its answer was lost. */
  readonly mayBeWritten?: boolean;
}

/** Everything known about one run. */
export interface Receipt {
  readonly head: ReceiptHead;
  readonly objects: ReadonlyMap<Address, ReceiptObject>;
  /** The last outcome of each object; absent if the run was killed before the answer. */
  readonly outcomes: ReadonlyMap<Address, ReceiptOutcome>;
  /** Whether all objects were on disk, so that something may have been sent. */
  readonly isSending: boolean;
  /** Present if the run ended by itself, with any result. */
  readonly end?: {
    readonly at: string;
    readonly settled: string;
    /** Objects that were written but did not show when read again. */
    readonly notVisible?: readonly Address[];
  };
  /** Checksum of the last complete line, which the next line continues. */
  readonly lastSum: string;
}

/** Whether every change of the run is known to be written. */
export function isFullyWritten({ head, outcomes }: Receipt): boolean {
  return head.plan.changes.every(({ address }) => outcomes.get(address)?.status === 'applied');
}

/** Surely not sent: the run was interrupted before. */
export function isUnsent(outcome: Outcome): boolean {
  if (outcome.status !== 'failed') return outcome.status === 'not-tried';
  return outcome.problem.code === 'run/interrupted' && !outcome.problem.mayBeWritten;
}

/** The result of one environment in a run over several, or its problems. */
export interface PerEnvironment<T> {
  readonly environment: string;
  readonly result: Checked<T>;
}

/** A plan that was applied, with its report. */
export interface AppliedPlan {
  readonly plan: Plan;
  readonly report: ApplyReport;
}

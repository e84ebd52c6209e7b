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
       * `earlier failure`: a node that it depends on was not written. `platform failing`: nothing more was
       * sent after repeated failures.
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

/** Nodes whose writes the platform accepted but does not show yet. */
export interface Invisible {
  readonly nodes: readonly Base[];
  /** The milliseconds during which they were read again. */
  readonly waited: number;
  /** The problem `apply/not-visible`. */
  readonly problem: Problem;
}

/** The result of reading back after the writes: converged, differences, or the reason why it is unknown. */
export type Settled =
  | { readonly state: 'converged' }
  | {
      readonly state: 'differs';
      readonly fields: readonly Unkept[];
      /** Corrections of the dialect table that would settle the differences. */
      readonly explanation?: Explanation;
      /** Nodes that do not show yet, besides those that differ. */
      readonly invisible?: Invisible;
    }
  /** Everything that shows already is as it was sent. */
  | { readonly state: 'not-visible'; readonly invisible: Invisible }
  | { readonly state: 'unread'; readonly problem: Problem };

/** The lesson plans of students that a change of a course may have made out of date. */
export interface LessonPlans {
  /** The path of the call that brings them up to date, before the id of the course and `/sync`. */
  readonly path: string;
  readonly courses: readonly {
    readonly sourcedId: string;
    readonly title: string;
    /** Present if the call was made and succeeded. */
    readonly isSynced?: true;
    /** The reason why the call failed. */
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
  /** The receipt of the run, relative to the folder of the catalog. Absent if nothing was sent. */
  readonly receipt?: {
    readonly file: string;
    /** The receipt that an undo reverts. Absent for other runs. */
    readonly undoes?: string;
    /**
     * The problem that the receipt could not be written or the lock was lost. Nothing was sent after that.
     */
    readonly problem?: Problem;
  };
  /** Present if the structure of courses changed, on a platform that has lesson plans. */
  readonly lessonPlans?: LessonPlans;
  /** Present for a resumed run: the number of changes that earlier runs had written. */
  readonly resumed?: { readonly earlier: number };
}

/** The head of a receipt: who ran which plan, when and where. */
export interface ReceiptHead {
  /** The id of the run. */
  readonly run: string;
  readonly command: 'apply' | 'undo';
  /** The time of the start, as ISO 8601. */
  readonly started: string;
  /** The account of the pipeline or of the machine. */
  readonly actor: string;
  readonly host: string;
  readonly pid: number;
  /** The accounts that approved the run on GitHub, and no other personal data. Absent: not approved there. */
  readonly approvers?: readonly string[];
  /**
   * The checked-out commit. Absent outside of git. `dirty`: there are uncommitted changes; `unknown` if a
   * git filter converts the files.
   */
  readonly commit?: { readonly id: string; readonly dirty: boolean | 'unknown' };
  /** The version of this tool. */
  readonly version: string;
  readonly plan: Plan;
}

/** One node of a run, before and after. */
export interface ReceiptObject {
  readonly address: Address;
  readonly action: Action;
  /** The platform's record before the run; null if there was none. */
  readonly before: JsonObject | null;
  /** The parts that were sent: managed fields, place and status. */
  readonly after: JsonObject;
}

/** The outcome of one node of a run. */
export interface ReceiptOutcome {
  readonly address: Address;
  readonly status: 'applied' | 'failed' | 'not-tried';
  /** The time of the outcome, as ISO 8601. */
  readonly at: string;
  /** The reason why it was not applied: the code and text of a problem, or words. */
  readonly why?: string;
  /** Set if the change may have been written, whole or in part, although it failed. */
  readonly mayBeWritten?: boolean;
}

/** Everything known about one run. */
export interface Receipt {
  readonly head: ReceiptHead;
  readonly objects: ReadonlyMap<Address, ReceiptObject>;
  /** The last outcome of each node. Absent for a node if the run was killed before the answer. */
  readonly outcomes: ReadonlyMap<Address, ReceiptOutcome>;
  /** Whether all nodes were on disk, so that something may have been sent. */
  readonly isSending: boolean;
  /** Present if the run ended by itself, with any result. */
  readonly end?: {
    readonly at: string;
    readonly settled: string;
    /** Nodes that were written but did not show when they were read again. */
    readonly notVisible?: readonly Address[];
  };
  /** The checksum of the last complete line, which the next line continues. */
  readonly lastSum: string;
}

/** Whether every change of the run is known to be written. */
export function isFullyWritten({ head, outcomes }: Receipt): boolean {
  return head.plan.changes.every(({ address }) => outcomes.get(address)?.status === 'applied');
}

/** Whether a change of the run has no answer: it is not known whether it was written. */
export function isUnanswered({ outcomes, isSending, end }: Receipt, address: Address): boolean {
  const outcome = outcomes.get(address);
  return outcome ? outcome.mayBeWritten === true : isSending && !end;
}

/** Whether a run wrote a node, or may have. */
export function mayHaveWritten(receipt: Receipt, address: Address): boolean {
  const { objects, outcomes } = receipt;
  if (!objects.has(address)) return false;
  return outcomes.get(address)?.status === 'applied' || isUnanswered(receipt, address);
}

/** Whether a change was written, or may have been, whole or in part. */
export function mayBeWritten(outcome: Outcome): boolean {
  const { status } = outcome;
  return status === 'applied' || (status === 'failed' && outcome.problem.written !== undefined);
}

/** Whether a change was certainly not sent, because the run was interrupted before. */
export function isUnsent(outcome: Outcome): boolean {
  if (outcome.status !== 'failed') return outcome.status === 'not-tried';
  return outcome.problem.code === 'run/interrupted' && !outcome.problem.written;
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

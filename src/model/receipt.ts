import type { Address } from './address.ts';
import type { JsonObject } from './json.ts';
import type { Action, Plan } from './plan.ts';

/** Who ran what, when and from where. */
export interface ReceiptHead {
  /** Names the run. */
  readonly run: string;
  readonly command: 'apply' | 'undo';
  /** ISO 8601. */
  readonly started: string;
  /** The account of the pipeline or of the machine. */
  readonly actor: string;
  readonly host: string;
  readonly pid: number;
  /**
   * What was checked out; absent outside of git. `dirty`: with changes that were not committed;
   * `unknown` where a filter stands between the files and the commit.
   */
  readonly commit?: { readonly id: string; readonly dirty: boolean | 'unknown' };
  /** Of this tool. */
  readonly version: string;
  readonly plan: Plan;
}

/** One object of a run, before and after. */
export interface ReceiptObject {
  readonly address: Address;
  readonly action: Action;
  /** The record as the platform had it; null where there was none. */
  readonly before: JsonObject | null;
  /** What was sent of it: the managed fields, the place and the status. */
  readonly after: JsonObject;
}

/** What became of one object. */
export interface ReceiptOutcome {
  readonly address: Address;
  readonly status: 'applied' | 'failed' | 'not-tried';
  /** ISO 8601. */
  readonly at: string;
  /** Why it was not applied: the code of a problem and its text, or a reason. */
  readonly why?: string;
}

/** What is known of one run. */
export interface Receipt {
  readonly head: ReceiptHead;
  readonly objects: ReadonlyMap<Address, ReceiptObject>;
  /** The last one of each object; none where the run was killed before its answer came. */
  readonly outcomes: ReadonlyMap<Address, ReceiptOutcome>;
  /** All objects were on disk, so that something may have been sent. */
  readonly isSending: boolean;
  /** Present where the run came to its end, whatever that was. */
  readonly end?: {
    readonly at: string;
    readonly settled: string;
    /** What was written and did not show, although it was asked for again. */
    readonly notVisible?: readonly Address[];
  };
  /** The sum of its last whole line, which the next one follows. */
  readonly lastSum: string;
}

/** Whether every change of the run is known to be written. */
export function isComplete({ head, outcomes }: Receipt): boolean {
  return head.plan.changes.every(({ address }) => outcomes.get(address)?.status === 'applied');
}

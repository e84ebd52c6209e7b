import type { Address } from './address.ts';
import type { JsonObject } from './json.ts';
import type { Action, Plan } from './plan.ts';

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
export function isComplete({ head, outcomes }: Receipt): boolean {
  return head.plan.changes.every(({ address }) => outcomes.get(address)?.status === 'applied');
}

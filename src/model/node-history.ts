import type { Address } from './address.ts';
import type { JsonObject } from './json.ts';
import type { LedgerState } from './ledger.ts';

/** One change of a node in a commit. Plain data. */
export type HistoryStep = JsonObject & {
  /** `created`, `renamed`, `moved`, `re-ordered`, `edited`, `file`, or a term of identity. */
  readonly what: string;
  readonly from?: string;
  readonly to?: string;
};

export interface HistoryEntry {
  readonly commit: string;
  readonly date: string;
  readonly author: string;
  readonly subject: string;
  readonly steps: readonly HistoryStep[];
}

/** A run that changed a node. */
export interface TouchedBy {
  readonly file: string;
  readonly environment: string;
  readonly command: 'apply' | 'undo';
  readonly started: string;
  readonly actor: string;
  readonly action: string;
  readonly outcome: 'applied' | 'failed' | 'not-tried' | 'unknown';
}

/** State of a node on a platform. */
export interface NodeState {
  readonly environment: string;
  readonly state:
    | 'same'
    | 'create'
    | 'update'
    | 'move'
    | 'reorder'
    | 'retire'
    | 'held'
    /** Another catalog publishes it and decides its content. */
    | 'released'
    | 'unknown';
  /** Fields that differ, or why the state is unknown. */
  readonly what: readonly string[];
}

/** Everything known about one id. Plain data. */
export interface ExplainedNode {
  readonly address: Address;
  readonly title: string;
  /** Place in the manifests; absent if no manifest holds it any more. */
  readonly place?: {
    readonly file: string;
    readonly line: number;
    readonly parent?: string;
    readonly position?: number;
    readonly siblings?: number;
  };
  readonly ledger?: {
    readonly state: LedgerState;
    readonly reason?: string;
    /** The catalog that publishes a released id. */
    readonly to?: string;
    /** The catalog that a live id was taken from. */
    readonly from?: string;
  };
  /** Newest first; absent outside of git. */
  readonly history?: readonly HistoryEntry[];
  /** Whether the history goes further back than the oldest commit that was examined. */
  readonly isCut: boolean;
  readonly environments: readonly NodeState[];
  /** Newest first. */
  readonly receipts: readonly TouchedBy[];
}

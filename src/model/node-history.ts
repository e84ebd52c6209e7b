import type { Address } from './address.ts';
import type { JsonObject } from './json.ts';
import type { LedgerState } from './ledger.ts';

/** One thing that a commit did to a node. Plain data. */
export type HistoryStep = JsonObject & {
  /** `created`, `renamed`, `moved`, `re-ordered`, `edited`, `file`, or what identity calls it. */
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

/** A run that touched a node. */
export interface TouchedBy {
  readonly file: string;
  readonly environment: string;
  readonly command: 'apply' | 'undo';
  readonly started: string;
  readonly actor: string;
  readonly action: string;
  readonly outcome: 'applied' | 'failed' | 'not-tried' | 'unknown';
}

/** How a node stands on a platform. */
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
    /** It was released: what it is to be, another catalog says. */
    | 'released'
    | 'unknown';
  /** The fields that differ, or why it is not known. */
  readonly what: readonly string[];
}

/** All that is known of one id. Plain data. */
export interface ExplainedNode {
  readonly address: Address;
  readonly title: string;
  /** Where it stands; absent where no manifest has it any more. */
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
    /** The catalog that a released id lives in. */
    readonly to?: string;
    /** The catalog that a live id was taken from. */
    readonly from?: string;
  };
  /** Newest first; absent outside of git. */
  readonly history?: readonly HistoryEntry[];
  /** The history goes on before the oldest entry, which is the last commit that was looked at. */
  readonly isCut: boolean;
  readonly environments: readonly NodeState[];
  /** Newest first. */
  readonly receipts: readonly TouchedBy[];
}

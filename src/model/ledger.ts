import type { Kind } from './kind.ts';

/** `live`: in the manifests, or meant to be. `retired`: taken out on purpose, for ever. */
export type LedgerState = 'live' | 'retired';

/** One id that was ever minted. */
export interface LedgerEntry {
  readonly sourcedId: string;
  readonly kind: Kind;
  readonly state: LedgerState;
  /** Why it was retired. */
  readonly reason?: string;
  /** Its line in the ledger, from one. */
  readonly line: number;
}

/** The ids ever minted in a catalog, committed beside its config. Lines are added, never removed. */
export interface Ledger {
  /** Relative to the folder of the config. */
  readonly file: string;
  readonly entries: ReadonlyMap<string, LedgerEntry>;
}

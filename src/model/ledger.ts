import type { Kind } from './kind.ts';

/** `live`: in the manifests, or meant to be. `retired`: taken out on purpose, for ever. */
export type LedgerState = 'live' | 'retired' | 'released';

/** One id that was ever minted. */
export interface LedgerEntry {
  readonly sourcedId: string;
  readonly kind: Kind;
  readonly state: LedgerState;
  /** Why it was retired. */
  readonly reason?: string;
  readonly to?: string;
  readonly from?: string;
  /** Its line in the ledger, from one. */
  readonly line: number;
}

/** An id made for a resource in a lesson, where a dialect keeps that as a record of its own. */
export interface PlacementEntry {
  readonly sourcedId: string;
  readonly lesson: string;
  readonly resource: string;
}

/** The ids ever minted in a catalog, committed beside its config. Lines are added, never removed. */
export interface Ledger {
  /** Relative to the folder of the config. */
  readonly file: string;
  readonly entries: ReadonlyMap<string, LedgerEntry>;
  /** The ids of placements by `placementKey`. */
  readonly placements?: ReadonlyMap<string, string>;
}

/** Tells placements apart: no id holds a line break. */
export function placementKey(lesson: string, resource: string): string {
  return `${lesson}\n${resource}`;
}

import type { Kind } from './kind.ts';

/**
 * `live`: in the manifests, or meant to be. `retired`: taken out on purpose, for ever. `released`: it
 * lives on in another catalog, which publishes it; here it is neither minted again nor retired.
 */
export type LedgerState = 'live' | 'retired' | 'released';

/** Where a line of the ledger stands. */
interface LedgerPlace {
  /** Relative to the folder of the config. */
  readonly file: string;
  /** From one. */
  readonly line: number;
}

/** One id that was ever minted, with what the strongest of its lines says. */
export interface LedgerEntry extends LedgerPlace {
  readonly sourcedId: string;
  readonly kind: Kind;
  readonly state: LedgerState;
  /** Why it was retired or released. */
  readonly reason?: string;
  /** The catalog that a released id lives in. */
  readonly to?: string;
  /** The catalog that a live id was taken from. */
  readonly from?: string;
}

/** An id made for a resource in a lesson, where a dialect keeps that as a record of its own. */
export interface PlacementEntry {
  readonly sourcedId: string;
  readonly lesson: string;
  readonly resource: string;
}

/** A placement as the ledger has it. */
export interface PlacementLine extends PlacementEntry, LedgerPlace {}

/** A change of ids that was meant: `sourcedId` stands where `replaced` stood. */
export interface Replacement extends LedgerPlace {
  readonly sourcedId: string;
  readonly kind: Kind;
  readonly replaced: string;
  readonly reason: string;
}

/** The ids ever minted in a catalog, committed beside its config. Lines are added, never removed. */
export interface Ledger {
  /** What messages call it: its one file, or its folder with a slash behind. */
  readonly where: string;
  /** One a node, in the order in which the ids first come up. */
  readonly entries: ReadonlyMap<string, LedgerEntry>;
  /** The ids of placements by `placementKey`. */
  readonly placements: ReadonlyMap<string, string>;
  /** The same with their places, by the order of the lines. */
  readonly placementLines: readonly PlacementLine[];
  readonly replacements: readonly Replacement[];
}

/** Tells placements apart: no id holds a line break. */
export function placementKey(lesson: string, resource: string): string {
  return `${lesson}\n${resource}`;
}

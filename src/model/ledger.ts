import { type IdKey, type Kind, nodeKeysOf } from './node.ts';
import type { SdkIdentityField } from './sdk/values.ts';

/**
 * `live`: in the manifests, or meant to be. `retired`: taken out on purpose, for ever. `released`:
 * published by another catalog now; this one neither mints it again nor retires it.
 */
export type LedgerState = 'live' | 'retired' | 'released';

/** Position of a line in the ledger. */
interface LedgerPlace {
  /** Relative to the folder of the config. */
  readonly file: string;
  /** Counted from one. */
  readonly line: number;
}

/** An id that was ever minted, with the content of its strongest line. */
export interface LedgerEntry extends LedgerPlace {
  readonly sourcedId: string;
  /** Its id in the ledger, if a platform has it under another one. */
  readonly writtenId?: string;
  readonly kind: Kind;
  readonly state: LedgerState;
  /** Why it was retired or released. */
  readonly reason?: string;
  /** The catalog that publishes a released id. */
  readonly to?: string;
  /** The catalog that a live id was taken from. */
  readonly from?: string;
}

/**
 * The id of a placement (a resource in a lesson or unit), for dialects that have records of
 * placements. Such ids are unique among themselves: that of a node may look the same.
 */
export interface PlacementEntry {
  readonly sourcedId: string;
  /** The id of a lesson or of a unit. */
  readonly parent: string;
  readonly resource: string;
}

/**
 * A placement id that was ever minted, with the content of its strongest line. `parent` and
 * `resource` are those of the first day: a placement whose id stands in a manifest is where the
 * manifest says.
 */
export interface PlacementLine extends PlacementEntry, LedgerPlace {
  readonly state: 'live' | 'retired';
  /** Why it was retired. */
  readonly reason?: string;
}

/** An intended change of ids: `sourcedId` replaces `replaced`. */
export interface Replacement extends LedgerPlace {
  readonly sourcedId: string;
  readonly kind: Kind;
  readonly replaced: string;
  readonly reason: string;
}

/** The same of a placement. */
export interface PlacementReplacement extends Omit<Replacement, 'kind'> {
  readonly kind: 'placement';
}

/**
 * A change that was meant, of what apps on the official SDK name a published course by. A value is
 * absent if there was none, or is none any more.
 */
export interface MeantChange extends LedgerPlace {
  readonly sourcedId: string;
  readonly kind: 'course';
  readonly field: SdkIdentityField;
  readonly was?: string;
  readonly now?: string;
  readonly reason: string;
}

/** The ids ever minted in a catalog, committed beside its config. Lines are only added. */
export interface Ledger {
  /** Name in messages: the file, or the folder with a slash at its end. */
  readonly where: string;
  /** One entry a node, in the order of first mention. */
  readonly entries: ReadonlyMap<IdKey, LedgerEntry>;
  /** One entry a placement by its id, in the order of first mention. */
  readonly placements: ReadonlyMap<string, PlacementLine>;
  readonly replacements: readonly Replacement[];
  /** Absent: none. */
  readonly replacedPlacements?: readonly PlacementReplacement[];
  /** Absent: none. */
  readonly meant?: readonly MeantChange[];
}

/** What a ledger knows under an id, of whichever kind. */
export function entriesWith(ledger: Ledger | undefined, sourcedId: string): LedgerEntry[] {
  return nodeKeysOf(sourcedId).flatMap((key) => ledger?.entries.get(key) ?? []);
}

/** Map key of a placement. No id holds a line break. */
export function placementKey(parent: string, resource: string): string {
  return `${parent}\n${resource}`;
}

/**
 * Indices of a longest run of numbers that does not fall, in ascending order: patience sorting, n log n.
 * `strict`: neighbours in the run may not be equal either. Numbers that are `undefined` are never in it.
 */
export function longestRisingRun(
  numbers: readonly (number | undefined)[],
  { strict }: { readonly strict: boolean },
): number[] {
  const ends: { readonly index: number; readonly number: number }[] = [];
  const previous = new Map<number, number | undefined>();
  const fits = (earlier: number, later: number) => (strict ? earlier < later : earlier <= later);
  numbers.forEach((number, index) => {
    if (number === undefined) return;
    let low = 0;
    let high = ends.length;
    const last = ends.at(-1);
    // Nearly always everything is in order already.
    if (last && fits(last.number, number)) low = high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (fits(ends[middle]?.number ?? 0, number)) low = middle + 1;
      else high = middle;
    }
    previous.set(index, ends[low - 1]?.index);
    ends[low] = { index, number };
  });
  const run: number[] = [];
  for (let at = ends.at(-1)?.index; at !== undefined; at = previous.get(at)) run.push(at);
  return run.reverse();
}

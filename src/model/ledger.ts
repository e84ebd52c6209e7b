import { type IdKey, type Kind, nodeKeysOf } from './node.ts';
import type { SdkIdentityField } from './sdk/values.ts';

/**
 * The state of an id in the ledger. `live`: in the manifests, or meant to be. `retired`: removed on
 * purpose, permanently. `released`: published by another catalog now; this one neither mints it again nor
 * retires it.
 */
export type LedgerState = 'live' | 'retired' | 'released';

/** The position of a line in the ledger. */
interface LedgerPlace {
  /** The path of the file, relative to the folder of the config. */
  readonly file: string;
  /** Counted from one. */
  readonly line: number;
}

/** An id that was ever minted, with the content of the line that counts for it. */
export interface LedgerEntry extends LedgerPlace {
  readonly sourcedId: string;
  /** The id in the ledger, if a platform has the node under another one. */
  readonly writtenId?: string;
  readonly kind: Kind;
  readonly state: LedgerState;
  /** The reason why the id was retired or released. */
  readonly reason?: string;
  /** The catalog that publishes a released id. */
  readonly to?: string;
  /** The catalog from which a live id was taken. */
  readonly from?: string;
}

/**
 * The id of a placement (a resource in a lesson or unit), for dialects with records of placements.
 * Placement ids are unique among themselves; a node may have the same text as its id.
 */
export interface PlacementEntry {
  readonly sourcedId: string;
  /** The id of a lesson or of a unit. */
  readonly parent: string;
  readonly resource: string;
}

/**
 * A placement id that was ever minted, with the content of the line that counts for it. `parent` and
 * `resource` are those of its first line: a placement whose id is in a manifest is where the manifest puts
 * it.
 */
export interface PlacementLine extends PlacementEntry, LedgerPlace {
  readonly state: 'live' | 'retired';
  /** The reason why it was retired. */
  readonly reason?: string;
}

/** An intended change of ids: `sourcedId` replaces `replaced`. */
export interface Replacement extends LedgerPlace {
  readonly sourcedId: string;
  readonly kind: Kind;
  readonly replaced: string;
  readonly reason: string;
}

/** An intended change of a placement's id. */
export interface PlacementReplacement extends Omit<Replacement, 'kind'> {
  readonly kind: 'placement';
}

/**
 * An intended change of a field by which apps on the official SDK name a published course. `was` or `now`
 * is absent if the course had or has no value.
 */
export interface MeantChange extends LedgerPlace {
  readonly sourcedId: string;
  readonly kind: 'course';
  readonly field: SdkIdentityField;
  readonly was?: string;
  readonly now?: string;
  readonly reason: string;
}

/** The ids that were ever minted in a catalog, committed beside its config. Lines are only added. */
export interface Ledger {
  /** The name in messages: the file, or the folder with a slash at its end. */
  readonly where: string;
  /** One entry for each node, in the order of first mention. */
  readonly entries: ReadonlyMap<IdKey, LedgerEntry>;
  /** One entry for each placement by its id, in the order of first mention. */
  readonly placements: ReadonlyMap<string, PlacementLine>;
  readonly replacements: readonly Replacement[];
  /** The intended changes of placement ids. Absent: none. */
  readonly replacedPlacements?: readonly PlacementReplacement[];
  /** The intended changes of fields that apps name courses by. Absent: none. */
  readonly meant?: readonly MeantChange[];
}

/** The entries of all nodes with an id, of whichever kind. */
export function entriesWith(ledger: Ledger | undefined, sourcedId: string): LedgerEntry[] {
  return nodeKeysOf(sourcedId).flatMap((key) => ledger?.entries.get(key) ?? []);
}

/** The map key of a placement. An id has no line break. */
export function placementKey(parent: string, resource: string): string {
  return `${parent}\n${resource}`;
}

/**
 * The indices, in ascending order, of a longest run of numbers that does not fall (patience sorting, n log
 * n). `strict`: neighbours in the run may not be equal either. `undefined` is never in the run.
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
    // Nearly always all numbers are in order already.
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

import type { SnapshotNode } from '../model/catalog.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Kind } from '../model/node.ts';
import type { LedgerEdit } from './ledger/compare.ts';
import type { Pairing } from './pair.ts';
import type { ContentMove } from './swapped-ids.ts';

/** What may happen to a node. */
export type AllowedChange =
  | 'added'
  | 'renamed'
  | 'edited'
  | 'moved'
  | 're-ordered'
  | 'retired'
  /** It lives in another catalog now. */
  | 'released'
  /** It came from another catalog. */
  | 'taken'
  /** Its line left the ledger, and no manifest of the base held it. */
  | 'forgotten';

/**
 * What must not. An id in two places is refused where manifests are read (`id/duplicate`): they
 * have no snapshot then.
 */
export type RefusedChange =
  | 're-minted'
  | 'vanished'
  | 'swapped'
  | 'handed-on'
  | 'resurrected'
  | 'lives-elsewhere'
  | 'retyped'
  | 'ledger-edited';

/** What happened to one node. Nodes to which nothing happened are not listed. */
export interface Classified {
  /** The id that this is about: if an id was lost, the lost one. */
  readonly sourcedId: string;
  readonly kind: Kind;
  /** Empty if it is refused. */
  readonly allowed: readonly AllowedChange[];
  readonly refused?: RefusedChange;
  /** The node before; `now` bears another id if the content went over to it. */
  readonly was?: SnapshotNode;
  readonly now?: SnapshotNode;
  /** `re-minted`, `swapped` and `handed-on` between two states. */
  readonly pairing?: Pairing;
  /** `re-minted`: what would be said of the id that `now` has, if it had not lost another one. */
  readonly misused?: RefusedChange;
  /** Fine, but what it was may stand under another id now. */
  readonly possibleMove?: ContentMove;
  /** `re-minted` by the ledger alone: what speaks for `now`, in plain words. */
  readonly matched?: readonly string[];
  /** `ledger-edited`. */
  readonly edit?: LedgerEdit;
}

/** The ledger of each state, if there is one. */
export interface Ledgers {
  readonly before?: Ledger;
  readonly after?: Ledger;
  /** The manifests of before could not be read whole: what they lack may have been there. */
  readonly isPartial?: boolean;
}

export function idAndKindOf({
  sourcedId,
  kind,
}: SnapshotNode): Pick<Classified, 'sourcedId' | 'kind'> {
  return { sourcedId, kind };
}

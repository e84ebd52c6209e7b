import type { SnapshotNode } from '../model/catalog.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Kind } from '../model/node.ts';
import type { LedgerEdit } from './ledger/compare.ts';
import type { Pairing } from './pair.ts';
import type { ContentMove } from './swapped-ids.ts';

/** A change of a node that identity allows. */
export type AllowedChange =
  | 'added'
  | 'renamed'
  | 'edited'
  | 'moved'
  | 're-ordered'
  | 'retired'
  /** The node lives in another catalog now. */
  | 'released'
  /** The node came from another catalog. */
  | 'taken'
  /** The line of the id left the ledger, and no manifest of the base had the id. */
  | 'forgotten';

/**
 * A change of a node that identity refuses. An id in two places is refused earlier (`id/duplicate`), when
 * manifests are read: they have no snapshot then.
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

/** The change of one node. Unchanged nodes have none. */
export interface Classified {
  /** The id that changed. If an id was lost, it is the lost one. */
  readonly sourcedId: string;
  readonly kind: Kind;
  /** Empty if the change is refused. */
  readonly allowed: readonly AllowedChange[];
  readonly refused?: RefusedChange;
  /** The node before. `now` has another id if the content moved to it. */
  readonly was?: SnapshotNode;
  readonly now?: SnapshotNode;
  /** For `re-minted`, `swapped` and `handed-on` between two states: the pair of nodes, with the evidence. */
  readonly pairing?: Pairing;
  /** For `re-minted`: the refusal that the present id of `now` would have, if `now` had lost no other id. */
  readonly misused?: RefusedChange;
  /** Set if the change is allowed, but the former content may be under another id now. */
  readonly possibleMove?: ContentMove;
  /** For `re-minted` by the ledger alone: the evidence for `now`, in plain words. */
  readonly matched?: readonly string[];
  /** For `ledger-edited`: the change of the line. */
  readonly edit?: LedgerEdit;
}

/** The ledger of each state, if there is one. */
export interface Ledgers {
  readonly before?: Ledger;
  readonly after?: Ledger;
  /**
   * Whether some manifests of the state before could not be read: nodes that it lacks may have been there.
   */
  readonly isPartial?: boolean;
}

/** The id and kind of a change, from a node. */
export function idAndKindOf({
  sourcedId,
  kind,
}: SnapshotNode): Pick<Classified, 'sourcedId' | 'kind'> {
  return { sourcedId, kind };
}

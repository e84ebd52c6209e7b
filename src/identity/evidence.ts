import type { Ledger } from '../model/ledger.ts';
import type { Snapshot, Unnamed } from '../model/snapshot.ts';
import type { Copies } from './copies.ts';

/** The manifests and, where they exist, their ledger and the state at the base. */
export interface Evidence {
  readonly before?: Snapshot;
  /** Nodes of the base whose ids others there had as well: those are in `before`. */
  readonly copies?: Copies;
  /** What the base was called, for messages. */
  readonly baseName?: string;
  /** Manifests of the base had errors: what `before` lacks may have been there. */
  readonly isPartial?: boolean;
  readonly after: Snapshot;
  /** Nodes of `after` without a usable id, by what they go by there. */
  readonly unnamed?: ReadonlyMap<string, Unnamed>;
  readonly ledgerBefore?: Ledger;
  readonly ledgerAfter?: Ledger;
}

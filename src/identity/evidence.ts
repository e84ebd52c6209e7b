import type { Ledger } from '../model/ledger.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** The manifests and, where they exist, their ledger and the state at the base. */
export interface Evidence {
  readonly before?: Snapshot;
  /** What the base was called, for messages. */
  readonly baseName?: string;
  /** Manifests of the base had errors: what `before` lacks may have been there. */
  readonly isPartial?: boolean;
  readonly after: Snapshot;
  readonly ledgerBefore?: Ledger;
  readonly ledgerAfter?: Ledger;
}

import type { Ledger } from '../model/ledger.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** The manifests and, where they exist, their ledger and the state at the base. */
export interface Evidence {
  readonly before?: Snapshot;
  /** What the base was called, for messages. */
  readonly baseName?: string;
  readonly after: Snapshot;
  readonly ledgerBefore?: Ledger;
  readonly ledgerAfter?: Ledger;
}

import { type Address, addressOf } from '../model/address.ts';
import type { Ledger } from '../model/ledger.ts';

/** The nodes that were handed over, and the catalog that publishes each of them now. */
export function releasedIn(ledger: Ledger | undefined): ReadonlyMap<Address, string> {
  return new Map(
    [...(ledger?.entries.values() ?? [])].flatMap(({ kind, sourcedId, state, to = '' }) =>
      state === 'released' ? [[addressOf(kind, sourcedId), to] as const] : [],
    ),
  );
}

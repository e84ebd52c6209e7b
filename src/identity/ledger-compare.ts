import type { Ledger, LedgerEntry } from '../model/ledger.ts';

/** What happened to a line of a ledger that only ever grows. */
export type LedgerEdit = {
  /** The line as it was. */
  readonly entry: LedgerEntry;
} & (
  | { readonly was: 'removed'; readonly now?: never }
  /** `kind`: it names another kind. `revived`: what was retired is live again. */
  | { readonly was: 'kind' | 'revived'; readonly now: LedgerEntry }
);

/**
 * What a ledger lost against an earlier state, in the order of the earlier one; one edit an id at
 * most. New lines, retirements, other reasons and another order are no edits.
 */
export function compareLedgers(before: Ledger, after: Ledger): readonly LedgerEdit[] {
  return [...before.entries.values()].flatMap(
    (entry) => editOf(entry, after.entries.get(entry.sourcedId)) ?? [],
  );
}

function editOf(entry: LedgerEntry, now: LedgerEntry | undefined): LedgerEdit | undefined {
  if (!now) return { entry, was: 'removed' };
  if (now.kind !== entry.kind) return { entry, was: 'kind', now };
  if (entry.state === 'retired' && now.state === 'live') return { entry, was: 'revived', now };
  return undefined;
}

import type { Snapshot } from '../model/snapshot.ts';
import { becameOf } from './became.ts';
import { about, type Classified, type Ledgers } from './classified.ts';
import { fineChanges } from './fine.ts';
import { onlyInLedger } from './only-in-ledger.ts';
import { reordered } from './reorder.ts';
import { sortOut } from './sort-out.ts';
import { type Comparison, stateOf } from './state.ts';

/**
 * What became of every node between two states of the manifests: first what was there before, in
 * its order, then what is new, then lines of the ledger.
 *
 * Without ledgers the classification of B → A mirrors that of A → B: `added` becomes `vanished`,
 * `was` and `now` change sides, and of siblings in another order as many are `re-ordered`.
 */
export function classify(
  before: Snapshot,
  after: Snapshot,
  ledgers: Ledgers = {},
): readonly Classified[] {
  const sorted = sortOut(before, after, ledgers);
  const states = { before: stateOf(before), after: stateOf(after) };
  const became = becameOf(sorted, states);
  const comparison: Comparison = { ...states, counterparts: became.counterparts };
  const moved = reordered(comparison);
  const kept = sorted.kept.flatMap(([was, now]) => {
    const fine = fineChanges(was, now, { comparison, reordered: moved });
    const doubt = became.doubts.get(was.sourcedId);
    return fine.length === 0 ? [] : [{ ...about(was), fine, was, now, ...(doubt && { doubt }) }];
  });
  // If what was retired or released stands under another id, the refusal tells both.
  const told = new Set(became.classified.flatMap(({ was }) => was ?? []));
  const decided = sorted.decided.flatMap((each): Classified[] => {
    if (each.refused !== undefined || !each.was) return [each];
    if (told.has(each.was)) return [];
    const doubt = became.doubts.get(each.sourcedId);
    return [{ ...each, ...(doubt && { doubt }) }];
  });
  const nodes = [...decided, ...became.classified, ...kept];
  return [...inOrder(nodes, before, after), ...onlyInLedger(nodes, { before, after }, ledgers)];
}

/** By the place of the id before, then by its place after. */
function inOrder(nodes: readonly Classified[], before: Snapshot, after: Snapshot): Classified[] {
  const ids = new Set([...before.keys(), ...after.keys()]);
  const rank = new Map([...ids].map((id, index) => [id, index]));
  return [...nodes].sort((a, b) => (rank.get(a.sourcedId) ?? 0) - (rank.get(b.sourcedId) ?? 0));
}

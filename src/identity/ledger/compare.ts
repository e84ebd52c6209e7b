import type { Ledger, LedgerEntry, PlacementLine } from '../../model/ledger.ts';
import { nodeKey } from '../../model/node.ts';
import { type LedgerFact, type PlacementFact, writeLedgerLine } from './line.ts';

/** A change of a ledger that is not an addition. A ledger must only grow. */
export interface LedgerEdit {
  /** The earlier line. */
  readonly about: LedgerFact;
  /**
   * `removed`: no line says it any more. `kind`: the id is of another kind. `revived`: a retired id is live
   * or released. `placement`: the placement's id belongs to another resource or parent.
   */
  readonly was: 'removed' | 'kind' | 'revived' | 'placement';
  /** The present line about the id. Absent if there is none. */
  readonly now?: LedgerFact;
}

/**
 * What a ledger lost compared with an earlier state: first about nodes, in the earlier order and at most
 * one edit for each id, then about placements and replacements. New lines, retirements, other reasons,
 * another order, other files, and releasing or taking an id are no edits.
 */
export function compareLedgers(before: Ledger, after: Ledger): readonly LedgerEdit[] {
  return [
    ...[...before.entries.values()].flatMap(
      (entry) => editOf(entry, after.entries.get(nodeKey(entry))) ?? [],
    ),
    ...placementEdits(before, after),
    ...lostConfirmations(before, after),
  ];
}

/** What the line of a node lost; undefined if nothing. */
export function editOf(entry: LedgerEntry, now: LedgerEntry | undefined): LedgerEdit | undefined {
  const about = factOf(entry);
  if (!now) return { about, was: 'removed' };
  if (now.kind !== entry.kind) return { about, was: 'kind', now: factOf(now) };
  if (entry.state === 'retired' && now.state !== 'retired') {
    return { about, was: 'revived', now: factOf(now) };
  }
  // An id is released and taken in turn, on one line.
  const isForgotten = isElsewhere(entry) && !isElsewhere(now);
  return isForgotten ? { about, was: 'removed', now: factOf(now) } : undefined;
}

function isElsewhere({ to, from }: LedgerEntry): boolean {
  return to !== undefined || from !== undefined;
}

/** The line that says the same as an entry. */
function factOf({ sourcedId, kind, state, reason, to, from }: LedgerEntry): LedgerFact {
  const why = reason === undefined ? {} : { reason };
  if (state === 'retired') return { says: 'retired', sourcedId, kind, ...why };
  if (state === 'released') return { says: 'released', sourcedId, kind, name: to ?? '', ...why };
  return from === undefined
    ? { says: 'live', sourcedId, kind }
    : { says: 'taken', sourcedId, kind, name: from };
}

function placementEdits(before: Ledger, after: Ledger): LedgerEdit[] {
  return [...before.placements.values()].flatMap((line): LedgerEdit[] => {
    const about = placementFactOf(line);
    const there = after.placements.get(line.sourcedId);
    if (!there) return [{ about, was: 'removed' }];
    const now = placementFactOf(there);
    if (there.parent !== line.parent || there.resource !== line.resource) {
      return [{ about, was: 'placement', now }];
    }
    const isRevived = line.state === 'retired' && there.state === 'live';
    return isRevived ? [{ about, was: 'revived', now }] : [];
  });
}

function placementFactOf({ file: _, line: __, ...placement }: PlacementLine): PlacementFact {
  return { says: 'placement', ...placement };
}

function lostConfirmations(before: Ledger, after: Ledger): LedgerEdit[] {
  const wordsOf = (fact: ConfirmingFact) => writeLedgerLine({ ...fact, reason: '' });
  const left = new Set(confirmationsIn(after).map(wordsOf));
  return confirmationsIn(before).flatMap((about) =>
    left.has(wordsOf(about)) ? [] : [{ about, was: 'removed' }],
  );
}

type ConfirmingFact = Extract<LedgerFact, { readonly says: 'replaces' | 'changes' }>;

/** The lines that confirm a change. */
function confirmationsIn({ replacements, replacedPlacements = [], meant = [] }: Ledger) {
  return [
    ...[...replacements, ...replacedPlacements].map(
      (one) => ({ says: 'replaces', ...one }) as const,
    ),
    ...meant.map((one) => ({ says: 'changes', ...one }) as const),
  ].map(({ file: _, line: __, ...fact }): ConfirmingFact => fact);
}

import { type Ledger, type LedgerEntry, placementKey } from '../model/ledger.ts';
import { type LedgerFact, writeLedgerLine } from './ledger-line.ts';

/** What happened to something that a ledger knew, which only ever grows. */
export interface LedgerEdit {
  /** What it is about. */
  readonly about: LedgerFact;
  /**
   * `removed`: nothing says it any more. `kind`: the id is of another kind. `revived`: what was
   * retired is live again, or released. `placement`: the id places another resource, or in another
   * lesson.
   */
  readonly was: 'removed' | 'kind' | 'revived' | 'placement';
  /** What the ledger says of the id now; absent where it says nothing. */
  readonly now?: LedgerFact;
}

/**
 * What a ledger lost against an earlier state: first of nodes, in the order of the earlier one and
 * one edit an id at most, then of placements and of replacements. New lines, retirements, other
 * reasons, another order, other files, and what was handed over or taken back are no edits.
 */
export function compareLedgers(before: Ledger, after: Ledger): readonly LedgerEdit[] {
  return [
    ...[...before.entries.values()].flatMap(
      (entry) => editOf(entry, after.entries.get(entry.sourcedId)) ?? [],
    ),
    ...placementEdits(before, after),
    ...lostReplacements(before, after),
  ];
}

function editOf(entry: LedgerEntry, now: LedgerEntry | undefined): LedgerEdit | undefined {
  const about = factOf(entry);
  if (!now) return { about, was: 'removed' };
  if (now.kind !== entry.kind) return { about, was: 'kind', now: factOf(now) };
  if (entry.state === 'retired' && now.state !== 'retired') {
    return { about, was: 'revived', now: factOf(now) };
  }
  // Released and taken follow each other, on one line.
  const isForgotten = isElsewhere(entry) && !isElsewhere(now);
  return isForgotten ? { about, was: 'removed', now: factOf(now) } : undefined;
}

function isElsewhere({ to, from }: LedgerEntry): boolean {
  return to !== undefined || from !== undefined;
}

/** The line that says as much as an entry. */
function factOf({ sourcedId, kind, state, reason, to, from }: LedgerEntry): LedgerFact {
  const why = reason === undefined ? {} : { reason };
  if (state === 'retired') return { says: 'retired', sourcedId, kind, ...why };
  if (state === 'released') return { says: 'released', sourcedId, kind, name: to ?? '', ...why };
  return from === undefined
    ? { says: 'live', sourcedId, kind }
    : { says: 'taken', sourcedId, kind, name: from };
}

function placementEdits(before: Ledger, after: Ledger): LedgerEdit[] {
  const now = new Map(after.placementLines.map((line) => [line.sourcedId, line]));
  return before.placementLines.flatMap(({ sourcedId, lesson, resource }): LedgerEdit[] => {
    if (after.placements.get(placementKey(lesson, resource)) === sourcedId) return [];
    const about: LedgerFact = { says: 'placement', sourcedId, lesson, resource };
    const other = now.get(sourcedId);
    if (!other) return [{ about, was: 'removed' }];
    const { file: _, line: __, ...placement } = other;
    return [{ about, was: 'placement', now: { says: 'placement', ...placement } }];
  });
}

function lostReplacements(before: Ledger, after: Ledger): LedgerEdit[] {
  if (before.replacements.length === 0) return [];
  const text = ({ sourcedId, kind, replaced }: Ledger['replacements'][number]) =>
    writeLedgerLine({ says: 'replaces', sourcedId, kind, replaced, reason: '' });
  const left = new Set(after.replacements.map(text));
  return before.replacements
    .filter((replacement) => !left.has(text(replacement)))
    .map(({ file: _, line: __, ...replacement }) => ({
      about: { says: 'replaces', ...replacement },
      was: 'removed',
    }));
}

import type { Snapshot } from '../model/snapshot.ts';
import type { Classified, Ledgers, Refused } from './classified.ts';
import { compareLedgers, type LedgerEdit } from './ledger-compare.ts';
import type { LedgerFact } from './ledger-line.ts';

interface Snapshots {
  readonly before: Snapshot;
  readonly after: Snapshot;
}

/** What only the ledgers know: edited lines, and live ids whose node cannot have been seen. */
export function onlyInLedger(
  nodes: readonly Classified[],
  snapshots: Snapshots,
  ledgers: Ledgers,
): readonly Classified[] {
  return [...editedLines(nodes, snapshots, ledgers), ...vanishedUnseen(snapshots, ledgers)];
}

const toldAtNode: ReadonlySet<Refused> = new Set(['resurrected', 'lives-elsewhere', 'retyped']);

/** A line that changed along with its node is told once, at the node. */
function editedLines(
  nodes: readonly Classified[],
  snapshots: Snapshots,
  ledgers: Ledgers,
): Classified[] {
  if (!ledgers.before || !ledgers.after) return [];
  const told = new Set(
    nodes.flatMap(({ refused, sourcedId }) =>
      refused !== undefined && toldAtNode.has(refused) ? [sourcedId] : [],
    ),
  );
  const { before, after } = snapshots;
  return compareLedgers(ledgers.before, ledgers.after)
    .filter(({ about, was }) => was === 'removed' || !told.has(about.sourcedId))
    .map((edit): Classified => {
      const { sourcedId, kind } = nodeOf(edit.about);
      if (isForgotten(edit, snapshots, ledgers)) return { sourcedId, kind, fine: ['forgotten'] };
      const [was, now] = [before.get(sourcedId), after.get(sourcedId)];
      const nodes = { ...(was && { was }), ...(now && { now }) };
      return { sourcedId, kind, fine: [], refused: 'ledger-edited', edit, ...nodes };
    });
}

/** A line that was left over: the id has no node on either side. */
function isForgotten(
  { about: { says, sourcedId }, was }: LedgerEdit,
  { before, after }: Snapshots,
  { isPartial = false }: Ledgers,
): boolean {
  if (was !== 'removed' || says !== 'live' || isPartial) return false;
  return !before.has(sourcedId) && !after.has(sourcedId);
}

/** Of a base that can be read in part only, nobody knows which nodes it had. */
function vanishedUnseen({ before, after }: Snapshots, ledgers: Ledgers): Classified[] {
  if (!ledgers.isPartial) return [];
  return [...(ledgers.before?.entries.values() ?? [])]
    .filter(({ sourcedId, state }) => {
      const now = ledgers.after?.entries.get(sourcedId)?.state ?? 'live';
      return state === now && state === 'live' && !before.has(sourcedId) && !after.has(sourcedId);
    })
    .map(({ sourcedId, kind }) => ({ sourcedId, kind, fine: [], refused: 'vanished' }));
}

/** A placement is told at its lesson. */
function nodeOf(fact: LedgerFact): Pick<Classified, 'sourcedId' | 'kind'> {
  return fact.says === 'placement' ? { sourcedId: fact.lesson, kind: 'lesson' } : fact;
}

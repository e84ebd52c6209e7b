import type { Snapshot } from '../model/snapshot.ts';
import type { Classified, Ledgers } from './classified.ts';
import { compareLedgers } from './ledger-compare.ts';
import type { LedgerFact } from './ledger-line.ts';

interface Snapshots {
  readonly before: Snapshot;
  readonly after: Snapshot;
}

/** What only the ledgers know: edited lines, and live ids that neither state has a node for. */
export function onlyInLedger(
  nodes: readonly Classified[],
  snapshots: Snapshots,
  ledgers: Ledgers,
): readonly Classified[] {
  return [...editedLines(nodes, snapshots, ledgers), ...vanishedBefore(snapshots, ledgers)];
}

/** A line that changed along with its node is told once, at the node. */
function editedLines(
  nodes: readonly Classified[],
  { before, after }: Snapshots,
  ledgers: Ledgers,
): Classified[] {
  if (!ledgers.before || !ledgers.after) return [];
  const told = new Set(
    nodes.flatMap(({ refused, sourcedId }) =>
      refused === 'resurrected' || refused === 'retyped' ? [sourcedId] : [],
    ),
  );
  return compareLedgers(ledgers.before, ledgers.after)
    .filter(({ about, was }) => was === 'removed' || !told.has(about.sourcedId))
    .map((edit) => {
      const { sourcedId, kind } = nodeOf(edit.about);
      const [was, now] = [before.get(sourcedId), after.get(sourcedId)];
      const nodes = { ...(was && { was }), ...(now && { now }) };
      return { sourcedId, kind, fine: [], refused: 'ledger-edited', edit, ...nodes };
    });
}

/** The base was without the node already, and nobody retired it since. */
function vanishedBefore({ before, after }: Snapshots, ledgers: Ledgers): Classified[] {
  return [...(ledgers.before?.entries.values() ?? [])]
    .filter(({ sourcedId, state }) => {
      const isRetired = ledgers.after?.entries.get(sourcedId)?.state === 'retired';
      return state === 'live' && !isRetired && !before.has(sourcedId) && !after.has(sourcedId);
    })
    .map(({ sourcedId, kind }) => ({ sourcedId, kind, fine: [], refused: 'vanished' }));
}

/** A placement is told at its lesson. */
function nodeOf(fact: LedgerFact): Pick<Classified, 'sourcedId' | 'kind'> {
  return fact.says === 'placement' ? { sourcedId: fact.lesson, kind: 'lesson' } : fact;
}

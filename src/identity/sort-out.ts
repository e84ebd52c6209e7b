import type { Ledger, LedgerState } from '../model/ledger.ts';
import type { Snapshot, SnapshotNode } from '../model/snapshot.ts';
import { about, type Classified, type Ledgers, type Refused } from './classified.ts';

/** Nodes by what is known of them before any content is compared. */
export interface Sorted {
  /** There before, not there now, and neither retired nor released. */
  readonly gone: readonly SnapshotNode[];
  /** Retired or released since: somebody decided that, and what they were may stand elsewhere all the same. */
  readonly left: readonly SnapshotNode[];
  /** Unknown to the base, and nodes whose present id is refused: they may have lost another one. */
  readonly fresh: readonly SnapshotNode[];
  /** What is said of those of the second sort if they lost none. */
  readonly misused: ReadonlyMap<SnapshotNode, Classified>;
  /** Nodes before whose ids stand at another kind now, and those that have them. */
  readonly displaced: ReadonlyMap<SnapshotNode, SnapshotNode>;
  readonly kept: readonly (readonly [SnapshotNode, SnapshotNode])[];
  /** Where the ids alone decide. */
  readonly decided: readonly Classified[];
}

/** Compares ids, kinds and the states in the ledgers, and no content. */
export function sortOut(before: Snapshot, after: Snapshot, ledgers: Ledgers): Sorted {
  const gone: SnapshotNode[] = [];
  const left: SnapshotNode[] = [];
  const fresh: SnapshotNode[] = [];
  const kept: [SnapshotNode, SnapshotNode][] = [];
  const decided: Classified[] = [];
  const misused = new Map<SnapshotNode, Classified>();
  const displaced = new Map<SnapshotNode, SnapshotNode>();
  for (const was of before.values()) {
    if (after.has(was.sourcedId)) continue;
    const state = stateIn(ledgers.after, was) ?? 'live';
    if (state === 'live') gone.push(was);
    else {
      left.push(was);
      decided.push({ ...about(was), fine: [state], was });
    }
  }
  for (const now of after.values()) {
    const was = before.get(now.sourcedId);
    const refused = refusedById(now, was, ledgers);
    if (refused) {
      if (was && was.kind !== now.kind) displaced.set(was, now);
      const told = { ...about(now), fine: [], refused, ...(was && { was }), now };
      if (was && was.kind === now.kind && was.title === now.title) decided.push(told);
      else {
        fresh.push(now);
        misused.set(now, told);
      }
    } else if (was) kept.push([was, now]);
    else if (isTaken(now, ledgers)) decided.push({ ...about(now), fine: ['taken'], now });
    else if (stateIn(ledgers.before, now) === undefined) fresh.push(now);
    else decided.push({ ...about(now), fine: ['added'], now });
  }
  return { gone, left, fresh, misused, displaced, kept, decided };
}

function refusedById(
  now: SnapshotNode,
  was: SnapshotNode | undefined,
  { before, after }: Ledgers,
): Refused | undefined {
  if (stateIn(before, now) === 'retired' || stateIn(after, now) === 'retired') return 'resurrected';
  if ((stateIn(after, now) ?? stateIn(before, now)) === 'released') return 'lives-elsewhere';
  const known = was ?? before?.entries.get(now.sourcedId) ?? after?.entries.get(now.sourcedId);
  return known === undefined || known.kind === now.kind ? undefined : 'retyped';
}

/** It was minted elsewhere, and is nobody's new id: neither added nor what another node became. */
function isTaken({ sourcedId }: SnapshotNode, { after }: Ledgers): boolean {
  return after?.entries.get(sourcedId)?.from !== undefined;
}

function stateIn(ledger: Ledger | undefined, node: SnapshotNode): LedgerState | undefined {
  return ledger?.entries.get(node.sourcedId)?.state;
}

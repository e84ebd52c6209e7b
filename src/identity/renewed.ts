import type { Ledger } from '../model/ledger.ts';
import type { Snapshot, SnapshotNode } from '../model/snapshot.ts';
import { about, type Classified } from './classified.ts';
import { type Likeness, telling } from './likeness.ts';
import { pair } from './pair.ts';
import { stateOf } from './state.ts';

/**
 * Nodes that were retired and added again under a new id in one change: that is a new id for one node,
 * whatever the ledger says of the old one. Only where the two are plainly alike; a lesson that makes
 * room for another one is retired, and the other is added.
 */
export function withRenewed(
  classified: readonly Classified[],
  before: Snapshot,
  after: Snapshot,
  ledgerBefore?: Ledger,
): readonly Classified[] {
  const isOld = (id: string) => ledgerBefore?.entries.get(id)?.state === 'retired';
  const retired = classified.flatMap(({ fine, was }) =>
    was && fine.includes('retired') && !isOld(was.sourcedId) ? [was] : [],
  );
  const added = classified.flatMap(({ fine, now }) => (now && fine.includes('added') ? [now] : []));
  if (retired.length === 0 || added.length === 0) return classified;
  const counterparts = new Map(
    classified.flatMap(({ refused, was, now }) =>
      refused === 're-minted' && was && now ? [[was.sourcedId, now.sourcedId] as const] : [],
    ),
  );
  const comparison = { before: stateOf(before), after: stateOf(after), counterparts };
  const pairings = pair(retired, added, comparison).filter(({ likeness }) => isPlain(likeness));
  const renewed = new Map(pairings.map((pairing) => [pairing.was, pairing]));
  const again = new Set<SnapshotNode>(pairings.map(({ now }) => now));
  return classified.flatMap((each): Classified[] => {
    const { fine, was, now } = each;
    if (now && fine.includes('added') && again.has(now)) return [];
    const pairing = was && fine.includes('retired') ? renewed.get(was) : undefined;
    if (!pairing) return [each];
    // A retirement is somebody's decision, which no program takes back.
    const open = { ...pairing, certain: false };
    const nodes = { was: pairing.was, now: pairing.now };
    return [{ ...about(pairing.was), fine: [], refused: 're-minted', ...nodes, pairing: open }];
  });
}

/** The same title, or the same under it, and nothing that speaks against it. */
function isPlain({ parts }: Likeness): boolean {
  const isOneTitle = (parts.title ?? 0) >= sameTitle;
  const isOneFamily = (parts.children ?? 0) >= telling;
  const isAnotherText = parts.text !== undefined && parts.text < telling;
  const isBacked = isOneFamily || (parts.text ?? 0) >= telling || (parts.place ?? 0) > 0;
  return (isOneTitle || isOneFamily) && isBacked && !isAnotherText;
}

/** Equal but for case, blanks or punctuation. */
const sameTitle = 0.95;

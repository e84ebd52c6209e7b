import type { Ledger, LedgerEntry } from '../model/ledger.ts';
import type { Snapshot, SnapshotNode } from '../model/snapshot.ts';
import { about, type Classified } from './classified.ts';

/**
 * What the ledger alone can say about the manifests, where no base is known. It holds no content, so
 * a lost id is recognised only by an id that is nearly the same, or where one of a kind was lost and
 * one is new; nothing is certain.
 */
export function classifyByLedger(ledger: Ledger, nodes: Snapshot): readonly Classified[] {
  const lost = [...ledger.entries.values()].filter(
    ({ sourcedId, state }) => state === 'live' && !nodes.has(sourcedId),
  );
  const fresh = [...nodes.values()].filter(({ sourcedId }) => !ledger.entries.has(sourcedId));
  const refused = new Map(misused(ledger, nodes).map((each) => [each.now, each]));
  const ids = lostIds(lost, fresh, refused);
  const found = new Set(ids.map(({ now }) => now));
  return [...[...refused.values()].filter(({ now }) => !found.has(now)), ...ids];
}

/** A node whose id is refused. */
type Misused = Classified & Required<Pick<Classified, 'now' | 'refused'>>;

function misused(ledger: Ledger, nodes: Snapshot): Misused[] {
  return [...nodes.values()].flatMap((now): Misused[] => {
    const entry = ledger.entries.get(now.sourcedId);
    if (entry?.state === 'retired') {
      return [{ ...about(now), fine: [], refused: 'resurrected', now }];
    }
    if (entry?.state === 'released') {
      return [{ ...about(now), fine: [], refused: 'lives-elsewhere', now }];
    }
    const isOther = entry !== undefined && entry.kind !== now.kind;
    return isOther ? [{ ...about(now), fine: [], refused: 'retyped', now }] : [];
  });
}

/** More lost ids than this are no slip of the pen, and comparing them all takes time. */
const mostCompared = 100;

function lostIds(
  lost: readonly LedgerEntry[],
  fresh: readonly SnapshotNode[],
  refused: ReadonlyMap<SnapshotNode, Misused>,
): Classified[] {
  const free = new Set(lost.length > mostCompared ? [] : [...fresh, ...refused.keys()]);
  return lost.map(({ sourcedId, kind }) => {
    const candidates = [...free].filter((node) => node.kind === kind);
    const alike = candidates.filter((node) => areNearlyEqual(sourcedId, node.sourcedId));
    const isOnly =
      candidates.length === 1 && lost.filter((each) => each.kind === kind).length === 1;
    const [now, ...rivals] = alike.length > 0 ? alike : isOnly ? candidates : [];
    if (!now || rivals.length > 0) return { sourcedId, kind, fine: [], refused: 'vanished' };
    free.delete(now);
    const misused = refused.get(now)?.refused;
    const only = `the only ${kind} lost, the only one ${misused ? 'whose id is not its own' : 'new'}`;
    const matched = alike.length > 0 ? ['nearly the same id'] : [only];
    return {
      ...{ sourcedId, kind, fine: [], refused: 're-minted', now, matched },
      ...(misused && { misused }),
    };
  });
}

/** Shorter beginnings in common are chance. */
const shortestStem = 6;

/** One id with something at its end, or two of one length that differ in one character. */
function areNearlyEqual(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length < shortestStem) return false;
  return long.length > short.length ? long.startsWith(short) : differAtOnePlace(a, b);
}

/** For two texts of one length. */
function differAtOnePlace(a: string, b: string): boolean {
  return a.split('').filter((unit, index) => unit !== b[index]).length === 1;
}

import { kinds } from '../model/kind.ts';
import type { SnapshotNode } from '../model/snapshot.ts';
import { about, type Classified } from './classified.ts';
import { type Exchange, exchanges } from './exchange.ts';
import { sameTitle, telling } from './likeness.ts';
import { type Pairing, pair } from './pair.ts';
import type { Sorted } from './sort-out.ts';
import type { Comparison } from './state.ts';

/** What became of nodes that are gone, of new ones, and of ids that changed their content. */
export interface Became {
  readonly classified: readonly Classified[];
  /** From lost ids to the ids that the same nodes bear now. */
  readonly counterparts: ReadonlyMap<string, string>;
  /** Of nodes that kept their ids or were retired, by id: what they were may stand elsewhere now. */
  readonly doubts: ReadonlyMap<string, Exchange>;
}

/** Parents before children, so that the children of a lost unit are recognised by it. */
export function becameOf(sorted: Sorted, states: Omit<Comparison, 'counterparts'>): Became {
  const counterparts = new Map<string, string>();
  const comparison = { ...states, counterparts };
  const doubts = new Map<string, Exchange>();
  const classified = kinds.flatMap((kind) => {
    const isKind = (node: SnapshotNode) => node.kind === kind;
    const gone = [...sorted.gone, ...sorted.displaced.keys()].filter(isKind);
    const fresh = sorted.fresh.filter(isKind);
    const kept = sorted.kept.filter(([was]) => isKind(was));
    const left = sorted.left.filter(isKind);
    const found = exchanges({ gone: [...gone, ...left], fresh, kept }, comparison);
    const exchanged = found.filter(({ isClear }) => isClear);
    for (const each of found) if (!each.isClear) doubts.set(each.was.sourcedId, each);
    const explained = new Set(exchanged.flatMap(({ was, now }) => [was, now]));
    const missing = gone.filter((node) => !explained.has(node));
    const unclaimed = fresh.filter((node) => !explained.has(node));
    const pairings = pair(missing, unclaimed, comparison);
    for (const { was, now } of pairings) counterparts.set(was.sourcedId, now.sourcedId);
    return [
      ...exchangedAs(exchanged),
      ...paired({ left: missing, unclaimed, pairings, misused: sorted.misused }),
    ];
  });
  const reminted = new Set(classified.map(({ refused, now }) => refused === 're-minted' && now));
  // While its id stands at another kind, that one is told; afterwards nothing has the id.
  const isTold = ({ refused, was }: Classified) => {
    const taker = refused === 'vanished' && was && sorted.displaced.get(was);
    return !taker || reminted.has(taker);
  };
  return { classified: classified.filter(isTold), counterparts, doubts };
}

function exchangedAs(exchanged: readonly Exchange[]): Classified[] {
  const byId = new Map(exchanged.map((each) => [each.was.sourcedId, each]));
  return exchanged.map((each) => {
    const { was, now } = each;
    const other = byId.get(now.sourcedId);
    const isMutual = other?.now.sourcedId === was.sourcedId;
    const certain = isMutual && [each, other].every(isFirm);
    const pairing = { ...each, certain, rivals: [] };
    return {
      ...about(was),
      fine: [],
      refused: isMutual ? 'swapped' : 'handed-on',
      was,
      now,
      pairing,
    };
  });
}

/** Without it two titles may have been exchanged on purpose. */
function isFirm({ likeness: { parts }, isWhole }: Exchange): boolean {
  const isSame = isWhole && (parts.title ?? 0) >= sameTitle;
  const isBacked = [parts.text, parts.children].some((part) => (part ?? 0) >= telling);
  return isSame && (isBacked || parts.place === 1);
}

function paired(found: {
  readonly left: readonly SnapshotNode[];
  readonly unclaimed: readonly SnapshotNode[];
  readonly pairings: readonly Pairing[];
  readonly misused: Sorted['misused'];
}): Classified[] {
  const reminted = found.pairings.map((pairing): Classified => {
    const { was, now } = pairing;
    const misused = found.misused.get(now)?.refused;
    return {
      ...{ ...about(was), fine: [], refused: 're-minted', was, now, pairing },
      ...(misused && { misused }),
    };
  });
  const known = new Set(found.pairings.flatMap(({ was, now }) => [was, now]));
  const vanished = found.left
    .filter((was) => !known.has(was))
    .map((was): Classified => ({ ...about(was), fine: [], refused: 'vanished', was }));
  const added = found.unclaimed
    .filter((now) => !known.has(now))
    .map((now): Classified => found.misused.get(now) ?? { ...about(now), fine: ['added'], now });
  return [...reminted, ...vanished, ...added];
}

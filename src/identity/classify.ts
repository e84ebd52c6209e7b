import { circlesAmong } from '../document/circles.ts';
import type { Snapshot, SnapshotNode } from '../model/catalog.ts';
import { isSameJson, type JsonObject } from '../model/json.ts';
import { type Ledger, type LedgerState, longestRisingRun } from '../model/ledger.ts';
import { type IdKey, idKey, kinds, nodeKey, nodeKeysOf } from '../model/node.ts';
import {
  type AllowedChange,
  type Classified,
  idAndKindOf,
  type Ledgers,
  type RefusedChange,
} from './classified.ts';
import { comparedSnapshotOf, type SnapshotComparison } from './compared-snapshot.ts';
import { compareLedgers, type LedgerEdit } from './ledger/compare.ts';
import { factKey, type LedgerFact } from './ledger/line.ts';
import {
  evidenceThreshold,
  isSameParent,
  type Pairing,
  pairNodes,
  sameTitleScore,
} from './pair.ts';
import { type ContentMove, findContentMoves } from './swapped-ids.ts';

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
  const sorted = classifyById(before, after, ledgers);
  const states = { before: comparedSnapshotOf(before), after: comparedSnapshotOf(after) };
  const matched = matchLostNodes(sorted, states);
  const comparison: SnapshotComparison = { ...states, counterparts: matched.counterparts };
  const moved = reordered(comparison);
  const kept = sorted.kept.flatMap(([was, now]) => {
    const allowed = allowedChangesOf(was, now, { comparison, reordered: moved });
    const possibleMove = matched.possibleMoves.get(nodeKey(was));
    return allowed.length === 0
      ? []
      : [{ ...idAndKindOf(was), allowed, was, now, ...(possibleMove && { possibleMove }) }];
  });
  // If what was retired or released stands under another id, the refusal tells both.
  const reported = new Set(matched.classified.flatMap(({ was }) => was ?? []));
  const decided = sorted.decided.flatMap((each): Classified[] => {
    if (each.refused !== undefined || !each.was) return [each];
    if (reported.has(each.was)) return [];
    const possibleMove = matched.possibleMoves.get(nodeKey(each));
    return [{ ...each, ...(possibleMove && { possibleMove }) }];
  });
  const nodes = [...decided, ...matched.classified, ...kept];
  return [...inOrder(nodes, before, after), ...onlyInLedger(nodes, { before, after }, ledgers)];
}

/** By the place of the id before, then by its place after. */
function inOrder(nodes: readonly Classified[], before: Snapshot, after: Snapshot): Classified[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  const rank = new Map([...keys].map((key, index) => [key, index]));
  return [...nodes].sort((a, b) => (rank.get(nodeKey(a)) ?? 0) - (rank.get(nodeKey(b)) ?? 0));
}

/** Nodes by what is known of them before any content is compared. */
interface ClassifiedById {
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
  /** If the ids alone decide. */
  readonly decided: readonly Classified[];
}

/** Compares ids, kinds and the states in the ledgers, and no content. */
function classifyById(before: Snapshot, after: Snapshot, ledgers: Ledgers): ClassifiedById {
  const gone: SnapshotNode[] = [];
  const left: SnapshotNode[] = [];
  const fresh: SnapshotNode[] = [];
  const kept: [SnapshotNode, SnapshotNode][] = [];
  const decided: Classified[] = [];
  const misused = new Map<SnapshotNode, Classified>();
  const displaced = new Map<SnapshotNode, SnapshotNode>();
  const strangers = new Map(
    [...after.values()].flatMap((now) => {
      const was = strangerOf(now, before, after);
      return was ? [[was, now] as const] : [];
    }),
  );
  for (const was of before.values()) {
    if (after.has(nodeKey(was))) continue;
    const state = stateIn(ledgers.after, was) ?? 'live';
    if (state === 'live' && strangers.has(was)) continue;
    if (state === 'live') gone.push(was);
    else {
      left.push(was);
      decided.push({ ...idAndKindOf(was), allowed: [state], was });
    }
  }
  for (const now of after.values()) {
    const was = before.get(nodeKey(now)) ?? strangerOf(now, before, after);
    const refused = refusedById(now, was, { ...ledgers, now: after });
    if (refused) {
      if (was && was.kind !== now.kind) displaced.set(was, now);
      const classified = { ...idAndKindOf(now), allowed: [], refused, ...(was && { was }), now };
      if (was && was.kind === now.kind && was.title === now.title) decided.push(classified);
      else {
        fresh.push(now);
        misused.set(now, classified);
      }
    } else if (was) kept.push([was, now]);
    else if (isTaken(now, ledgers)) decided.push({ ...idAndKindOf(now), allowed: ['taken'], now });
    else if (stateIn(ledgers.before, now) === undefined) fresh.push(now);
    else decided.push({ ...idAndKindOf(now), allowed: ['added'], now });
  }
  return { gone, left, fresh, misused, displaced, kept, decided };
}

function refusedById(
  now: SnapshotNode,
  was: SnapshotNode | undefined,
  { before, after, now: nodes }: Ledgers & { readonly now: Snapshot },
): RefusedChange | undefined {
  if (stateIn(before, now) === 'retired' || stateIn(after, now) === 'retired') return 'resurrected';
  if ((stateIn(after, now) ?? stateIn(before, now)) === 'released') return 'lives-elsewhere';
  const key = nodeKey(now);
  const known = was ?? before?.entries.get(key) ?? after?.entries.get(key);
  if (known) return known.kind === now.kind ? undefined : 'retyped';
  const stranger =
    (before && strangerOf(now, before.entries, nodes)) ??
    (after && strangerOf(now, after.entries, nodes));
  return stranger && 'retyped';
}

/**
 * What of another collection had the id of a node, if nothing of its own collection had it and that
 * other node is gone: two that stand side by side may share an id.
 */
export function strangerOf<T>(
  node: SnapshotNode,
  known: ReadonlyMap<IdKey, T>,
  after: Snapshot,
): T | undefined {
  if (known.has(nodeKey(node))) return undefined;
  const key = nodeKeysOf(node.sourcedId).find((one) => known.has(one) && !after.has(one));
  return key && known.get(key);
}

/** It was minted elsewhere, and is nobody's new id: neither added nor what another node became. */
function isTaken(node: SnapshotNode, { after }: Ledgers): boolean {
  return after?.entries.get(nodeKey(node))?.from !== undefined;
}

function stateIn(ledger: Ledger | undefined, node: SnapshotNode): LedgerState | undefined {
  return ledger?.entries.get(nodeKey(node))?.state;
}

/** What became of nodes that are gone, of new ones, and of ids that changed their content. */
interface MatchedNodes {
  readonly classified: readonly Classified[];
  /** From lost ids to those that the same nodes bear now, as keys. */
  readonly counterparts: ReadonlyMap<IdKey, IdKey>;
  /** Of nodes that kept their ids or were retired, by id: what they were may stand elsewhere now. */
  readonly possibleMoves: ReadonlyMap<IdKey, ContentMove>;
}

/** Parents before children, so that the children of a lost unit are recognised by it. */
function matchLostNodes(
  sorted: ClassifiedById,
  states: Omit<SnapshotComparison, 'counterparts'>,
): MatchedNodes {
  const counterparts = new Map<IdKey, IdKey>();
  const comparison = { ...states, counterparts };
  const possibleMoves = new Map<IdKey, ContentMove>();
  const classified = kinds.flatMap((kind) => {
    const isKind = (node: SnapshotNode) => node.kind === kind;
    const gone = [...sorted.gone, ...sorted.displaced.keys()].filter(isKind);
    const fresh = sorted.fresh.filter(isKind);
    const kept = sorted.kept.filter(([was]) => isKind(was));
    const left = sorted.left.filter(isKind);
    const found = findContentMoves({ gone: [...gone, ...left], fresh, kept }, comparison);
    const exchanged = found.filter(({ isClear }) => isClear);
    for (const each of found) if (!each.isClear) possibleMoves.set(nodeKey(each.was), each);
    const explained = new Set(exchanged.flatMap(({ was, now }) => [was, now]));
    const missing = gone.filter((node) => !explained.has(node));
    const unclaimed = fresh.filter((node) => !explained.has(node));
    const pairings = pairNodes(missing, unclaimed, comparison);
    for (const { was, now } of pairings) counterparts.set(nodeKey(was), nodeKey(now));
    return [
      ...classifyContentMoves(exchanged),
      ...classifyPairs({ left: missing, unclaimed, pairings, misused: sorted.misused }),
    ];
  });
  const reminted = new Set(classified.map(({ refused, now }) => refused === 're-minted' && now));
  // While its id stands at another kind, that one is told; afterwards nothing has the id.
  const isReported = ({ refused, was }: Classified) => {
    const taker = refused === 'vanished' && was && sorted.displaced.get(was);
    return !taker || reminted.has(taker);
  };
  return { classified: classified.filter(isReported), counterparts, possibleMoves: possibleMoves };
}

function classifyContentMoves(exchanged: readonly ContentMove[]): Classified[] {
  const byKey = new Map(exchanged.map((each) => [nodeKey(each.was), each]));
  const circles = circlesAmong(
    new Map(exchanged.map((move) => [nodeKey(move.was), [{ id: nodeKey(move.now), move }]])),
  );
  const moves = circles.map((circle) => circle.map(({ move }) => move));
  const proven = new Set(moves.filter((circle) => circle.every(isProven)).flat());
  return exchanged.map((each) => {
    const { was, now } = each;
    const isMutual = byKey.get(nodeKey(now))?.now.sourcedId === was.sourcedId;
    const pairing = { ...each, certain: proven.has(each), rivals: [] };
    return {
      ...idAndKindOf(was),
      allowed: [],
      refused: isMutual ? 'swapped' : 'handed-on',
      was,
      now,
      pairing,
    };
  });
}

/** Without it two titles may have been exchanged on purpose. */
function isProven({ likeness: { parts }, isWhole }: ContentMove): boolean {
  const isSame = isWhole && (parts.title ?? 0) >= sameTitleScore;
  const isBacked = [parts.text, parts.children].some((part) => (part ?? 0) >= evidenceThreshold);
  return isSame && (isBacked || parts.place === 1);
}

function classifyPairs(found: {
  readonly left: readonly SnapshotNode[];
  readonly unclaimed: readonly SnapshotNode[];
  readonly pairings: readonly Pairing[];
  readonly misused: ClassifiedById['misused'];
}): Classified[] {
  const reminted = found.pairings.map((pairing): Classified => {
    const { was, now } = pairing;
    const misused = found.misused.get(now)?.refused;
    return {
      ...{ ...idAndKindOf(was), allowed: [], refused: 're-minted', was, now, pairing },
      ...(misused && { misused }),
    };
  });
  const known = new Set(found.pairings.flatMap(({ was, now }) => [was, now]));
  const vanished = found.left
    .filter((was) => !known.has(was))
    .map((was): Classified => ({ ...idAndKindOf(was), allowed: [], refused: 'vanished', was }));
  const added = found.unclaimed
    .filter((now) => !known.has(now))
    .map(
      (now): Classified =>
        found.misused.get(now) ?? { ...idAndKindOf(now), allowed: ['added'], now },
    );
  return [...reminted, ...vanished, ...added];
}

interface Snapshots {
  readonly before: Snapshot;
  readonly after: Snapshot;
}

/** What only the ledgers know: edited lines, and live ids whose node cannot have been seen. */
function onlyInLedger(
  nodes: readonly Classified[],
  snapshots: Snapshots,
  ledgers: Ledgers,
): readonly Classified[] {
  return [...editedLines(nodes, snapshots, ledgers), ...vanishedUnseen(snapshots, ledgers)];
}

const reportedAtNode: ReadonlySet<RefusedChange> = new Set([
  'resurrected',
  'lives-elsewhere',
  'retyped',
]);

/** A line that changed along with its node is told once, at the node. */
function editedLines(
  nodes: readonly Classified[],
  snapshots: Snapshots,
  ledgers: Ledgers,
): Classified[] {
  if (!ledgers.before || !ledgers.after) return [];
  const reported = new Set<string>(
    nodes.flatMap((node) =>
      node.refused !== undefined && reportedAtNode.has(node.refused) ? [nodeKey(node)] : [],
    ),
  );
  const { before, after } = snapshots;
  return compareLedgers(ledgers.before, ledgers.after)
    .filter(({ about, was }) => was === 'removed' || !reported.has(factKey(about)))
    .map((edit): Classified => {
      const { sourcedId, kind } = nodeOf(edit.about);
      const key = idKey(kind, sourcedId);
      if (isForgotten(edit, snapshots, ledgers)) return { sourcedId, kind, allowed: ['forgotten'] };
      const [was, now] = [before.get(key), after.get(key)];
      const nodes = { ...(was && { was }), ...(now && { now }) };
      const known = now?.kind ?? was?.kind ?? kind;
      return { sourcedId, kind: known, allowed: [], refused: 'ledger-edited', edit, ...nodes };
    });
}

/** A line that was left over: the id has no node on either side. */
function isForgotten(
  { about, was }: LedgerEdit,
  { before, after }: Snapshots,
  { isPartial = false }: Ledgers,
): boolean {
  if (was !== 'removed' || about.says !== 'live' || isPartial) return false;
  return !before.has(nodeKey(about)) && !after.has(nodeKey(about));
}

/** Of a base that can be read in part only, nobody knows which nodes it had. */
function vanishedUnseen({ before, after }: Snapshots, ledgers: Ledgers): Classified[] {
  if (!ledgers.isPartial) return [];
  return [...(ledgers.before?.entries ?? [])]
    .filter(([key, { state }]) => {
      const now = ledgers.after?.entries.get(key)?.state ?? 'live';
      return state === now && state === 'live' && !before.has(key) && !after.has(key);
    })
    .map(([, { sourcedId, kind }]) => ({ sourcedId, kind, allowed: [], refused: 'vanished' }));
}

/** A placement is told at its lesson, as far as the line names that. */
function nodeOf(fact: LedgerFact): Pick<Classified, 'sourcedId' | 'kind'> {
  if (fact.says === 'placement') return { sourcedId: fact.parent, kind: 'lesson' };
  return fact.kind === 'placement' ? { sourcedId: fact.sourcedId, kind: 'lesson' } : fact;
}

/**
 * The keys of nodes that changed their order among the siblings that stayed with them: those that
 * must be picked up and put elsewhere, as few as can be. If two neighbours changed places, which
 * of them moved is a matter of taste; how many did is not.
 */
export function reordered(comparison: SnapshotComparison): ReadonlySet<IdKey> {
  const { before, after } = comparison;
  const families = [...after.children].map(([, family]) => {
    const stayed = family.flatMap((id) => {
      const [was, now] = [before.nodes.get(id), after.nodes.get(id)];
      const isStaying = was && now && was.kind === now.kind && isSameParent(was, now, comparison);
      return isStaying ? [{ id, position: was.position }] : [];
    });
    const kept = new Set(
      longestRisingRun(
        stayed.map(({ position }) => position),
        { strict: true },
      ),
    );
    return stayed.filter((_, index) => !kept.has(index)).map(({ id }) => id);
  });
  return new Set(families.flat());
}

/** How a node that kept its id changed; nothing if it did not. */
function allowedChangesOf(
  was: SnapshotNode,
  now: SnapshotNode,
  known: { readonly comparison: SnapshotComparison; readonly reordered: ReadonlySet<IdKey> },
): readonly AllowedChange[] {
  const changes = {
    renamed: was.title !== now.title,
    edited: !isSameText(was.fields, now.fields),
    moved: !isSameParent(was, now, known.comparison),
    're-ordered': known.reordered.has(nodeKey(now)),
  };
  return (['renamed', 'edited', 'moved', 're-ordered'] as const).filter(
    (change) => changes[change],
  );
}

function isSameText(a: JsonObject, b: JsonObject): boolean {
  if (isSameJson(a, b)) return true;
  const [{ title: _was, ...was }, { title: _now, ...now }] = [a, b];
  return isSameJson(was, now);
}

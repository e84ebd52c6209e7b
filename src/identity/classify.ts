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
import { comparisonOf, isSameParent, type SnapshotComparison } from './compared-snapshot.ts';
import { compareLedgers, type LedgerEdit } from './ledger/compare.ts';
import { factKey, type LedgerFact } from './ledger/line.ts';
import { evidenceThreshold, type Pairing, pairNodes, sameTitleScore } from './pair.ts';
import { type ContentMove, findContentMoves } from './swapped-ids.ts';

/**
 * The change of every node between two states of the manifests: first of nodes that were there before, in
 * their order, then of new nodes, then of lines of the ledger.
 *
 * Without ledgers the result for B → A mirrors the result for A → B: `added` becomes `vanished`, `was` and
 * `now` change sides, and as many siblings are `re-ordered`.
 */
export function classify(
  before: Snapshot,
  after: Snapshot,
  ledgers: Ledgers = {},
): readonly Classified[] {
  const sorted = classifyById(before, after, ledgers);
  const states = comparisonOf(before, after);
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
  // If the content of a retired or released node is under another id, the refusal covers both.
  const reported = new Set(matched.classified.flatMap(({ was }) => was ?? []));
  const decided = sorted.decided.flatMap((each): Classified[] => {
    if (each.refused !== undefined || !each.was) return [each];
    if (reported.has(each.was)) return [];
    const possibleMove = matched.possibleMoves.get(nodeKey(each));
    return [{ ...each, ...(possibleMove && { possibleMove }) }];
  });
  const nodes = [...decided, ...matched.classified, ...kept];
  // Edited lines, and live ids whose nodes cannot have been seen, are changes that only the ledgers show.
  const snapshots = { before, after };
  const onlyInLedger = [
    ...editedLines(nodes, snapshots, ledgers),
    ...vanishedUnseen(snapshots, ledgers),
  ];
  return [...inOrder(nodes, before, after), ...onlyInLedger];
}

/** Sorts changes by the place of the id before, then by its place after. */
function inOrder(nodes: readonly Classified[], before: Snapshot, after: Snapshot): Classified[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  const rank = new Map([...keys].map((key, index) => [key, index]));
  return [...nodes].sort((a, b) => (rank.get(nodeKey(a)) ?? 0) - (rank.get(nodeKey(b)) ?? 0));
}

/** Nodes by the facts that need no comparison of content. */
interface ClassifiedById {
  /** Nodes that were there before, are not there now, and are neither retired nor released. */
  readonly gone: readonly SnapshotNode[];
  /** Nodes that were retired or released on purpose. Their content may still be elsewhere. */
  readonly left: readonly SnapshotNode[];
  /** Nodes with a new id or with one that is refused: both may have lost another id. */
  readonly fresh: readonly SnapshotNode[];
  /** The changes of nodes whose present id is refused, for those that lost no other id. */
  readonly misused: ReadonlyMap<SnapshotNode, Classified>;
  /** Nodes before whose ids belong to another kind now, each with the node that has the id. */
  readonly displaced: ReadonlyMap<SnapshotNode, SnapshotNode>;
  readonly kept: readonly (readonly [SnapshotNode, SnapshotNode])[];
  /** Changes that the ids alone decide. */
  readonly decided: readonly Classified[];
}

/** Compares ids, kinds and the states in the ledgers, but no content. */
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
    // Another catalog minted the id: the node is neither added nor another node with a new id.
    else if (ledgers.after?.entries.get(nodeKey(now))?.from !== undefined) {
      decided.push({ ...idAndKindOf(now), allowed: ['taken'], now });
    } else if (stateIn(ledgers.before, now) === undefined) fresh.push(now);
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
 * The node of another collection that had the id of a node, if no node of its own collection had it and
 * that other node is gone. Two nodes at the same time may share an id; undefined then.
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

function stateIn(ledger: Ledger | undefined, node: SnapshotNode): LedgerState | undefined {
  return ledger?.entries.get(nodeKey(node))?.state;
}

/** The matches of nodes that are gone, of new nodes, and of ids whose content changed. */
interface MatchedNodes {
  readonly classified: readonly Classified[];
  /** The keys of lost ids, each with the key of the id that the same node has now. */
  readonly counterparts: ReadonlyMap<IdKey, IdKey>;
  /** By key of nodes that kept their ids or were retired: where their former content may be now. */
  readonly possibleMoves: ReadonlyMap<IdKey, ContentMove>;
}

/**
 * Matches lost nodes with new ones. Parents come before children, so that the children of a lost unit are
 * recognised by it.
 */
function matchLostNodes(sorted: ClassifiedById, states: SnapshotComparison): MatchedNodes {
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
  // A node whose id belongs to another kind now is reported there; if that node gets its own id back,
  // nothing has the id.
  const isReported = ({ refused, was }: Classified) => {
    const taker = refused === 'vanished' && was && sorted.displaced.get(was);
    return !taker || reminted.has(taker);
  };
  return { classified: classified.filter(isReported), counterparts, possibleMoves };
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

/** Whether an exchange of contents is proven. Otherwise two titles may have been exchanged on purpose. */
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

const reportedAtNode: ReadonlySet<RefusedChange> = new Set([
  'resurrected',
  'lives-elsewhere',
  'retyped',
]);

/** A line that changed together with its node is reported once, at the node. */
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

/** Whether a removed line was left over: its id has no node in either state. */
function isForgotten(
  { about, was }: LedgerEdit,
  { before, after }: Snapshots,
  { isPartial = false }: Ledgers,
): boolean {
  if (was !== 'removed' || about.says !== 'live' || isPartial) return false;
  return !before.has(nodeKey(about)) && !after.has(nodeKey(about));
}

/** The live ids without a node of a base that can be read only in part: nobody knows which nodes it had. */
function vanishedUnseen({ before, after }: Snapshots, ledgers: Ledgers): Classified[] {
  if (!ledgers.isPartial) return [];
  return [...(ledgers.before?.entries ?? [])]
    .filter(([key, { state }]) => {
      const now = ledgers.after?.entries.get(key)?.state ?? 'live';
      return state === now && state === 'live' && !before.has(key) && !after.has(key);
    })
    .map(([, { sourcedId, kind }]) => ({ sourcedId, kind, allowed: [], refused: 'vanished' }));
}

/** The node that a line is reported at. For a placement it is its lesson, as far as the line names it. */
function nodeOf(fact: LedgerFact): Pick<Classified, 'sourcedId' | 'kind'> {
  if (fact.says === 'placement') return { sourcedId: fact.parent, kind: 'lesson' };
  return fact.kind === 'placement' ? { sourcedId: fact.sourcedId, kind: 'lesson' } : fact;
}

/**
 * The keys of nodes that changed their order among the siblings that stayed with them: the fewest nodes
 * that must be moved. If two neighbours changed places, either of them may be the result; the number is
 * always the same.
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

/** The changes of a node that kept its id; empty if it did not change. */
function allowedChangesOf(
  was: SnapshotNode,
  now: SnapshotNode,
  known: { readonly comparison: SnapshotComparison; readonly reordered: ReadonlySet<IdKey> },
): readonly AllowedChange[] {
  const changes = {
    // A plan compares texts in one Unicode form too.
    renamed: was.title !== now.title && was.title.normalize() !== now.title.normalize(),
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

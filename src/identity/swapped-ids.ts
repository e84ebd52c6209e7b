import type { SnapshotNode } from '../model/catalog.ts';
import { isSameJson } from '../model/json.ts';
import { nodeKey } from '../model/node.ts';
import { assign, type ChangedContent, type Edge, moveCandidates } from './candidates.ts';
import type { SnapshotComparison } from './compared-snapshot.ts';
import { contentOf, type NodeContent } from './content.ts';
import { type Likeness, likeness, placeLikeness } from './pair.ts';
import { type ContentWeight, likenessOf, type Rarity, rarityOf, weighContent } from './weigh.ts';

/** A node whose former content is probably under another id now. */
export interface ContentMove {
  readonly was: SnapshotNode;
  readonly now: SnapshotNode;
  readonly likeness: Likeness;
  /** Whether this is so much likelier than a rewritten node that it is refused. */
  readonly isClear: boolean;
  /** Whether all that tells the two contents apart moved. */
  readonly isWhole: boolean;
}

/** The nodes of one kind that changed. */
export interface ChangedNodes {
  readonly gone: readonly SnapshotNode[];
  readonly fresh: readonly SnapshotNode[];
  /** Nodes that have the same id before and after. */
  readonly kept: readonly (readonly [SnapshotNode, SnapshotNode])[];
}

/** The shares of the evidence that must speak for another id, for a refusal and for a warning. */
const clearly = 0.5;
const perhaps = 0.35;

const wholly = 0.9;

/**
 * The least weight of the evidence, as `weights` counts it. Nodes that exchanged their contents confirm
 * each other; a new node may have words like those of an old one.
 */
const enough = { inCircle: 0.4, inChain: 1 } as const;

/**
 * Finds contents that moved to another id. For each changed node both readings are weighed: it kept its id
 * and was rewritten, or its content is elsewhere now. An exchange among several nodes is found as a whole,
 * so that no content is taken for that of another node.
 */
export function findContentMoves(
  displaced: ChangedNodes,
  comparison: SnapshotComparison,
): readonly ContentMove[] {
  const sides = sidesOf(displaced, comparison);
  const pairs = moveCandidates(sides.before, sides.after);
  const [first] = [...displaced.gone, ...displaced.kept.map(([was]) => was)];
  if (pairs.length === 0 || !first) return [];
  const rarity = rarityOf(first.kind, [comparison.before, comparison.after]);
  const known: Known = { ...sides, rarity, comparison };
  const links = linksOf(pairs, known);
  const verdicts = verdictsOn(links, known);
  return links.flatMap((link): ContentMove[] => {
    const [was, now] = [known.before[link.row]?.node, known.after[link.column]?.node];
    const verdict = verdicts.get(link);
    if (!was || !now || verdict === undefined) return [];
    const found = likeness(was, now, comparison);
    const isWhole = contentShare(viewsOn(link, known)) >= wholly;
    return [{ was, now, likeness: found, isClear: verdict === 'clear', isWhole }];
  });
}

/** Whether any content has a feature that another id lost. Otherwise `findContentMoves` finds nothing. */
export function mayHaveMoved(displaced: ChangedNodes, comparison: SnapshotComparison): boolean {
  const { before, after, kept } = sidesOf(displaced, comparison);
  return moveCandidates(before, after).some(([row, column]) => row !== column || row >= kept);
}

interface Side extends ChangedContent {
  readonly node: SnapshotNode;
  readonly content: NodeContent;
}

interface Sides {
  /** Nodes that kept their ids come first, in the same order on both sides. */
  readonly before: readonly Side[];
  readonly after: readonly Side[];
  readonly kept: number;
}

interface Known extends Sides {
  readonly rarity: Rarity;
  readonly comparison: SnapshotComparison;
}

function sidesOf(
  { gone, fresh, kept }: ChangedNodes,
  { before, after }: SnapshotComparison,
): Sides {
  const changed = kept.flatMap(([was, now]) => {
    const children = isSameJson(
      before.children.get(nodeKey(was)) ?? [],
      after.children.get(nodeKey(now)) ?? [],
    );
    // Most nodes did not change, and need no comparison of their parts.
    if (children && isSameJson(was.fields, now.fields)) return [];
    const [a, b] = [contentOf(was, before), contentOf(now, after)];
    return children && isSameContent(a, b)
      ? []
      : [{ was: { node: was, content: a }, now: { node: now, content: b } }];
  });
  return {
    kept: changed.length,
    before: [
      ...changed.map(({ was, now }) => ({ ...was, sameId: now.content })),
      ...gone.map((node) => ({ node, content: contentOf(node, before) })),
    ],
    after: [
      ...changed.map(({ was, now }) => ({ ...now, sameId: was.content })),
      ...fresh.map((node) => ({ node, content: contentOf(node, after) })),
    ],
  };
}

function isSameContent(a: NodeContent, b: NodeContent): boolean {
  return a.title === b.title && a.text === b.text && isSameNames(a, b);
}

function isSameNames({ names: a }: NodeContent, { names: b }: NodeContent): boolean {
  return a.size === b.size && [...a].every(([path, value]) => b.get(path) === value);
}

/** A content before and its probable place after, by their indices. */
interface Link extends Edge {
  /** Whether the content may as well be elsewhere, or another content may be there. */
  readonly hasRival: boolean;
}

/** An edge with at least this share of the best worth is a rival. */
const nearly = 0.9;

/** The bonus of an identical content: it outweighs a similar one at the same place. */
const ofWhole = 2;

/** The bonus of the own id: if several arrangements are equally good, a node has kept its id. */
const inertia = 0.05;

/**
 * The best arrangement of all contents. Left out are contents that stayed, and pairs of a lost and a new
 * id, which `pairNodes` finds.
 */
function linksOf(
  pairs: readonly (readonly [number, number])[],
  { before, after, kept, rarity, comparison }: Known,
): readonly Link[] {
  const edge = (row: number, column: number): Edge[] => {
    const [was, now] = [before[row], after[column]];
    if (!was || !now) return [];
    const place = placeLikeness(was.node, now.node, comparison) ?? 0;
    const worth = likenessOf(was.content, now.content, place, rarity);
    const stays = row === column && row < kept;
    const whole = isSameContent(was.content, now.content) ? ofWhole : 0;
    const tie = stays ? inertia : tieBreak(was.node, now.node);
    return [{ row, column, worth: worth + whole + tie }];
  };
  const touched = new Set(pairs.flat().filter((index) => index < kept));
  const edges = [
    ...inBothDirections(pairs, kept).flatMap(([row, column]) => edge(row, column)),
    ...[...touched].flatMap((index) => edge(index, index)),
  ];
  const isStaying = ({ row, column }: Edge) => row === column && row < kept;
  const others = edges.filter((each) => !isStaying(each));
  const [byRow, byColumn] = [
    Map.groupBy(others, ({ row }) => row),
    Map.groupBy(others, ({ column }) => column),
  ];
  return assign(edges)
    .filter((each) => !isStaying(each) && (each.row < kept || each.column < kept))
    .map((each) => {
      const rivals = [...(byRow.get(each.row) ?? []), ...(byColumn.get(each.column) ?? [])];
      const isRival = (other: Edge) => other !== each && other.worth >= nearly * each.worth;
      return { ...each, hasRival: rivals.some(isRival) };
    });
}

/**
 * Adds the opposite pairs: if the content of one node moved to another, that of the other may have moved to
 * the first.
 */
function inBothDirections(
  pairs: readonly (readonly [number, number])[],
  kept: number,
): readonly (readonly [number, number])[] {
  const known = new Set(pairs.map(([row, column]) => `${row} ${column}`));
  const back = pairs.flatMap(([row, column]): [number, number][] =>
    row < kept && column < kept && !known.has(`${column} ${row}`) ? [[column, row]] : [],
  );
  return [...pairs, ...back];
}

/** A value so small that it decides only between equals, and equal from both sides. */
function tieBreak({ sourcedId: a }: SnapshotNode, { sourcedId: b }: SnapshotNode): number {
  let hash = 0x811c9dc5;
  for (const letter of [a, b].sort().join(' ')) {
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return (hash / 2 ** 32) * 1e-4;
}

/** The links that lead back to their start: an exchange, with nothing added or removed. */
function circlesOf(links: readonly Link[]): readonly (readonly Link[])[] {
  const byRow = new Map(links.map((link) => [link.row, link]));
  const seen = new Set<Link>();
  return links.flatMap((start) => {
    const circle: Link[] = [];
    let at: Link | undefined = start;
    while (at && !seen.has(at)) {
      seen.add(at);
      circle.push(at);
      at = byRow.get(at.column);
    }
    return at === start && circle.length > 0 ? [circle] : [];
  });
}

/** The judgement of a link. `mute`: only places tell the contents apart. */
type Verdict = 'clear' | 'perhaps' | 'mute' | undefined;

function verdictsOn(links: readonly Link[], known: Known): ReadonlyMap<Link, 'clear' | 'perhaps'> {
  const circles = circlesOf(links);
  const circled = new Set(circles.flat());
  const found = new Map(links.map((link) => [link, verdictOn(link, circled.has(link), known)]));
  for (const circle of circles) {
    const verdicts = circle.map((link) => found.get(link));
    const relevant = verdicts.filter((each) => each !== 'mute');
    if (relevant.length === 0 || relevant.includes(undefined)) continue;
    // If all other contents of a circle moved, the last one must be at the place that is left.
    const left = relevant.includes('perhaps') ? 'perhaps' : 'clear';
    for (const link of circle) if (found.get(link) === 'mute') found.set(link, left);
  }
  return new Map(
    [...found].flatMap(([link, verdict]) =>
      verdict === undefined || verdict === 'mute' ? [] : [[link, verdict] as const],
    ),
  );
}

function verdictOn(link: Link, isInCircle: boolean, known: Known): Verdict {
  const views = viewsOn(link, known);
  const mean = (value: (view: ContentWeight) => number) =>
    views.reduce((total, view) => total + value(view), 0) / views.length;
  const [toward, weight, evidence] = [
    mean((view) => view.toward),
    mean((view) => view.weight),
    mean((view) => view.contentWeight),
  ];
  if (evidence === 0) {
    // Titles with a running number are no exchange, except perhaps if two nodes changed places.
    const counted = mean((view) => view.counted.weight);
    if (counted === 0) return 'mute';
    const isCounted = mean((view) => view.counted.toward) >= perhaps * counted;
    return isInCircle && isCounted ? 'perhaps' : undefined;
  }
  // The place supports the evidence of the contents, and cannot replace it.
  // Rounded, so that the order of additions cannot decide.
  const share = Math.round(Math.min(toward / weight, contentShare(views)) * 1e6) / 1e6;
  const isEnough = isInCircle
    ? evidence >= enough.inCircle
    : evidence >= enough.inChain && !link.hasRival;
  if (share >= clearly && isEnough) return 'clear';
  // A content that moved whole is at least doubtful, however well the places fit the ids.
  const wentWhole = contentShare(views) >= wholly && (isInCircle || isEnough);
  return share >= perhaps || wentWhole ? 'perhaps' : undefined;
}

/** The share of the contents that speaks for the other id, without places: from -1 to 1. */
function contentShare(views: readonly ContentWeight[]): number {
  const evidence = views.reduce((total, view) => total + view.contentWeight, 0);
  return evidence === 0 ? 1 : views.reduce((total, view) => total + view.content, 0) / evidence;
}

/**
 * The weights from the views of nodes that kept an id: the node that lost the content, and the node that
 * has it now.
 */
function viewsOn(
  { row, column }: Link,
  { before, after, kept, rarity, comparison }: Known,
): ContentWeight[] {
  const [was, now] = [before[row], after[column]];
  const [formerly, nowadays] = [before[column], after[row]];
  if (!was || !now) return [];
  const place = (a: Side, b: Side) => placeLikeness(a.node, b.node, comparison) ?? 0;
  const views: ContentWeight[] = [];
  if (row < kept && nowadays) {
    const places = { other: place(was, now), own: place(was, nowadays) };
    const choice = { content: was.content, other: now.content, own: nowadays.content, places };
    views.push(weighContent({ ...choice, otherNow: now.sameId }, rarity));
  }
  if (column < kept && formerly) {
    const places = { other: place(was, now), own: place(formerly, now) };
    const choice = { content: now.content, other: was.content, own: formerly.content, places };
    views.push(weighContent({ ...choice, otherNow: was.sameId }, rarity));
  }
  return views;
}

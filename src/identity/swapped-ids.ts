import type { SnapshotNode } from '../model/catalog.ts';
import { isSameJson } from '../model/json.ts';
import { nodeKey } from '../model/node.ts';
import { assign, type ChangedContent, type Edge, moveCandidates } from './candidates.ts';
import type { SnapshotComparison } from './compared-snapshot.ts';
import { contentOf, type NodeContent } from './content.ts';
import { type Likeness, likeness, placeLikeness } from './pair.ts';
import { type ContentWeight, likenessOf, type Rarity, rarityOf, weighContent } from './weigh.ts';

/** What a node was before most likely stands under another id now. */
export interface ContentMove {
  readonly was: SnapshotNode;
  readonly now: SnapshotNode;
  readonly likeness: Likeness;
  /** Whether this is so much likelier than a rewritten node that it is refused. */
  readonly isClear: boolean;
  /** Whether all that tells the two contents apart went along. */
  readonly isWhole: boolean;
}

/** Nodes of one kind that are not as they were. */
export interface ChangedNodes {
  readonly gone: readonly SnapshotNode[];
  readonly fresh: readonly SnapshotNode[];
  /** Under one id before and after. */
  readonly kept: readonly (readonly [SnapshotNode, SnapshotNode])[];
}

/** So much of what can be asked for has to speak for another id. */
const clearly = 0.5;
const perhaps = 0.35;

const wholly = 0.9;

/**
 * And so much there has to be to ask for, of what counts as in `weights`. Nodes that exchanged their
 * contents prove each other; a new node may be worded like an old one.
 */
const enough = { inCircle: 0.4, inChain: 1 } as const;

/**
 * Finds contents that went over to another id. Of each node that changed both readings are weighed:
 * it kept its id and was rewritten, or its content stands elsewhere now. What goes round among
 * several nodes is found as a whole, so that none is taken for another one's content.
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

/** Whether any content has something that another id lost: else there is nothing to weigh. */
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
    const children = isSameList(
      before.children.get(nodeKey(was)),
      after.children.get(nodeKey(now)),
    );
    // Of most nodes nothing changed, and then nothing is taken apart.
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

function isSameList(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a === b || (a.length === b.length && a.every((each, index) => each === b[index]));
}

function isSameContent(a: NodeContent, b: NodeContent): boolean {
  return a.title === b.title && a.text === b.text && isSameNames(a, b);
}

function isSameNames({ names: a }: NodeContent, { names: b }: NodeContent): boolean {
  return a.size === b.size && [...a].every(([path, value]) => b.get(path) === value);
}

/** A content before, by its index, and where it most likely is now. */
interface Link extends Edge {
  /** Whether it may as well be elsewhere, or another one may be there. */
  readonly hasRival: boolean;
}

/** What has so much of the worth of the best is a rival. */
const nearly = 0.9;

/** What is the very same throughout outweighs what is like it and stands in its place. */
const ofWhole = 2;

/** If several arrangements are as good, a node has kept its id. */
const inertia = 0.05;

/** The best arrangement of all contents: without those that stayed, and those of two new ids, which are paired. */
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

/** If the content of one came to another, that of the other may have gone to the first. */
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

/** So little that it decides between equals only, and the same from both sides. */
function tieBreak({ sourcedId: a }: SnapshotNode, { sourcedId: b }: SnapshotNode): number {
  let hash = 0x811c9dc5;
  for (const letter of [a, b].sort().join(' ')) {
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return (hash / 2 ** 32) * 1e-4;
}

/** Links that lead back to where they came from: nothing was added and nothing taken away. */
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

/** `mute`: nothing but places tells the contents apart. */
type Verdict = 'clear' | 'perhaps' | 'mute' | undefined;

function verdictsOn(links: readonly Link[], known: Known): ReadonlyMap<Link, 'clear' | 'perhaps'> {
  const circles = circlesOf(links);
  const circled = new Set(circles.flat());
  const found = new Map(links.map((link) => [link, verdictOn(link, circled.has(link), known)]));
  for (const circle of circles) {
    const verdicts = circle.map((link) => found.get(link));
    const relevant = verdicts.filter((each) => each !== 'mute');
    if (relevant.length === 0 || relevant.includes(undefined)) continue;
    // If all the others went on, the last one has to be where a place is left.
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
    // Titles that count on are no exchange; only if two of them changed places it may be one.
    const counted = mean((view) => view.counted.weight);
    if (counted === 0) return 'mute';
    const isCounted = mean((view) => view.counted.toward) >= perhaps * counted;
    return isInCircle && isCounted ? 'perhaps' : undefined;
  }
  // A place supports what the contents say, and says nothing in their stead.
  const share = rounded(Math.min(toward / weight, contentShare(views)));
  const isEnough = isInCircle
    ? evidence >= enough.inCircle
    : evidence >= enough.inChain && !link.hasRival;
  if (share >= clearly && isEnough) return 'clear';
  // A content that went over whole is at least doubtful, however well the places fit the ids.
  const wentWhole = contentShare(views) >= wholly && (isInCircle || isEnough);
  return share >= perhaps || wentWhole ? 'perhaps' : undefined;
}

/** How much of the contents speaks for the other id, wherever they stand: from -1 to 1. */
function contentShare(views: readonly ContentWeight[]): number {
  const evidence = views.reduce((total, view) => total + view.contentWeight, 0);
  return evidence === 0 ? 1 : views.reduce((total, view) => total + view.content, 0) / evidence;
}

/** The order of adding up must not decide. */
function rounded(share: number): number {
  return Math.round(share * 1e6) / 1e6;
}

/** Nodes that kept an id are heard: the one that lost the content, and the one that has it now. */
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

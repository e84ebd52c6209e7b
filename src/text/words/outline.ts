import { type Address, type Kind, kinds } from '../../model/node.ts';
import type { Change, Plan } from '../../model/plan.ts';
import { partsOf } from './names.ts';

/** A node of the outline: a changed one, or an unchanged ancestor that shows where it is. */
export interface Branch {
  readonly item: 'node';
  readonly address: Address;
  readonly title: string;
  readonly change?: Change;
  readonly children: readonly FoldableItem[];
}

/** Siblings of one kind that are counted instead of shown: new ones, or ones renumbered to make room. */
export interface Fold {
  readonly item: 'fold';
  readonly kind: Kind;
  readonly siblings: number;
  /** Whether the siblings are new themselves, unchanged with new nodes below, or renumbered. */
  readonly of: 'created' | 'unchanged' | 'renumbered';
  /** The kinds of the new nodes below the siblings. */
  readonly below: readonly Kind[];
}

/** A line of the outline. */
export type FoldableItem = Branch | Fold;

interface Node {
  readonly address: Address;
  readonly kind: Kind;
  readonly title: string;
  readonly change: Change | undefined;
  readonly children: Node[];
}

/**
 * The changed nodes of a plan under their ancestors.
 *
 * A run of more than `limit` siblings with only new nodes shows the first half of `limit` and counts the
 * rest. The widest limit within the budget is used, so that a small plan is shown whole and a plan with
 * 100,000 new nodes fits on a few screens. A change of an existing node is always shown.
 */
export function outlineOf(
  plan: Plan,
  { limits, budget, also }: Room = ofAScreen,
): readonly FoldableItem[] {
  const roots = grow(plan, also);
  const shown = new Set(also);
  // Nodes that are new or unchanged, with only such nodes below.
  const additive = nodesOnlyWith(
    roots,
    ({ change, address }) => (change?.action ?? 'create') === 'create' && !shown.has(address),
  );
  const attempts = limits.map((limit) => fold(roots, limit, additive));
  return attempts.find((items) => newLines(items) <= budget) ?? attempts.at(-1) ?? [];
}

/** The outline with a line for every change, except renumberings that only make room. */
export function wholeOutlineOf(plan: Plan): readonly FoldableItem[] {
  return outlineOf(plan, { ...ofAScreen, limits: [Number.POSITIVE_INFINITY] });
}

/** How much of an outline is shown. */
export interface Room {
  /** The limits for siblings in one list, widest first. */
  readonly limits: readonly number[];
  /** The most lines about new nodes. */
  readonly budget: number;
  /** Nodes of the context that are shown although nothing below them changes. */
  readonly also: readonly Address[];
}

const ofAScreen: Room = { limits: [20, 8, 2], budget: 300, also: [] };

function grow(plan: Plan, also: readonly Address[]): readonly Node[] {
  const changes = new Map(plan.changes.map((change) => [change.address, change]));
  const context = new Map(plan.context.map((node) => [node.address, node]));
  const grown = new Map<Address, Node>();
  const underway = new Set<Address>();
  const roots: Node[] = [];
  const place = (address: Address): Node[] => {
    const there = grown.get(address);
    if (there) return there.children;
    const change = changes.get(address);
    const source = change ?? context.get(address);
    // Only a damaged plan file has circular parents; its changes must still be visible.
    if (!source || underway.has(address)) return roots;
    underway.add(address);
    const siblings = source.parent === undefined ? roots : place(source.parent);
    const { kind } = partsOf(address);
    const node: Node = { address, kind, title: source.title, change, children: [] };
    grown.set(address, node);
    siblings.push(node);
    return node.children;
  };
  for (const address of [...plan.changes.map((change) => change.address), ...also]) place(address);
  return roots;
}

/** The nodes for which a condition holds, and for everything below them too. */
export function nodesOnlyWith<T extends { readonly children: readonly T[] }>(
  roots: readonly T[],
  isSo: (node: T) => boolean,
): ReadonlySet<T> {
  const found = new Set<T>();
  const visit = (node: T): boolean => {
    const below = node.children.map(visit);
    const isAll = isSo(node) && below.every(Boolean);
    if (isAll) found.add(node);
    return isAll;
  };
  roots.forEach(visit);
  return found;
}

function fold(
  siblings: readonly Node[],
  limit: number,
  additive: ReadonlySet<Node>,
): FoldableItem[] {
  const renumbered = new Set(siblings.filter(onlyMakesRoom));
  const foldable = siblings.filter((node) => additive.has(node));
  const folded = new Set(foldable.length > limit ? foldable.slice(limit / 2) : []);
  const shown = siblings
    .filter((node) => !folded.has(node) && !renumbered.has(node))
    .map(({ address, title, change, children }): Branch => {
      const below = fold(children, limit, additive);
      return { item: 'node', address, title, ...(change && { change }), children: below };
    });
  return [...shown, ...foldsOf([...folded]), ...renumberings([...renumbered])];
}

function foldsOf(nodes: readonly Node[]): Fold[] {
  return kinds.flatMap((kind) =>
    (['created', 'unchanged'] as const).flatMap((of): Fold[] => {
      const alike = nodes.filter(
        (node) => node.kind === kind && (node.change !== undefined) === (of === 'created'),
      );
      const below = alike.flatMap(({ children }) => newKinds(children));
      const siblings = alike.length;
      return siblings > 0 ? [{ item: 'fold', kind, siblings, of, below }] : [];
    }),
  );
}

/** Whether only the number of a sibling changes, with nothing to show below it. */
function onlyMakesRoom({ change, children }: Node): boolean {
  const makesRoom = change?.action === 'reorder' && change.makesRoom;
  return makesRoom && change.fields.length === 0 && children.length === 0;
}

function renumberings(nodes: readonly Node[]): Fold[] {
  return kinds.flatMap((kind): Fold[] => {
    const siblings = nodes.filter((node) => node.kind === kind).length;
    return siblings > 0 ? [{ item: 'fold', kind, siblings, of: 'renumbered', below: [] }] : [];
  });
}

function newKinds(nodes: readonly Node[]): Kind[] {
  return nodes.flatMap(({ kind, change, children }) => [
    ...(change ? [kind] : []),
    ...newKinds(children),
  ]);
}

/** The number of lines that folding can save. An unchanged ancestor has at least one of them below it. */
function newLines(items: readonly FoldableItem[]): number {
  let lines = 0;
  for (const item of items) {
    if (item.item === 'fold') lines += 1;
    else lines += (item.change?.action === 'create' ? 1 : 0) + newLines(item.children);
  }
  return lines;
}

import { quoteShort } from '../../document/place.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Kind } from '../../model/node.ts';

/** One part of a source, counted before it is known what happens to it. */
export interface SourceItem {
  /** The sort under which it is counted, in the plural: `rows`, `cells`, `items`, `links`, `files`. */
  readonly sort: string;
  /** The part in words, with its article: `the row "Rivers"`. */
  readonly what: string;
  /** Place in the source: `line 12`. */
  readonly at: string;
  /** The field of its node that it holds, if it holds one: `sourcedId`. */
  readonly field?: string;
  /** The item that it is a part of, as a cell is part of a row: lists name only the whole. */
  readonly of?: SourceItem;
}

/** A node of a source, with the fields that an account needs. */
interface CountedNode {
  readonly kind: Kind;
  readonly key: string;
  readonly fields: JsonObject;
  readonly items: readonly SourceItem[];
  readonly children: readonly CountedNode[];
  readonly resources: readonly CountedNode[];
}

/** The title of a node of a source, or its key if it has none. */
export function outlineTitleOf({
  fields: { title },
  key,
}: Pick<CountedNode, 'fields' | 'key'>): string {
  return typeof title === 'string' && title !== '' ? title : key;
}

/** A node in words: `the lesson "Rivers"`. */
export function nodeInWords(node: Pick<CountedNode, 'kind' | 'fields' | 'key'>): string {
  return `the ${node.kind} ${quoteShort(outlineTitleOf(node))}`;
}

/** What an item repeats: a node, or the course, which every import has. */
export type Into = 'the course' | Pick<CountedNode, 'kind' | 'key' | 'fields' | 'items'>;

/** How an item ended; each item has one end. */
type Fate =
  | { readonly ended: 'placed' }
  | { readonly ended: 'merged'; readonly into: Into }
  | { readonly ended: 'left-out'; readonly why: string };

/** The number of items of one sort, and of each end; the three ends make up the total. */
interface SortSum {
  readonly sort: string;
  readonly total: number;
  readonly placed: number;
  readonly merged: number;
  readonly leftOut: number;
}

/** How each part of a source ended. */
export interface Account {
  readonly sums: readonly SortSum[];
  /** Merged items, without parts of items that are listed themselves. */
  readonly merged: readonly (SourceItem & { readonly into: string })[];
  readonly leftOut: readonly (SourceItem & { readonly why: string })[];
}

/** The end of items about which the reader says nothing, so that none is passed over silently. */
const unsaid: Fate = { ended: 'left-out', why: 'this import has no place for it' };

/**
 * The account of one source. A reader counts each item when it finds it, and attaches it to the node that it
 * becomes; only merged and omitted items have to be reported. All others count as left out.
 */
export class SourceAccount {
  readonly #fates = new Map<SourceItem, Fate | undefined>();

  /** Counts an item and returns it, to be attached to a node (`items`). */
  count(item: SourceItem): SourceItem {
    this.#fates.set(item, undefined);
    return item;
  }

  /** Counts an item that is left out. */
  skip(item: SourceItem, why: string): void {
    this.leftOut(this.count(item), why);
  }

  /** Reports that an item became a node, or a part of one. */
  placed(item: SourceItem): void {
    this.#fates.set(item, { ended: 'placed' });
  }

  /** Reports that an item repeats what another item said. If the node is left out, so is the item. */
  merged(item: SourceItem, into: Into): void {
    this.#fates.set(item, { ended: 'merged', into });
  }

  leftOut(item: SourceItem, why: string): void {
    this.#fates.set(item, { ended: 'left-out', why });
  }

  /** Reports that a node is left out with everything below it. */
  dropped(node: CountedNode, why: string): void {
    for (const item of node.items) this.leftOut(item, why);
    const inside = `it is in ${nodeInWords(node)}, which is skipped`;
    for (const below of [...node.children, ...node.resources]) this.dropped(below, inside);
  }

  /** Reports the items of imported nodes as placed, unless they have another end already. */
  settle(nodes: Iterable<Pick<CountedNode, 'items'>>): void {
    for (const { items } of nodes) {
      for (const item of items) if (this.#fates.get(item) === undefined) this.placed(item);
    }
  }

  #endOf(item: SourceItem): Fate {
    const fate = this.#fates.get(item) ?? unsaid;
    if (fate.ended !== 'merged' || fate.into === 'the course') return fate;
    const [first, ...others] = fate.into.items.map((one) => this.#fates.get(one));
    const isOut = [first, ...others].every((one) => one?.ended === 'left-out');
    return isOut && first ? first : fate;
  }

  result(): Account {
    const all = [...this.#fates.keys()].map((item) => ({ item, fate: this.#endOf(item) }));
    // A part is not named if the whole ended in the same way.
    const named = all.filter(
      ({ item: { of }, fate }) => !of || this.#endOf(of).ended !== fate.ended,
    );
    const sums = [...Map.groupBy(all, ({ item }) => item.sort)].map(([sort, ended]) => {
      const of = (end: Fate['ended']) => ended.filter(({ fate }) => fate.ended === end).length;
      const [placed, merged, leftOut] = [of('placed'), of('merged'), of('left-out')];
      return { sort, total: ended.length, placed, merged, leftOut };
    });
    return {
      sums,
      merged: named.flatMap(({ item, fate }) =>
        fate.ended === 'merged'
          ? [{ ...item, into: fate.into === 'the course' ? fate.into : nodeInWords(fate.into) }]
          : [],
      ),
      leftOut: named.flatMap(({ item, fate }) =>
        fate.ended === 'left-out' ? [{ ...item, why: fate.why }] : [],
      ),
    };
  }
}

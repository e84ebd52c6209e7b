import { quoteShort } from '../../document/place.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Kind } from '../../model/node.ts';

/** One thing that a source holds, counted before anybody asks what it is. */
export interface SourceItem {
  /** What it is counted as, in the plural: `rows`, `cells`, `items`, `links`, `files`. */
  readonly sort: string;
  /** The thing in words, with its article: `the row "Rivers"`. */
  readonly what: string;
  /** Place in the source: `line 12`. */
  readonly at: string;
  /** The field of its node that it says, if it says one: `sourcedId`. */
  readonly field?: string;
  /** The item that it is a part of, as a cell is of its row: lists name the whole alone. */
  readonly of?: SourceItem;
}

/** A node of a source as far as an account asks for it. */
interface CountedNode {
  readonly kind: Kind;
  readonly key: string;
  readonly fields: JsonObject;
  readonly items: readonly SourceItem[];
  readonly children: readonly CountedNode[];
  readonly resources: readonly CountedNode[];
}

/** The title of a node of a source; its key if it has none. */
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

/** What became of an item: each has one end. */
type Fate =
  | { readonly ended: 'placed' }
  | { readonly ended: 'merged'; readonly into: string }
  | { readonly ended: 'left-out'; readonly why: string };

/** How many items of one sort there are, and how they ended; the last three make up the total. */
interface SortSum {
  readonly sort: string;
  readonly total: number;
  readonly placed: number;
  readonly merged: number;
  readonly leftOut: number;
}

/** What became of everything that a source holds. */
export interface Account {
  readonly sums: readonly SortSum[];
  /** Without parts of what is named. */
  readonly merged: readonly (SourceItem & { readonly into: string })[];
  readonly leftOut: readonly (SourceItem & { readonly why: string })[];
}

/** The reason for what no rule of a reader spoke of: never silence. */
const unsaid: Fate = { ended: 'left-out', why: 'this import has no place for it' };

/**
 * The account of one source. A reader counts each item as it meets it and hangs it on the node that
 * it becomes; only what is merged or left out has to be said. What nobody spoke of is left out.
 */
export class SourceAccount {
  readonly #fates = new Map<SourceItem, Fate | undefined>();

  /** Counts an item and gives it back, to be hung on a node (`items`). */
  count(item: SourceItem): SourceItem {
    this.#fates.set(item, undefined);
    return item;
  }

  /** Counts an item that is left out. */
  skip(item: SourceItem, why: string): void {
    this.leftOut(this.count(item), why);
  }

  /** It became a node, or a part of one. */
  placed(item: SourceItem): void {
    this.#fates.set(item, { ended: 'placed' });
  }

  /** It says what another item said already. `into` names the node: `the lesson "Rivers"`. */
  merged(item: SourceItem, into: string): void {
    this.#fates.set(item, { ended: 'merged', into });
  }

  leftOut(item: SourceItem, why: string): void {
    this.#fates.set(item, { ended: 'left-out', why });
  }

  /** A node that was read falls away with all below it. */
  dropped(node: CountedNode, why: string): void {
    for (const item of node.items) this.leftOut(item, why);
    const inside = `it is in ${nodeInWords(node)}, which is skipped`;
    for (const below of [...node.children, ...node.resources]) this.dropped(below, inside);
  }

  /** What hangs on nodes that are taken in, and of which nothing else was said, is placed. */
  settle(nodes: Iterable<Pick<CountedNode, 'items'>>): void {
    for (const { items } of nodes) {
      for (const item of items) if (this.#fates.get(item) === undefined) this.placed(item);
    }
  }

  /** Whether the whole that an item is a part of ended in the same way. */
  #isToldAbove({ of }: SourceItem, ended: Fate['ended']): boolean {
    return of !== undefined && (this.#fates.get(of)?.ended ?? 'left-out') === ended;
  }

  result(): Account {
    const all = [...this.#fates].map(([item, fate]) => ({ item, fate: fate ?? unsaid }));
    const named = all.filter(({ item, fate }) => !this.#isToldAbove(item, fate.ended));
    const sums = [...Map.groupBy(all, ({ item }) => item.sort)].map(([sort, ended]) => {
      const of = (end: Fate['ended']) => ended.filter(({ fate }) => fate.ended === end).length;
      const [placed, merged, leftOut] = [of('placed'), of('merged'), of('left-out')];
      return { sort, total: ended.length, placed, merged, leftOut };
    });
    return {
      sums,
      merged: named.flatMap(({ item, fate }) =>
        fate.ended === 'merged' ? [{ ...item, into: fate.into }] : [],
      ),
      leftOut: named.flatMap(({ item, fate }) =>
        fate.ended === 'left-out' ? [{ ...item, why: fate.why }] : [],
      ),
    };
  }
}

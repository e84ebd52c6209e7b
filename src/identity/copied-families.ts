import type { SnapshotNode } from '../model/catalog.ts';
import { canonicalJson } from '../model/json.ts';
import type { IdKey } from '../model/node.ts';
import {
  type ComparedSnapshot,
  isSameParent,
  keyAbove,
  type SnapshotComparison,
} from './compared-snapshot.ts';

/** Tells of two nodes whether the new one came with a copy of the family of the other one. */
export type CopiedFamilies = (pair: {
  readonly was: SnapshotNode;
  readonly now: SnapshotNode;
}) => boolean;

/**
 * Finds families that were copied: most of the siblings that kept their ids are beside the new node once
 * more, under new ids. Then its like was copied too, and is another node. What stands in several places
 * already is no evidence, since a quiz that ends each unit is in the next new unit too; nor is one sibling
 * alone, without the parent or anything below it.
 */
export function copiedFamilies(comparison: SnapshotComparison): CopiedFamilies {
  const { before, after } = comparison;
  const answers = new Map<string, boolean>();
  let counts: ReadonlyMap<string, number> | undefined;
  const isOnlyOne = (key: IdKey, content: string): boolean => {
    counts ??= countContents(before);
    const was = before.nodes.get(key);
    const own = was && contentOf(was) === content ? 1 : 0;
    return (counts.get(content) ?? 0) <= own;
  };
  const contentsOf = (keys: readonly IdKey[], isMeant: (key: IdKey, content: string) => boolean) =>
    new Set(
      keys.flatMap((key) => {
        const node = after.nodes.get(key);
        const content = node && contentOf(node);
        return content !== undefined && isMeant(key, content) ? [content] : [];
      }),
    );
  const keptOf = (keys: readonly IdKey[]) =>
    contentsOf(keys, (key, content) => before.nodes.has(key) && isOnlyOne(key, content));
  const addedOf = (keys: readonly IdKey[]) => contentsOf(keys, (key) => !before.nodes.has(key));
  // Many nodes that were below one parent may be below as many others.
  const kept = remembered((above) => keptOf(before.children.get(above) ?? []));
  const added = remembered((below) => addedOf(after.children.get(below) ?? []));
  const wholeKept = remembered((above) => keptOf(familyOf(above, before)));
  const wholeAdded = remembered((below) => addedOf(familyOf(below, after)));
  const isCopy = (above: IdKey, below: IdKey): boolean => {
    const siblings = kept(above);
    const twice = countShared(siblings, added(below));
    if (twice * 2 <= siblings.size && siblings.size > 0) return false;
    if (twice > 1 || (twice > 0 && countShared(wholeKept(above), wholeAdded(below)) > 1))
      return true;
    // Of a family that is gone or shows too little, the family above shows it.
    return isCopied(before.nodes.get(above), after.nodes.get(below));
  };
  const isCopied = (was?: SnapshotNode, now?: SnapshotNode): boolean => {
    if (!was || !now || isSameParent(was, now, comparison)) return false;
    const [above, below] = [keyAbove(was), keyAbove(now)];
    if (!above || !below) return false;
    const name = `${above} ${below}`;
    const found = answers.get(name) ?? isCopy(above, below);
    answers.set(name, found);
    return found;
  };
  return ({ was, now }) => isCopied(was, now);
}

function contentOf({ kind, title, fields }: SnapshotNode): string {
  return `${kind} ${title} ${canonicalJson(fields)}`;
}

function countContents({ nodes }: ComparedSnapshot): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const node of nodes.values()) {
    const content = contentOf(node);
    counts.set(content, (counts.get(content) ?? 0) + 1);
  }
  return counts;
}

/** The key of a node and the keys of all below it. */
function familyOf(key: IdKey, state: ComparedSnapshot): readonly IdKey[] {
  return [key, ...(state.children.get(key) ?? []).flatMap((child) => familyOf(child, state))];
}

function countShared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  return [...few].filter((each) => many.has(each)).length;
}

function remembered<T>(make: (key: IdKey) => T): (key: IdKey) => T {
  const made = new Map<IdKey, T>();
  return (key) => {
    const found = made.get(key) ?? make(key);
    made.set(key, found);
    return found;
  };
}

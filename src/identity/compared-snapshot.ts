import {
  type Catalog,
  fieldSpan,
  type NodeSource,
  type Snapshot,
  type SnapshotNode,
} from '../model/catalog.ts';
import { canonicalJson, isObject, type Json, type JsonObject } from '../model/json.ts';
import { type Entity, type IdKey, idIn, type Kind, nodeKey, parentKeyOf } from '../model/node.ts';
import { resourceOfEntry, resourceOfName } from '../model/placements.ts';
import type { Span } from '../model/problem.ts';

/**
 * One value that an author wrote, with its path: `metadata.slug`. All entries of a list have the same path.
 */
export interface Leaf {
  readonly path: string;
  readonly value: string;
}

/** A snapshot with the facts that comparing it needs. */
export interface ComparedSnapshot {
  readonly nodes: Snapshot;
  /** The keys of the children of each node, in the authors' order. */
  readonly children: ReadonlyMap<IdKey, readonly IdKey[]>;
  /** Whether so few nodes of the kind have a value that it tells them apart. */
  isDistinctive(node: SnapshotNode, leaf: Leaf): boolean;
  /** The keys of the units and lessons that place a resource. They are its place, as it has no parent. */
  placersOf(resource: SnapshotNode): readonly IdKey[];
}

/** Two states of the manifests, with the matches of nodes that are already known. */
export interface SnapshotComparison {
  readonly before: ComparedSnapshot;
  readonly after: ComparedSnapshot;
  /** The keys of nodes that lost their ids, each with the later key: their children did not move. */
  readonly counterparts: ReadonlyMap<IdKey, IdKey>;
}

/** Two states, ready for comparisons. */
export function comparisonOf(
  before: Snapshot,
  after: Snapshot,
  counterparts: SnapshotComparison['counterparts'] = new Map(),
): SnapshotComparison {
  return {
    before: comparedSnapshotOf(before),
    after: comparedSnapshotOf(after),
    counterparts,
  };
}

/** The key of the parent of a node; undefined if it has none. */
export function keyAbove({ kind, parent }: SnapshotNode): IdKey | undefined {
  return parent === undefined ? undefined : parentKeyOf(kind, parent);
}

/** The key of the parent of a node before, by the id that this parent has after. */
export function laterParent(
  node: SnapshotNode,
  { counterparts }: SnapshotComparison,
): IdKey | undefined {
  const above = keyAbove(node);
  return above && (counterparts.get(above) ?? above);
}

/** Whether two nodes have the same parent, which may have another id after. */
export function isSameParent(
  a: SnapshotNode,
  b: SnapshotNode,
  comparison: SnapshotComparison,
): boolean {
  return laterParent(a, comparison) === keyAbove(b);
}

/** Prepares a snapshot for comparisons. Counts are made when they are first needed. */
export function comparedSnapshotOf(nodes: Snapshot): ComparedSnapshot {
  let counts: ReadonlyMap<string, number> | undefined;
  let placers: ReadonlyMap<string, readonly IdKey[]> | undefined;
  return {
    nodes,
    children: childrenIn(nodes),
    // Counting takes a while, and most comparisons do not need it.
    isDistinctive(node, leaf) {
      counts ??= countLeaves(nodes);
      const most = Math.max(1, (counts.get(node.kind) ?? 0) * rare);
      return (counts.get(leafKey(node, leaf)) ?? 0) <= most;
    },
    placersOf({ sourcedId }) {
      placers ??= placersIn(nodes);
      return placers.get(sourcedId) ?? [];
    },
  };
}

function placersIn(nodes: Snapshot): ReadonlyMap<string, readonly IdKey[]> {
  const placers = new Map<string, IdKey[]>();
  for (const node of nodes.values()) {
    const { resources } = node.fields;
    if ((node.kind !== 'lesson' && node.kind !== 'unit') || !Array.isArray(resources)) continue;
    const named = resources.flatMap((entry: Json) => resourceOfEntry(entry) ?? []);
    for (const id of new Set(named.map(resourceOfName))) {
      const known = placers.get(id);
      if (known) known.push(nodeKey(node));
      else placers.set(id, [nodeKey(node)]);
    }
  }
  return placers;
}

/** A value on more than one node in fifty is a convention of the catalog, not a feature of the node. */
const rare = 1 / 50;

/** The key of a value of a node, equal for equal values of nodes of one kind. */
export function leafKey({ kind }: SnapshotNode, { path, value }: Leaf): string {
  return `${kind} ${path} ${value}`;
}

/** All values that the author wrote, except for the title, which is compared by itself. */
export function leavesOf({ fields }: Pick<SnapshotNode, 'fields'>): readonly Leaf[] {
  const leaves: Leaf[] = [];
  for (const [field, value] of Object.entries(fields)) {
    if (field !== 'title') collect(value, field, leaves);
  }
  return leaves;
}

function collect(value: Json, path: string, leaves: Leaf[]): void {
  if (value === null || value === '') return;
  if (Array.isArray(value)) {
    for (const each of value) collect(each, path, leaves);
  } else if (isObject(value)) {
    for (const [key, each] of Object.entries(value)) collect(each, `${path}.${key}`, leaves);
  } else leaves.push({ path, value: JSON.stringify(value) });
}

/** The number of nodes of each kind, and of the nodes of a kind that have each value. */
function countLeaves(nodes: Snapshot): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const node of nodes.values()) {
    const keys = leavesOf(node).map((leaf) => leafKey(node, leaf));
    for (const key of new Set([node.kind, ...keys])) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function childrenIn(nodes: Snapshot): ComparedSnapshot['children'] {
  const families = Map.groupBy(nodes.values(), keyAbove);
  return new Map(
    [...families].flatMap(([parent, family]) =>
      parent === undefined
        ? []
        : [[parent, family.sort((a, b) => a.position - b.position).map(nodeKey)] as const],
    ),
  );
}

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
    const own = was && writtenIn(was) === content ? 1 : 0;
    return (counts.get(content) ?? 0) <= own;
  };
  const contentsOf = (keys: readonly IdKey[], isMeant: (key: IdKey, content: string) => boolean) =>
    new Set(
      keys.flatMap((key) => {
        const node = after.nodes.get(key);
        const content = node && writtenIn(node);
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

function writtenIn({ kind, title, fields }: SnapshotNode): string {
  return `${kind} ${title} ${canonicalJson(fields)}`;
}

function countContents({ nodes }: ComparedSnapshot): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const node of nodes.values()) {
    const content = writtenIn(node);
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

/** The snapshot of a catalog, which is the form that the identity check compares. */
export function snapshotOf({ nodes }: Catalog): Snapshot {
  const counts = new Map<string, number>();
  const snapshot = new Map<IdKey, SnapshotNode>();
  for (const { entity, source } of nodes.values()) {
    const family = `${entity.kind} ${entity.parent ?? ''}`;
    const position = (counts.get(family) ?? 0) + 1;
    counts.set(family, position);
    snapshot.set(nodeKey(entity), new NodeInSnapshot(entity, position, source));
  }
  return snapshot;
}

/**
 * A node of a catalog in a snapshot. The span is looked up when a message needs it, and a copy by spreading
 * lacks it. This is a class because an object with its own getter takes several times as long to create.
 */
class NodeInSnapshot implements SnapshotNode {
  readonly kind: Kind;
  readonly sourcedId: string;
  readonly parent?: string;
  readonly position: number;
  readonly title: string;
  readonly fields: JsonObject;
  readonly #source: NodeSource;

  constructor(
    { kind, sourcedId, parent, title, fields }: Entity,
    position: number,
    source: NodeSource,
  ) {
    this.kind = kind;
    this.sourcedId = sourcedId;
    if (parent) this.parent = idIn(parent);
    this.position = position;
    this.title = title;
    this.fields = fields;
    this.#source = source;
  }

  get span(): Span {
    return fieldSpan(this.#source, 'sourcedId');
  }
}

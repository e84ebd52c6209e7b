import type { Snapshot, SnapshotNode, Unnamed } from '../model/catalog.ts';
import { type Kind, nodeKey } from '../model/node.ts';
import type { Classified } from './classified.ts';
import { leavesOf } from './compared-snapshot.ts';

/** Replace this sourcedId in place, or write it if a node has none. */
export interface IdCure {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly kind: Kind;
  /** What stands there; absent if the node has no id. */
  readonly from?: string;
  readonly to: string;
}

/** Nodes that name an exchanged id and did not at the base, or no longer do, by that id. */
export type Redirected = ReadonlyMap<string, readonly SnapshotNode[]>;

/**
 * Whether an author who exchanged ids changed references along with them. With the ids given back such
 * a reference would lead to the other node, and nothing would say so.
 */
export function redirectedBy(
  classified: readonly Classified[],
  before: Snapshot | undefined,
  after: Snapshot,
): Redirected {
  const exchanged = classified.filter(
    ({ refused }) => refused === 'swapped' || refused === 'handed-on',
  );
  if (!before || exchanged.length === 0) return new Map();
  const ids = new Map(exchanged.map(({ sourcedId }) => [JSON.stringify(sourcedId), sourcedId]));
  const formerly = new Map(exchanged.flatMap(({ was, now }) => (was && now ? [[now, was]] : [])));
  const naming = (node: SnapshotNode | undefined) =>
    new Map(
      (node ? leavesOf(node) : []).flatMap(({ path, value }) => {
        const id = ids.get(value);
        return id === undefined ? [] : [[`${path} ${id}`, id] as const];
      }),
    );
  const found = [...after.values()].flatMap((node) => {
    const then = naming(formerly.get(node) ?? before.get(nodeKey(node)));
    const now = naming(node);
    const changed = [...then, ...now].filter(([key]) => then.has(key) !== now.has(key));
    return changed.map(([, id]) => ({ id, node }));
  });
  return new Map(
    [...Map.groupBy(found, ({ id }) => id)].map(([id, all]) => [id, all.map(({ node }) => node)]),
  );
}

/**
 * The cures that a program may apply. They hold together: applied all at once they give every id
 * back and use none twice.
 */
export function certainCures(
  classified: readonly Classified[],
  after: Snapshot,
  {
    unnamed = new Map(),
    redirected = new Map(),
  }: {
    readonly unnamed?: ReadonlyMap<string, Unnamed> | undefined;
    readonly redirected?: Redirected;
  } = {},
): ReadonlyMap<Classified, IdCure> {
  const reminted = classified.filter(
    ({ refused, pairing }) => refused === 're-minted' && pairing?.certain === true,
  );
  const isNamed = namedElsewhere(reminted, after);
  return new Map(
    classified.flatMap((each): [Classified, IdCure][] => {
      const { pairing } = each;
      if (!pairing?.certain || isNamed.has(pairing.now.sourcedId)) return [];
      if ([pairing.was, pairing.now].some(({ sourcedId }) => redirected.has(sourcedId))) return [];
      const { file, start } = pairing.now.span;
      const [now, to] = [pairing.now.sourcedId, pairing.was.sourcedId];
      const known = unnamed.get(now);
      const from = known ? known.written : now;
      const cure = { file, line: start.line, column: start.column, kind: pairing.now.kind, to };
      return [[each, { ...cure, ...(from !== undefined && { from }) }]];
    }),
  );
}

/** A new id that a prerequisite or a resource list names cannot go without that place changing too. */
function namedElsewhere(reminted: readonly Classified[], after: Snapshot): ReadonlySet<string> {
  if (reminted.length === 0) return new Set();
  const fresh = new Map(
    reminted.flatMap(({ now }) => (now ? [[JSON.stringify(now.sourcedId), now.sourcedId]] : [])),
  );
  const leaves = [...after.values()].flatMap((node) => leavesOf(node));
  return new Set(leaves.flatMap(({ value }) => fresh.get(value) ?? []));
}

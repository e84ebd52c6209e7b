import type { Snapshot, SnapshotNode, Unnamed } from '../model/catalog.ts';
import { type Kind, nodeKey } from '../model/node.ts';
import type { Classified } from './classified.ts';
import { leavesOf } from './compared-snapshot.ts';

/** The fix of one sourcedId: replaces it at its place, or writes it if the node has none. */
export interface IdCure {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly kind: Kind;
  /** The text at the place now. Absent if the node has no id. */
  readonly from?: string;
  readonly to: string;
}

/** By exchanged id: the nodes that refer to it and did not at the base, or the other way round. */
export type Redirected = ReadonlyMap<string, readonly SnapshotNode[]>;

/**
 * Finds references that the author of an exchange of ids changed as well. If the ids were given back, such
 * a reference would silently lead to the other node.
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
 * The cures that a program may apply. They belong together: applied at once they give every id back, and no
 * id is used twice.
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

/** The new ids that another node names: such an id cannot be replaced unless that reference changes too. */
function namedElsewhere(reminted: readonly Classified[], after: Snapshot): ReadonlySet<string> {
  if (reminted.length === 0) return new Set();
  const fresh = new Map(
    reminted.flatMap(({ now }) => (now ? [[JSON.stringify(now.sourcedId), now.sourcedId]] : [])),
  );
  const leaves = [...after.values()].flatMap((node) => leavesOf(node));
  return new Set(leaves.flatMap(({ value }) => fresh.get(value) ?? []));
}

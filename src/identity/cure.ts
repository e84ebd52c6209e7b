import type { Snapshot, Unnamed } from '../model/snapshot.ts';
import type { Classified } from './classified.ts';
import { leavesOf } from './state.ts';

/** Replace this sourcedId in place, or write it where a node has none. */
export interface Cure {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What stands there; absent where the node has no id. */
  readonly from?: string;
  readonly to: string;
}

/**
 * The cures that a program may apply. They hold together: applied all at once they give every id
 * back and use none twice.
 */
export function certainCures(
  classified: readonly Classified[],
  after: Snapshot,
  unnamed: ReadonlyMap<string, Unnamed> = new Map(),
): ReadonlyMap<Classified, Cure> {
  const reminted = classified.filter(
    ({ refused, pairing }) => refused === 're-minted' && pairing?.certain === true,
  );
  const isNamed = namedElsewhere(reminted, after);
  return new Map(
    classified.flatMap((each): [Classified, Cure][] => {
      const { pairing } = each;
      if (!pairing?.certain || isNamed.has(pairing.now.sourcedId)) return [];
      const { file, start } = pairing.now.span;
      const [now, to] = [pairing.now.sourcedId, pairing.was.sourcedId];
      const known = unnamed.get(now);
      const from = known ? known.written : now;
      const cure = { file, line: start.line, column: start.column, to };
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

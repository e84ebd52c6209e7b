import { type Ledger, placementKey } from './ledger.ts';

/** An entry of `resources`, as a lesson or unit of the manifests has it. */
export interface WrittenPlacement {
  /** The id of the lesson or unit. */
  readonly parent: string;
  readonly resource: string;
  /** Absent in the short form. */
  readonly sourcedId?: string;
}

/** Which placement an entry stands for. */
export interface ResolvedPlacement {
  readonly written: WrittenPlacement;
  /** Absent: it has none yet. */
  readonly sourcedId?: string;
  /** Set if nothing tells which of these ids the entry stands for. */
  readonly rivals?: readonly string[];
  /** Set if an entry above stands for the same placement, so that this one needs an id of its own. */
  readonly isFurther?: true;
}

/**
 * The ids of all placements of a catalog. An entry has the id that it writes out; without one it
 * stands for the live id that the ledger has for its parent and resource and no entry writes out.
 */
export function resolvePlacements(
  all: readonly WrittenPlacement[],
  ledger: Pick<Ledger, 'placements'> | undefined,
): readonly ResolvedPlacement[] {
  const claimed = new Set(all.flatMap(({ sourcedId }) => sourcedId ?? []));
  const free = new Map<string, string[]>();
  for (const { sourcedId, parent, resource, state } of ledger?.placements.values() ?? []) {
    if (state !== 'live' || claimed.has(sourcedId)) continue;
    const key = placementKey(parent, resource);
    const ids = free.get(key);
    if (ids) ids.push(sourcedId);
    else free.set(key, [sourcedId]);
  }
  const seen = new Set<string>();
  return all.map((written): ResolvedPlacement => {
    const { parent, resource, sourcedId } = written;
    if (sourcedId !== undefined) return { written, sourcedId };
    const key = placementKey(parent, resource);
    if (seen.has(key)) return { written, isFurther: true };
    seen.add(key);
    const [id, ...more] = free.get(key) ?? [];
    if (id === undefined) return { written };
    return more.length === 0 ? { written, sourcedId: id } : { written, rivals: [id, ...more] };
  });
}

import { type Address, kindIn } from './address.ts';
import type { Json } from './json.ts';
import type { Kind } from './kind.ts';
import type { Platform } from './remote.ts';

/** One field in which manifests and platform differ. Its place and status count as fields here. */
export interface Difference {
  readonly address: Address;
  readonly title: string;
  readonly path: readonly [string, ...string[]];
  /** By the manifests. */
  readonly wanted: Json;
  /** By the platform; null where it has nothing. */
  readonly held: Json;
}

/** The same field of nodes of one kind. */
export interface DifferenceGroup {
  readonly kind: Kind;
  readonly path: Difference['path'];
  readonly nodes: readonly [Difference, ...Difference[]];
}

/** A row of the dialect table with another value. For a list of names, the whole list. */
export interface Row {
  readonly row: string;
  readonly value: string | readonly string[];
  /** The names that the list does not hold yet. */
  readonly adds?: readonly string[];
}

/** Rows that make differences vanish. It was tried. */
export interface Cure {
  readonly rows: readonly [Row, ...Row[]];
  readonly settles: readonly DifferenceGroup[];
}

/** What remains between manifests and platform, and what would settle it. */
export interface Explanation {
  readonly platform: Platform;
  /** Each was tried on top of those before it. */
  readonly cures: readonly Cure[];
  /** The facts of the environment with all cures in place, corrections that are there included. */
  readonly facts: Readonly<Record<string, Json>>;
  /** What no row settles: somebody edited it, or it was not published yet. */
  readonly open: readonly DifferenceGroup[];
  /** Nodes that the platform does not have. */
  readonly missing: readonly { readonly address: Address; readonly title: string }[];
}

/** Puts the same fields of nodes of a kind together, in the order in which they come. */
export function groupDifferences(differences: readonly Difference[]): readonly DifferenceGroup[] {
  const groups = new Map<string, [Difference, ...Difference[]]>();
  for (const difference of differences) {
    const key = JSON.stringify([kindIn(difference.address), ...difference.path]);
    const nodes = groups.get(key);
    if (nodes) nodes.push(difference);
    else groups.set(key, [difference]);
  }
  return [...groups.values()].map((nodes) => ({
    kind: kindIn(nodes[0].address),
    path: nodes[0].path,
    nodes,
  }));
}

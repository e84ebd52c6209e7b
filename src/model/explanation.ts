import { type Address, kindIn } from './address.ts';
import type { Json } from './json.ts';
import type { Kind } from './kind.ts';
import type { Platform } from './remote.ts';

/** One field that differs between manifests and platform. Place and status count as fields. */
export interface Difference {
  readonly address: Address;
  readonly title: string;
  readonly path: readonly [string, ...string[]];
  /** Value in the manifests. */
  readonly wanted: Json;
  /** Value on the platform; null if it has none. */
  readonly held: Json;
}

/** One field of several nodes of a kind. */
export interface DifferenceGroup {
  readonly kind: Kind;
  readonly path: Difference['path'];
  readonly nodes: readonly [Difference, ...Difference[]];
}

/** A row of the dialect table with another value. For a list of names, the whole list. */
export interface Row {
  readonly row: string;
  readonly value: string | readonly string[];
  /** Names that the list does not have yet. */
  readonly adds?: readonly string[];
}

/** Rows that, by trial, make differences disappear. */
export interface Cure {
  readonly rows: readonly [Row, ...Row[]];
  readonly settles: readonly DifferenceGroup[];
}

/** Differences between manifests and platform, and the corrections that settle them. */
export interface Explanation {
  readonly platform: Platform;
  /** Each was tried on top of those before it. */
  readonly cures: readonly Cure[];
  /** The facts of the environment with all cures applied, present corrections included. */
  readonly facts: Readonly<Record<string, Json>>;
  /** Differences that no row settles: edited by somebody, or not published yet. */
  readonly open: readonly DifferenceGroup[];
  /** Nodes that the platform lacks. */
  readonly missing: readonly { readonly address: Address; readonly title: string }[];
}

/** Groups differences by kind and field, in the order in which they come. */
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
